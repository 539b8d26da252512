"""The catalogue as it was: what changed between two days, and how much it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.catalogue.categories import BY_CODE
from app.catalogue.entry import EntryRefused, entry_from
from app.catalogue.entry_changes import EntryChange, entry_changes
from app.catalogue.queries import IN_FORCE
from app.catalogue.tables import PowerRow, PowerVersion
from app.clock import calendar
from app.database import db
from app.people.tables import Organisation
from engine import Text

MOST = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """How a power differs between two days. ``kind``: added, removed, changed."""

    code: str
    name: Text
    kind: str
    changes: tuple[EntryChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many powers of a category, at a level."""

    category: Text
    level: str
    count: int
    disclosed: int


def changed_between(first: date, last: date) -> tuple[list[Difference], int]:
    """What is not on ``last`` as it was at the end of ``first``, by code; and how many more there are than told."""
    since, until = calendar().end_of(first), calendar().end_of(last)
    touched = db.session.scalars(
        select(PowerVersion.power_code)
        .where(PowerVersion.at >= since, PowerVersion.at < until)
        .distinct()
        .order_by(PowerVersion.power_code)
    ).all()
    found = [d for code in touched[:MOST] if (d := _difference(code, _entry_at(code, since), _entry_at(code, until)))]
    return found, max(0, len(touched) - MOST)


def versions_of(code: str) -> Iterator[PowerVersion]:
    """Every entry the power ever had, the newest first."""
    return iter(
        db.session.scalars(select(PowerVersion).where(PowerVersion.power_code == code).order_by(PowerVersion.id.desc()))
    )


def count_by_level() -> list[Count]:
    """In the order of the categories."""
    rows = db.session.execute(
        select(PowerRow.category, Organisation.level, PowerRow.disclosed, func.count())
        .join(Organisation, Organisation.id == PowerRow.organisation_id)
        .where(IN_FORCE)
        .group_by(PowerRow.category, Organisation.level, PowerRow.disclosed)
    ).all()
    sums: dict[tuple[str, str], list[int]] = {}
    for category, level, disclosed, count in rows:
        held = sums.setdefault((category, level), [0, 0])
        held[0] += count
        held[1] += count if disclosed else 0
    order = list(BY_CODE)
    return [
        Count(BY_CODE[category].name, level, *held)
        for (category, level), held in sorted(sums.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    ]


def _entry_at(code: str, moment: datetime) -> dict[str, Any] | None:
    return db.session.scalar(
        select(PowerVersion.entry)
        .where(PowerVersion.power_code == code, PowerVersion.at < moment)
        .order_by(PowerVersion.id.desc())
        .limit(1)
    )


def _difference(code: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Difference | None:
    entry = after or before or {}
    name = Text(str(entry.get("name", {}).get("zh", code)), str(entry.get("name", {}).get("en", code)))
    if before is None or after is None:
        return None if before is after else Difference(code, name, "added" if before is None else "removed")
    try:
        changes = entry_changes(entry_from(before), entry_from(after))
    except EntryRefused:  # kept as it was entered, under an older form of the entry
        return Difference(code, name, "changed")
    return Difference(code, name, "changed", changes) if changes else None
