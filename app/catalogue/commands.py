"""Entering powers into the catalogue."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from sqlalchemy import ARRAY, Integer, String, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.catalogue.adopting import entry_of, own_part
from app.catalogue.categories import BY_CODE
from app.catalogue.entry import Entry, EntryRefused, read_entry
from app.catalogue.life_events import unknown_life_event
from app.catalogue.tables import PowerRow, PowerVersion, PowerWord
from app.catalogue.words import event_word, weighted_words
from app.clock import now
from app.database import connection_of, in_transaction, insert_or
from app.people.tables import Organisation
from engine import Text

_powers: Any = PowerRow.__table__
_words: Any = PowerWord.__table__


@dataclass(frozen=True, slots=True)
class Entering:
    """An entry to be stored. ``document`` is what ``source`` says; ``item``: the unified item, where a body adopts it.

    Of an adoption the document is the body's own part, and ``entry`` what the two are together.
    """

    entry: Entry
    source: bytes
    document: Mapping[str, Any]
    item: str = ""


def enter_power(source: bytes) -> Entry:
    """Enter what a power.yaml says, or renew it; raises EntryRefused."""
    entry = read_entry(source)
    in_transaction(lambda session: store_entry(session, entry, source))
    return entry


def store_entry(session: Session, entry: Entry, source: bytes) -> None:
    """The same as part of the command that calls. Raises EntryRefused."""
    store_entries(session, [Entering(entry, source, yaml.safe_load(source))])


def store_entries(session: Session, entering: Iterable[Entering], by: int | None = None, reason: str = "") -> None:
    """Store many at once; what stands already as it is said is passed over. Raises EntryRefused, then for all."""
    by_code = {one.entry.code: one for one in entering}
    connection = connection_of(session)
    known = dict(connection.execute(_in_force(by_code)).all())
    changed = [one for code, one in by_code.items() if known.get(code) != one.source]
    if not changed:
        return
    bodies = _bodies(session, {one.entry.body for one in changed})
    rows = [_row(one, bodies) for one in changed]
    statement = insert_or(session, PowerRow)
    renewed = {name: statement.excluded[name] for name in rows[0] if name != "code"}
    connection.execute(statement.on_conflict_do_update(index_elements=["code"], set_=renewed), rows)
    said = {"at": now(), "by": by, "reason": reason}
    connection.execute(
        insert(PowerVersion), [{"power_code": one.entry.code, "entry": one.document, **said} for one in changed]
    )
    items = [one for one in changed if not one.item]
    _renew_words(session, items, [one.entry.code for one in items if one.entry.code in known])
    for one in items:
        if one.entry.code in known:
            _renew_implementations(session, one)


def _in_force(codes: Collection[str]) -> Any:
    """What stands under these codes; what a body has given up can be taken up again as it was."""
    return select(_powers.c.code, _powers.c.source).where(_powers.c.code.in_(codes), _powers.c.given_up_at.is_(None))


def demand_known(session: Session, entry: Entry) -> int:
    """The id of the body that the entry names. Raises EntryRefused for a category or body that does not exist."""
    return _known(entry, _bodies(session, {entry.body}))


def _bodies(session: Session, codes: set[str]) -> dict[str, int]:
    wanted = select(Organisation.code, Organisation.id).where(Organisation.code.in_(codes))
    return dict(connection_of(session).execute(wanted).all())  # type: ignore[arg-type]


def _known(entry: Entry, bodies: Mapping[str, int]) -> int:
    if entry.category not in BY_CODE:
        raise EntryRefused(Text(f"没有这个权力类别：{entry.category}", f"No such category of power: {entry.category}"))
    if entry.body not in bodies:
        raise EntryRefused(Text(f"没有这个机构：{entry.body}", f"No such organisation: {entry.body}"))
    if problem := unknown_life_event(entry.life_events):
        raise EntryRefused(problem)
    return bodies[entry.body]


def _row(one: Entering, bodies: Mapping[str, int]) -> dict[str, Any]:
    return {
        "code": one.entry.code,
        "item": one.item or one.entry.code,
        "organisation_id": _known(one.entry, bodies),
        "entry": one.document,
        "source": one.source,
        "given_up_at": None,
        **_shown(one.entry),
    }


def _shown(entry: Entry) -> dict[str, Any]:
    """What stands in columns of its own: lists and rules need it."""
    return {
        "unified_code": entry.unified_code,
        "category": entry.category,
        "name": entry.name.zh,
        "name_en": entry.name.en,
        "promise": entry.promise and str(entry.promise),
        "statutory": entry.limit and str(entry.limit),
        "fee": entry.fee.zh,
        "fee_en": entry.fee.en,
        "disclosed": entry.disclosed,
    }


def _renew_implementations(session: Session, one: Entering) -> None:
    """What the unified item says now shows in all bodies that adopted it; their own part stays as it is."""
    connection = connection_of(session)
    adopted = select(_powers.c.code, _powers.c.entry).where(
        _powers.c.item == one.entry.code, _powers.c.code != one.entry.code
    )
    renewed = [
        {"of_code": code, **_shown(entry_of(own_part(own, one.document), one.document))}
        for code, own in connection.execute(adopted).all()
    ]
    if renewed:
        values = {name: bindparam(name) for name in renewed[0] if name != "of_code"}
        connection.execute(update(_powers).where(_powers.c.code == bindparam("of_code")).values(values), renewed)


def _renew_words(session: Session, items: Sequence[Entering], had: Sequence[str]) -> None:
    connection = connection_of(session)
    if had:
        connection.execute(delete(_words).where(_words.c.power_code.in_(had)))
    rows = sorted((word, one.entry.code, weight) for one in items for word, weight in _words_of(one.entry).items())
    if not rows:
        return
    if connection.dialect.name == "postgresql":  # as three lists: row by row it takes five times as long
        columns = zip(("word", "power_code", "weight"), (String, String, Integer), zip(*rows, strict=True), strict=True)
        lists = [func.unnest(bindparam(None, list(values), ARRAY(kind))).label(name) for name, kind, values in columns]
        connection.execute(insert(_words).from_select(["word", "power_code", "weight"], select(*lists)))
        return
    connection.exec_driver_sql("INSERT INTO power_words (word, power_code, weight) VALUES (?, ?, ?)", rows)


def _words_of(entry: Entry) -> dict[str, int]:
    names = [entry.name.zh, entry.name.en]
    return dict.fromkeys(map(event_word, entry.life_events), 1) | weighted_words(
        [
            *((8, text) for text in names),
            *((6, text) for text in entry.keywords),
            *(
                (4, text)
                for text in (entry.authority, BY_CODE[entry.category].name.zh, BY_CODE[entry.category].name.en)
            ),
            *((2, basis.law.zh) for basis in entry.basis),
            *((2, material.name.zh) for material in entry.materials),
            (2, entry.code),
            (2, entry.unified_code),
            (1, entry.result.zh),
        ],
        names,
    )
