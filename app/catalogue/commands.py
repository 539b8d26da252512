"""Entering powers into the catalogue."""

from typing import Any

import yaml
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.catalogue.categories import BY_CODE
from app.catalogue.entry import Entry, EntryRefused, read_entry
from app.catalogue.tables import PowerRow, PowerVersion, PowerWord
from app.catalogue.words import weighted_words
from app.clock import now
from app.database import connection_of, in_transaction
from app.people.tables import Organisation
from engine import Text

_words_table = PowerWord.__table__


def enter_power(source: bytes) -> Entry:
    """Enter what a power.yaml says, or renew it; raises EntryRefused."""
    entry = read_entry(source)
    in_transaction(lambda session: store_entry(session, entry, source))
    return entry


def store_entry(
    session: Session,
    entry: Entry,
    source: bytes,
    by: int | None = None,
    reason: str = "",
    document: dict[str, Any] | None = None,
) -> bool:
    """The same as part of the command that calls; False where nothing is changed by it. Raises EntryRefused.

    ``document``: what ``source`` says, where that is known already.
    """
    organisation_id = demand_known(session, entry)
    row = session.get(PowerRow, entry.code)
    if row is not None and row.source == source:
        return False
    row = row or PowerRow(code=entry.code)
    document = document or yaml.safe_load(source)
    row.category, row.organisation_id, row.disclosed = entry.category, organisation_id, entry.disclosed
    row.unified_code, row.name, row.name_en = entry.unified_code, entry.name.zh, entry.name.en
    row.promise, row.statutory = entry.promise and str(entry.promise), entry.limit and str(entry.limit)
    row.fee, row.fee_en, row.entry, row.source = entry.fee.zh, entry.fee.en, document, source
    session.add(row)
    session.flush()
    session.add(PowerVersion(power_code=entry.code, at=now(), by=by, reason=reason, entry=document))
    session.flush()
    connection = connection_of(session)  # there are many words: they go past the session's bookkeeping
    connection.execute(delete(_words_table).where(_words_table.c.power_code == entry.code))
    words = [{"word": w, "power_code": entry.code, "weight": n} for w, n in _words(entry).items()]
    connection.execute(insert(_words_table), words)
    return True


def demand_known(session: Session, entry: Entry) -> int:
    """The id of the body that the entry names. Raises EntryRefused for a category or body that does not exist."""
    if entry.category not in BY_CODE:
        raise EntryRefused(Text(f"没有这个权力类别：{entry.category}", f"No such category of power: {entry.category}"))
    organisation_id = session.scalar(select(Organisation.id).where(Organisation.code == entry.body))
    if organisation_id is None:
        raise EntryRefused(Text(f"没有这个机构：{entry.body}", f"No such organisation: {entry.body}"))
    return organisation_id


def _words(entry: Entry) -> dict[str, int]:
    names = [entry.name.zh, entry.name.en]
    return weighted_words(
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
