"""Bringing many entries in at once: looked at row by row first, written by the worker after, nothing by halves.

A file with a wrong row is not written at all. What is written goes in batches, each row of it once however often the
worker is interrupted: an entry that stands already as the file says is passed over.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from app.catalogue.categories import BY_CODE
from app.catalogue.commands import store_entry
from app.catalogue.entry import Entry, EntryRefused, entry_from
from app.catalogue.sheets import Row, SheetRefused, read_rows
from app.catalogue.tables import CatalogueImport, PowerRow
from app.clock import now
from app.database import db, in_transaction
from app.people.tables import Organisation
from app.refusal import Refusal
from engine import Text

Item = TypeVar("Item")
BATCH = 200
MOST_TOLD = 500


class NoSuchCatalogueImport(Refusal):
    text = Text("没有这次导入", "There is no such import")


class NotReadyToWrite(Refusal):
    text = Text("这次导入还不能写入：先看过报告，有错的先改", "This import cannot be written: look at its report first")


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of one row when it was looked at. ``action``: new, changed, same, refused."""

    number: int
    code: str
    action: str
    problem: Text | None = None
    entry: Entry | None = None
    document: dict[str, Any] | None = None


def begin_import(name: str, kind: str, content: bytes, officer_id: int, key: str) -> int:
    """Keep the file to be looked at; the same key twice is one import."""

    def store(session: Session) -> int:
        made = CatalogueImport(
            name=name[:200], kind=kind, content=content, sha256=hashlib.sha256(content).hexdigest(), by=officer_id,
            at=now(), key=key, state="looking", total=0, done=0, report={},
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id

    try:
        return in_transaction(store)
    except IntegrityError:
        found = db.session.scalar(select(CatalogueImport.id).where(CatalogueImport.key == key))
        if found is None:
            raise
        return found


def look_through(import_id: int) -> None:
    """Look at every row: the dry run. What is found stands in the import's report."""
    row = find_import(import_id)
    if row.state != "looking":
        return
    try:
        looked = list(look_at(row.kind, row.content))
    except SheetRefused as refusal:
        report = {"file": {"zh": refusal.text.zh, "en": refusal.text.en}, "rows": [], "counts": {}}
        _set(import_id, "looking", state="refused", report=report)
        return
    counts = Counter(one.action for one in looked)
    told = [
        {"row": one.number, "code": one.code, "zh": one.problem.zh, "en": one.problem.en}
        for one in looked
        if one.problem
    ]
    report = {"counts": dict(counts), "rows": told[:MOST_TOLD], "more": max(0, len(told) - MOST_TOLD)}
    _set(import_id, "looking", state="refused" if told else "ready", total=len(looked), report=report)


def look_at(kind: str, content: bytes) -> Iterator[Looked]:
    """Each row of a file against the catalogue as it is; raises SheetRefused."""
    bodies = set(db.session.scalars(select(Organisation.code)))
    seen: dict[str, int] = {}
    for rows in batched(read_rows(kind, content), BATCH):
        codes = [str(row.document.get("code", "")) for row in rows if row.document]
        sources = select(PowerRow.code, PowerRow.source).where(PowerRow.code.in_(codes))
        known = dict(db.session.execute(sources).all())
        for row in rows:
            yield _look(row, bodies, known, seen)


def _look(row: Row, bodies: set[str], known: dict[str, bytes], seen: dict[str, int]) -> Looked:
    code = str((row.document or {}).get("code", ""))
    if row.document is None:
        return Looked(row.number, code, "refused", row.problem)
    try:
        entry = entry_from(row.document)
    except EntryRefused as refusal:
        return Looked(row.number, code, "refused", refusal.text)
    problem = _problem(entry, bodies)
    if problem is None and code in seen:
        problem = Text(f"与第 {seen[code]} 行编码相同", f"It has the code of row {seen[code]}")
    seen.setdefault(code, row.number)
    if problem:
        return Looked(row.number, code, "refused", problem)
    source = known.get(code)
    action = "new" if source is None else "same" if source == source_of(row.document) else "changed"
    return Looked(row.number, code, action, None, entry, row.document)


def _problem(entry: Entry, bodies: set[str]) -> Text | None:
    if not entry.code.strip():
        return Text("没有编码", "It has no code")
    if not entry.name.zh.strip():
        return Text("没有名称", "It has no name")
    if entry.category not in BY_CODE:
        return Text(f"没有这个权力类别：{entry.category}", f"No such category of power: {entry.category}")
    if entry.body not in bodies:
        return Text(f"没有这个机构：{entry.body}", f"No such organisation: {entry.body}")
    promise, limit = entry.promise, entry.limit
    if promise and limit and promise.unit == limit.unit and promise.amount > limit.amount:
        return Text(
            f"承诺时限 {entry.promise} 长于法定时限 {entry.limit}",
            f"The promise {entry.promise} is longer than the statutory limit {entry.limit}",
        )
    if not entry.disclosed and not entry.undisclosed_reason.zh.strip():
        return Text("不公开的没有写理由", "It is not disclosed, and no reason is given")
    return None


def source_of(document: dict[str, Any]) -> bytes:
    """How an entry that was brought in is kept: JSON, which is YAML too."""
    return json.dumps(document, ensure_ascii=False).encode()


def list_imports(most: int = 50) -> list[CatalogueImport]:
    """The newest first."""
    wanted = select(CatalogueImport).options(defer(CatalogueImport.content)).order_by(CatalogueImport.id.desc())
    return list(db.session.scalars(wanted.limit(most)))


def confirm_import(import_id: int) -> None:
    """Let the worker write what was looked at. Raises NoSuchCatalogueImport, NotReadyToWrite."""
    find_import(import_id)
    if not _set(import_id, "ready", state="writing"):
        raise NotReadyToWrite


def write_for(import_id: int, seconds: float) -> bool:
    """Write rows for about so long; whether there are more."""
    row, until = find_import(import_id), time.monotonic() + seconds
    if row.state != "writing":
        return False
    wanted = [one for one in look_at(row.kind, row.content) if one.action in ("new", "changed")]
    left = len(wanted)
    for batch in batched(wanted, BATCH):
        in_transaction(lambda session, batch=batch: _write(session, batch, row.by, row.name))  # type: ignore[misc]
        left -= len(batch)
        _set(import_id, "writing", done=row.total - left)
        if left and time.monotonic() > until:
            return True
    _set(import_id, "writing", state="done", done=row.total)
    return False


def _write(session: Session, batch: Sequence[Looked], by: int, name: str) -> None:
    for one in batch:
        assert one.entry is not None
        assert one.document is not None
        store_entry(session, one.entry, source_of(one.document), by, f"导入 {name}", one.document)


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """The items in lots of ``size``."""
    left = iter(items)
    while lot := tuple(islice(left, size)):
        yield lot


def find_import(import_id: int) -> CatalogueImport:
    """The import as it is now; raises NoSuchCatalogueImport."""
    db.session.expire_all()
    row = db.session.get(CatalogueImport, import_id)
    if row is None:
        raise NoSuchCatalogueImport
    return row


def _set(import_id: int, expected: str, **values: Any) -> bool:
    """Whether the import was in the expected state and has these values now."""

    def change(session: Session) -> bool:
        which = (CatalogueImport.id == import_id, CatalogueImport.state == expected)
        return session.execute(update(CatalogueImport).where(*which).values(**values)).rowcount == 1

    return in_transaction(change)
