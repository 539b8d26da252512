"""Finding powers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import func, select

from app.catalogue.categories import BY_CODE, CATEGORIES, Category
from app.catalogue.entry import Entry, entry_from
from app.catalogue.tables import PowerRow, PowerWord
from app.catalogue.words import initials_words, query_words
from app.database import db
from app.people.tables import Organisation
from app.refusal import Refusal
from engine import Limit, Text

PAGE = 100
FIELDS = tuple(f.name for f in fields(Entry))
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


@dataclass(frozen=True, slots=True)
class Where:
    """Which powers are asked for; None: all. ``level``: city, county, township."""

    category: str | None = None
    organisation_id: int | None = None
    level: str | None = None

    def narrow(self, wanted: Any) -> Any:
        if self.category:
            wanted = wanted.where(PowerRow.category == self.category)
        if self.organisation_id:
            wanted = wanted.where(PowerRow.organisation_id == self.organisation_id)
        return wanted.where(Organisation.level == self.level) if self.level else wanted


def count_powers() -> int:
    """How many are published."""
    return db.session.scalar(select(func.count()).select_from(PowerRow).where(PowerRow.disclosed)) or 0


def list_powers(where: Where = Where(), after: str = "", most: int = PAGE) -> list[PowerRowView]:
    """A page of the published powers in catalogue order, those after the code ``after``."""
    wanted = where.narrow(_lines()).where(PowerRow.code > after)
    return [_line(row) for row in db.session.execute(wanted.order_by(PowerRow.code).limit(most))]


def list_codes() -> Iterator[str]:
    """The codes of all published powers."""
    return iter(db.session.scalars(select(PowerRow.code).where(PowerRow.disclosed).order_by(PowerRow.code)))


def search_powers(words: str, where: Where = Where(), most: int = PAGE) -> list[PowerRowView]:
    """Published powers in which at least half of the words stand, the best first; else by initials in pinyin."""
    terms = query_words(words)
    found = _found(terms, (len(terms) + 1) // 2, where, most) if terms else []
    initials = initials_words(words)
    return found or (_found(initials, len(initials), where, most) if initials else [])


def _found(terms: Sequence[str], least: int, where: Where, most: int) -> list[PowerRowView]:
    hits = (
        select(PowerWord.power_code, func.sum(PowerWord.weight).label("weight"))
        .where(PowerWord.word.in_(terms))
        .group_by(PowerWord.power_code)
        .having(func.count() >= least)
        .subquery()
    )
    wanted = where.narrow(_lines().join(hits, hits.c.power_code == PowerRow.code))
    rows = db.session.execute(wanted.order_by(hits.c.weight.desc(), PowerRow.code).limit(most))
    return [_line(row) for row in rows]


def list_bodies() -> list[tuple[int, Text, int]]:
    """Id and name of every body that exercises a published power, and how many."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, Organisation.name_en, func.count())
        .join(PowerRow, PowerRow.organisation_id == Organisation.id)
        .where(PowerRow.disclosed)
        .group_by(Organisation.id, Organisation.name, Organisation.name_en)
        .order_by(Organisation.id)
    )
    return [(id, Text(name, english), count) for id, name, english, count in rows]


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


def list_documents() -> Iterator[dict[str, Any]]:
    """Every entry whole, published or not, as it was entered."""
    for entry in db.session.scalars(select(PowerRow.entry).order_by(PowerRow.code)).yield_per(200):
        yield {name: entry.get(name) for name in FIELDS}


def _all():
    return select(
        PowerRow.code, PowerRow.category, PowerRow.entry, PowerRow.organisation_id,
        Organisation.name.label("organisation"), Organisation.name_en.label("organisation_en"),
    ).join(Organisation, Organisation.id == PowerRow.organisation_id)  # fmt: skip


def _published():
    return _all().where(PowerRow.disclosed)


def _lines() -> Any:
    """What a line of a list shows, without the entries: those are large."""
    return (
        select(
            PowerRow.code, PowerRow.name, PowerRow.name_en, PowerRow.category, PowerRow.promise, PowerRow.statutory,
            PowerRow.fee, PowerRow.fee_en, Organisation.name.label("organisation"),
            Organisation.name_en.label("organisation_en"),
        )
        .join(Organisation, Organisation.id == PowerRow.organisation_id)
        .where(PowerRow.disclosed)
    )  # fmt: skip


def _line(row: Any) -> PowerRowView:
    return PowerRowView(
        row.code, Text(row.name, row.name_en), BY_CODE[row.category], Text(row.organisation, row.organisation_en),
        Limit.parse(row.statutory) if row.statutory else None, Limit.parse(row.promise) if row.promise else None,
        Text(row.fee, row.fee_en),
    )  # fmt: skip
