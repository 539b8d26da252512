"""Finding powers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from app.catalogue.categories import BY_CODE, CATEGORIES, Category
from app.catalogue.entry import Entry, entry_from
from app.catalogue.tables import PowerRow, PowerWord
from app.catalogue.words import query_words
from app.database import db
from app.people.tables import Organisation
from app.refusal import Refusal
from engine import Limit, Text

PUBLIC = (
    "code", "unified_code", "category", "name", "authority", "limit", "promise", "fee", "basis", "conditions",
    "materials", "procedure", "result", "remedies", "place", "phone", "supervision_phone",
)  # fmt: skip
"""The fields of an entry that are open data."""


class NoSuchPower(Refusal):
    text = Text(
        "权力清单里没有这一项，不在清单上的权力不能行使",
        "The catalogue has no such power; what is not on it may not be exercised",
    )


@dataclass(frozen=True, slots=True)
class PowerRowView:
    """One line of a list of powers."""

    code: str
    name: Text
    category: Category
    authority: Text  # the organisation that exercises it
    limit: Limit | None
    promise: Limit | None
    fee: Text


@dataclass(frozen=True, slots=True)
class Power:
    """A power with all that is published about it (``entry``), and who exercises it."""

    code: str
    name: Text
    category: Category
    authority: Text
    organisation_id: int
    entry: Entry

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "entry"), name)


def list_categories() -> list[Category]:
    """All ten, with how many published powers each has."""
    counts = dict(
        db.session.execute(
            select(PowerRow.category, func.count()).where(PowerRow.disclosed).group_by(PowerRow.category)
        ).all()
    )
    return [replace(category, count=counts.get(category.code, 0)) for category in CATEGORIES]


def list_powers(category: str | None = None) -> list[PowerRowView]:
    """Published powers in catalogue order."""
    wanted = _published() if category is None else _published().where(PowerRow.category == category)
    return [_line(row) for row in db.session.execute(wanted.order_by(PowerRow.code))]


def search_powers(words: str = "", category: str | None = None, most: int = 100) -> list[PowerRowView]:
    """Published powers in which at least half of the words stand, the best first; all of them without words."""
    terms = query_words(words)
    if not terms:
        return [] if words.strip() else list_powers(category)
    hits = (
        select(PowerWord.power_code, func.sum(PowerWord.weight).label("weight"))
        .where(PowerWord.word.in_(terms))
        .group_by(PowerWord.power_code)
        .having(func.count() * 2 >= len(terms))
        .subquery()
    )
    wanted = (
        _published()
        .join(hits, hits.c.power_code == PowerRow.code)
        .order_by(hits.c.weight.desc(), PowerRow.code)
        .limit(most)
    )
    if category:
        wanted = wanted.where(PowerRow.category == category)
    return [_line(row) for row in db.session.execute(wanted)]


def get_power(code: str) -> Power:
    """The power; raises NoSuchPower."""
    row = db.session.execute(_all().where(PowerRow.code == code)).first()
    if row is None:
        raise NoSuchPower
    entry = entry_from(row.entry)
    return Power(
        row.code,
        entry.name,
        BY_CODE[row.category],
        Text(row.organisation, row.organisation_en),
        row.organisation_id,
        entry,
    )


def list_entries() -> Iterator[dict[str, Any]]:
    """What is published of every power, as plain data."""
    for row in db.session.execute(_published().order_by(PowerRow.code)).yield_per(200):
        yield {**{name: row.entry.get(name) for name in PUBLIC}, "organisation": row.organisation}


def _all():
    return select(
        PowerRow.code, PowerRow.category, PowerRow.entry, PowerRow.organisation_id,
        Organisation.name.label("organisation"), Organisation.name_en.label("organisation_en"),
    ).join(Organisation, Organisation.id == PowerRow.organisation_id)  # fmt: skip


def _published():
    return _all().where(PowerRow.disclosed)


def _line(row: Any) -> PowerRowView:
    entry = entry_from(row.entry)
    return PowerRowView(
        row.code,
        entry.name,
        BY_CODE[row.category],
        Text(row.organisation, row.organisation_en),
        entry.limit,
        entry.promise,
        entry.fee,
    )
