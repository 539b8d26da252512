"""Finding powers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy import and_, bindparam, func, select, union
from sqlalchemy.orm import aliased

from app.catalogue.adopting import is_adoption, own_part, whole
from app.catalogue.categories import BY_CODE, CATEGORIES, Category
from app.catalogue.entry import MAY_LACK, Entry, entry_from
from app.catalogue.life_events import LifeEvent, life_events
from app.catalogue.tables import PowerRow, PowerWord
from app.catalogue.words import event_word, initials_words, query_words
from app.database import db
from app.people.tables import Organisation
from app.refusal import Refusal
from engine import Limit, Text

PAGE = 100
MOST_WEIGHED = (50, 1000)  # items of one word: at least and at most
MOST_LOOKED_UP = 10_000  # words of items, in one search
LEVELS = ("city", "county", "township")
FIELDS = tuple(f.name for f in fields(Entry))
PUBLIC = (
    "code", "unified_code", "category", "name", "authority", "limit", "promise", "fee", "basis", "conditions",
    "materials", "procedure", "result", "remedies", "place", "phone", "supervision_phone",
    "life_events",
)  # fmt: skip
"""The fields of an entry that are open data."""


class NoSuchPower(Refusal):
    text = Text(
        "权力清单里没有这一项，不在清单上的权力不能行使",
        "The catalogue has no such power; what is not on it may not be exercised",
    )


@dataclass(frozen=True, slots=True)
class PowerRowView:
    """One line of a list of powers: an item once, with how many bodies exercise it at each level."""

    code: str
    name: Text
    category: Category
    authority: Text  # the organisation that exercises it
    limit: Limit | None
    promise: Limit | None
    fee: Text
    item: str = ""
    bodies: Mapping[str, int] = field(default_factory=dict)  # level -> how many exercise it


@dataclass(frozen=True, slots=True)
class Implementer:
    """A body that exercises an item, with what a citizen chooses by."""

    code: str
    name: Text
    level: str
    promise: Limit | None


@dataclass(frozen=True, slots=True)
class Power:
    """A power with all that is published about it (``entry``), and who exercises it."""

    code: str
    name: Text
    category: Category
    authority: Text
    organisation_id: int
    entry: Entry
    item: str  # the unified item's code; its own where it is one
    level: str
    given_up: bool = False  # by the body that had adopted it

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "entry"), name)


_ITEM = PowerRow.item == PowerRow.code
IN_FORCE = PowerRow.given_up_at.is_(None)
PUBLISHED = and_(PowerRow.disclosed, IN_FORCE)


def list_categories() -> list[Category]:
    """All ten, with how many published items each has."""
    counts = dict(
        db.session.execute(
            select(PowerRow.category, func.count()).where(PowerRow.disclosed, _ITEM).group_by(PowerRow.category)
        ).all()
    )
    return [replace(category, count=counts.get(category.code, 0)) for category in CATEGORIES]


def list_life_events() -> list[LifeEvent]:
    """Those that published items name, with how many do."""
    by_word = {event_word(event.code): event for event in life_events().values()}
    counts = dict(
        db.session.execute(
            select(PowerWord.word, func.count())
            .join(PowerRow, PowerRow.code == PowerWord.power_code)
            .where(PowerWord.word.in_(by_word), PowerRow.disclosed)
            .group_by(PowerWord.word)
        ).all()
    )
    return [replace(event, count=counts[word]) for word, event in by_word.items() if word in counts]


@dataclass(frozen=True, slots=True)
class Where:
    """Which powers are asked for; None: all. ``level``: city, county, township.

    Of one body its own implementations are listed; otherwise each item once, where anybody of the level exercises it.
    """

    category: str | None = None
    organisation_id: int | None = None
    level: str | None = None
    life_event: str | None = None

    def narrow(self, wanted: Any) -> Any:
        if self.life_event:
            named = select(PowerWord.power_code).where(PowerWord.word == event_word(self.life_event))
            wanted = wanted.where(PowerRow.item.in_(named))
        if self.category:
            wanted = wanted.where(PowerRow.category == self.category)
        if self.organisation_id:
            wanted = wanted.where(PowerRow.organisation_id == self.organisation_id)
            return wanted.where(Organisation.level == self.level) if self.level else wanted
        if self.level:
            other, body = aliased(PowerRow), aliased(Organisation)
            there = select(other.item).join(body, body.id == other.organisation_id)
            there = there.where(other.item == PowerRow.code, other.given_up_at.is_(None), body.level == self.level)
            wanted = wanted.where(there.exists())
        return wanted.where(_ITEM)


def count_powers() -> int:
    """How many items are published."""
    return db.session.scalar(select(func.count()).select_from(PowerRow).where(PowerRow.disclosed, _ITEM)) or 0


def list_powers(where: Where = Where(), after: str = "", most: int = PAGE) -> list[PowerRowView]:
    """A page of the published powers in catalogue order, those after the code ``after``."""
    wanted = where.narrow(_lines()).where(PowerRow.code > after)
    return _lines_of(db.session.execute(wanted.order_by(PowerRow.code).limit(most)))


def list_these(codes: Sequence[str]) -> list[PowerRowView]:
    """The published ones among these, in this order."""
    found = {p.code: p for p in _lines_of(db.session.execute(_lines().where(PowerRow.code.in_(codes))))}
    return [found[code] for code in codes if code in found]


def list_codes() -> Iterator[str]:
    """The codes of all published powers."""
    return iter(db.session.scalars(select(PowerRow.code).where(PUBLISHED).order_by(PowerRow.code)))


def list_implementers(item: str) -> list[Implementer]:
    """Everybody who exercises the item: city, county, township."""
    rows = db.session.execute(
        select(PowerRow.code, PowerRow.promise, Organisation.name, Organisation.name_en, Organisation.level)
        .join(Organisation, Organisation.id == PowerRow.organisation_id)
        .where(PowerRow.item == item, IN_FORCE)
        .order_by(Organisation.id)
    )
    found = [
        Implementer(r.code, Text(r.name, r.name_en), r.level, Limit.parse(r.promise) if r.promise else None)
        for r in rows
    ]
    return sorted(found, key=lambda one: LEVELS.index(one.level))


def search_powers(words: str, where: Where = Where(), most: int = PAGE) -> list[PowerRowView]:
    """Published powers in which at least half of the words stand, the best first; else by initials in pinyin."""
    terms = query_words(words)
    found = _found(terms, (len(terms) + 1) // 2, where, most) if terms else []
    initials = initials_words(words)
    return found or (_found(initials, len(initials), where, most) if initials else [])


def search_store(words: str, most: int = PAGE) -> list[PowerRowView]:
    """As the public searches, for the store's keeper: what is not disclosed is found too; else by code."""
    terms = query_words(words)
    hits = _hits(terms, (len(terms) + 1) // 2, Where()) if terms else None
    wanted = _every_line().where(_ITEM)
    wanted = wanted.where(PowerRow.code == words) if hits is None else wanted.join(hits, hits.c.code == PowerRow.code)
    return _lines_of(db.session.execute(wanted.order_by(PowerRow.code).limit(most)))


def _found(terms: Sequence[str], least: int, where: Where, most: int) -> list[PowerRowView]:
    hits = _hits(terms, least, where)
    of_item = PowerRow.item if where.organisation_id else PowerRow.code
    wanted = where.narrow(_lines().join(hits, hits.c.code == of_item))
    return _lines_of(db.session.execute(wanted.order_by(hits.c.weight.desc(), PowerRow.code).limit(most)))


def _hits(terms: Sequence[str], least: int, where: Where) -> Any:
    """Items in which ``least`` of the terms stand, and their weight.

    A word may stand in every item, so not all are weighed: of each word the items in which it weighs most.
    """
    if where.organisation_id:  # they are few
        nearest = [select(PowerRow.item.label("code")).where(PowerRow.organisation_id == where.organisation_id)]
    else:
        enough = max(MOST_WEIGHED[0], min(MOST_WEIGHED[1], MOST_LOOKED_UP // len(terms) ** 2))
        nearest = [_weightiest(term, where, enough) for term in terms]
    weighed = union(*nearest).subquery()
    return (
        select(weighed.c.code, func.sum(PowerWord.weight).label("weight"))
        .join(PowerWord, PowerWord.power_code == weighed.c.code)
        .where(PowerWord.word.in_(terms))
        .group_by(weighed.c.code)
        .having(func.count() >= least)
        .subquery()
    )


def _weightiest(term: str, where: Where, most: int) -> Any:
    found = select(PowerWord.power_code.label("code")).where(PowerWord.word == term)
    if where.category or where.level or where.life_event:
        found = where.narrow(found.join(PowerRow, PowerRow.code == PowerWord.power_code))
    found = found.order_by(PowerWord.weight.desc(), PowerWord.power_code.desc()).limit(most).subquery()
    return select(found.c.code)


def list_bodies() -> list[tuple[int, Text, int]]:
    """Id and name of every body that exercises a published power, and how many."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, Organisation.name_en, func.count())
        .join(PowerRow, PowerRow.organisation_id == Organisation.id)
        .where(PUBLISHED)
        .group_by(Organisation.id, Organisation.name, Organisation.name_en)
        .order_by(Organisation.id)
    )
    return [(id, Text(name, english), count) for id, name, english, count in rows]


def get_power(code: str) -> Power:
    """The power; raises NoSuchPower."""
    row = db.session.execute(_OF_CODE, {"of_code": code}).first()
    if row is None:
        raise NoSuchPower
    entry = entry_from(_document(row))
    return Power(
        row.code,
        entry.name,
        BY_CODE[row.category],
        Text(row.organisation, row.organisation_en),
        row.organisation_id,
        entry,
        row.item,
        row.level,
        row.given_up_at is not None,
    )


def get_public_power(code: str) -> Power:
    """The power, if everybody may see it; raises NoSuchPower."""
    power = get_power(code)
    if not power.entry.disclosed or power.given_up:
        raise NoSuchPower
    return power


def item_of_given_up(code: str) -> str | None:
    """Where to look instead, of what a body has given up."""
    return db.session.scalar(select(PowerRow.item).where(PowerRow.code == code, ~IN_FORCE))


def list_entries() -> Iterator[dict[str, Any]]:
    """What is published of every power, as plain data."""
    for row in db.session.execute(_all().where(PUBLISHED).order_by(PowerRow.code)).yield_per(200):
        document = _document(row)
        yield {**{name: document.get(name, MAY_LACK.get(name)) for name in PUBLIC}, "organisation": row.organisation}


def list_documents() -> Iterator[dict[str, Any]]:
    """Every entry, published or not, as it was entered: items first, whole; then each body's own part of them."""
    rows = select(PowerRow.entry).where(IN_FORCE).order_by(PowerRow.item != PowerRow.code, PowerRow.code)
    for entry in db.session.scalars(rows).yield_per(200):
        yield entry if is_adoption(entry) else {name: entry.get(name, MAY_LACK.get(name)) for name in FIELDS}


_unified = aliased(PowerRow)


def _document(row: Any) -> dict[str, Any]:
    """The entry whole, of an implementation with what the unified item says."""
    return row.entry if row.item == row.code else whole(own_part(row.entry, row.unified), row.unified)


def _all() -> Any:
    return (
        select(
            PowerRow.code, PowerRow.item, PowerRow.category, PowerRow.entry, PowerRow.organisation_id,
            PowerRow.given_up_at,
            Organisation.name.label("organisation"), Organisation.name_en.label("organisation_en"), Organisation.level,
            _unified.entry.label("unified"),
        )
        .join(Organisation, Organisation.id == PowerRow.organisation_id)
        .join(_unified, _unified.code == PowerRow.item)
    )  # fmt: skip


_OF_CODE = _all().where(PowerRow.code == bindparam("of_code"))


def _lines() -> Any:
    return _every_line().where(PUBLISHED)


def _every_line() -> Any:
    """What a line of a list shows, without the entries: those are large."""
    return (
        select(
            PowerRow.code, PowerRow.item, PowerRow.name, PowerRow.name_en, PowerRow.category, PowerRow.promise,
            PowerRow.statutory, PowerRow.fee, PowerRow.fee_en, Organisation.name.label("organisation"),
            Organisation.name_en.label("organisation_en"),
        )
        .join(Organisation, Organisation.id == PowerRow.organisation_id)
    )  # fmt: skip


def _lines_of(rows: Iterable[Any]) -> list[PowerRowView]:
    rows = list(rows)
    if not rows:
        return []
    bodies: dict[str, dict[str, int]] = {}
    for item, level, count in db.session.execute(
        select(PowerRow.item, Organisation.level, func.count())
        .join(Organisation, Organisation.id == PowerRow.organisation_id)
        .where(PowerRow.item.in_({row.item for row in rows}), IN_FORCE)
        .group_by(PowerRow.item, Organisation.level)
    ):
        bodies.setdefault(item, {})[level] = count
    return [_line(row, bodies.get(row.item, {})) for row in rows]


def _line(row: Any, bodies: Mapping[str, int]) -> PowerRowView:
    return PowerRowView(
        row.code, Text(row.name, row.name_en), BY_CODE[row.category], Text(row.organisation, row.organisation_en),
        Limit.parse(row.statutory) if row.statutory else None, Limit.parse(row.promise) if row.promise else None,
        Text(row.fee, row.fee_en), row.item, bodies,
    )  # fmt: skip
