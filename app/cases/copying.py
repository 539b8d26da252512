"""What goes along to the case that begins with the facts of another: its materials, and what the party added to it."""

import uuid
from collections.abc import Container, Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.cases.call_records import case_now
from app.cases.owner import Owner
from app.cases.supplementing import record_added
from app.cases.supplements import SUPPLEMENTED, THROUGH
from app.cases.tables import CaseRow, EntryRow, Material
from app.clock import now
from engine import dump_value, load_value


def carry_over(
    session: Session,
    source_id: int,
    case_id: int,
    by: str,
    ids: Mapping[str, str],
    chosen: Container[str] | None = None,
) -> None:
    """What was added to a case goes along to the one that begins with its facts, with the files that are ``chosen``.

    ``ids``: the copies of its materials. Part of the command that calls.
    """
    rows = session.execute(
        select(EntryRow.opinion, EntryRow.values, EntryRow.at)
        .where(EntryRow.case_id == source_id, EntryRow.kind == SUPPLEMENTED)
        .order_by(EntryRow.seq)
    )
    added = []
    for row in rows:
        papers = renamed(with_files(load_value(row.values), chosen), ids)
        kept = {name: value for name, value in papers.items() if value is not None and name != THROUGH}
        if row.opinion or kept:
            added.append({"opinion": row.opinion, "values": dump_value(kept), "at": row.at})
    if added:
        number = session.scalar(select(CaseRow.number).where(CaseRow.id == source_id))
        record_added(session, case_now(session, case_id), added, now(), by, None, source=number)


def copy_materials(
    session: Session, case_id: int, owner: Owner, chosen: Container[str] | None = None
) -> dict[str, str]:
    """Rows of their own for the other case, the bytes are the same; old id to new. Starting takes them over.

    ``chosen``: the ids of those that are copied; None: all.
    """
    columns = (Material.id, Material.field, Material.name, Material.sha256, Material.size, Material.type)
    rows = session.execute(select(*columns, Material.stored_at).where(Material.case_id == case_id)).mappings().all()
    rows = [row for row in rows if chosen is None or row["id"] in chosen]
    new = {row["id"]: uuid.uuid4().hex for row in rows}
    if rows:
        copies = [{**row, "id": new[row["id"]], "owner": owner.key, "case_id": None} for row in rows]
        session.execute(insert(Material), copies)
    return new


def with_files(value: Any, chosen: Container[str] | None) -> Any:
    """A value without the files that were not chosen; None: all are."""
    if chosen is None:
        return value
    if isinstance(value, list):
        return [kept for item in value if (kept := with_files(item, chosen)) is not None]
    if isinstance(value, Mapping):
        if "sha256" in value:
            return value if value["id"] in chosen else None
        return {name: with_files(inner, chosen) for name, inner in value.items()}
    return value


def renamed(value: Any, ids: Mapping[str, str]) -> Any:
    """A value whose files are the copies."""
    if isinstance(value, list):
        return [renamed(item, ids) for item in value]
    if isinstance(value, Mapping):
        if "sha256" in value:
            return {**value, "id": ids.get(value["id"], value["id"]), "size": int(value["size"])}
        return {name: renamed(inner, ids) for name, inner in value.items()}
    return value
