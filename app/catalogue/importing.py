"""Bringing many entries in at once: looked at row by row first, written by the worker after, nothing by halves.

A file with a wrong row is not written at all. What is written goes in batches, each row of it once however often the
worker is interrupted: an entry that stands already as the file says is passed over.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import yaml
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from app.catalogue.adopting import adoption_problem, entry_of, is_adoption, own_part
from app.catalogue.categories import BY_CODE
from app.catalogue.codes import scheme
from app.catalogue.commands import Entering, store_entries
from app.catalogue.entry import Entry, EntryRefused, entry_from
from app.catalogue.life_events import unknown_life_event
from app.catalogue.sheets import Row, SheetRefused, read_rows
from app.catalogue.tables import CatalogueImport, PowerRow
from app.clock import now
from app.database import db, in_transaction
from app.people.tables import Organisation
from app.refusal import Refusal
from engine import Text

Item = TypeVar("Item")
BATCH = 1000
MOST_TOLD = 500
SHOWN_EVERY = 1000  # rows after which one sees how far looking has come


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
    entering: Entering | None = None


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
    counts: Counter[str] = Counter()
    told: list[dict[str, Any]] = []
    try:
        for one in look_at(row.kind, row.content):
            counts[one.action] += 1
            if one.problem and len(told) < MOST_TOLD:
                told.append({"row": one.number, "code": one.code, "zh": one.problem.zh, "en": one.problem.en})
            if counts.total() % SHOWN_EVERY == 0:
                _set(import_id, "looking", done=counts.total())
    except SheetRefused as refusal:
        report = {"file": {"zh": refusal.text.zh, "en": refusal.text.en}, "rows": [], "counts": {}}
        _set(import_id, "looking", state="refused", report=report)
        return
    report = {"counts": dict(counts), "rows": told, "more": counts["refused"] - len(told)}
    _set(import_id, "looking", state="refused" if told else "ready", total=counts.total(), done=0, report=report)


def look_at(kind: str, content: bytes, after: int = 0) -> Iterator[Looked]:
    """Each row of a file against the catalogue as it is and what the file says before; raises SheetRefused.

    ``after``: so many rows are written already and are not looked at again.
    """
    file = _File(set(db.session.scalars(select(Organisation.code))))
    for rows in batched(islice(read_rows(kind, content), after, None), BATCH):
        documents = [row.document for row in rows if row.document]
        named = {str(document.get(name, "")) for document in documents for name in ("code", "adopts")}
        in_force = (PowerRow.code.in_(named), PowerRow.given_up_at.is_(None))
        stored = select(PowerRow.code, PowerRow.source, PowerRow.item).where(*in_force)
        file.stored = {code: (source, item) for code, source, item in db.session.execute(stored)}
        for row in rows:
            yield file.look(row)


class _File:
    """A file as far as it has been looked at: what its rows are held against."""

    def __init__(self, bodies: set[str]) -> None:
        self.stored: dict[str, tuple[bytes, str]] = {}  # of the codes at hand: source, the item's code
        self._bodies = bodies
        self._rows: dict[str, int] = {}
        self._items: dict[str, bytes] = {}

    def look(self, row: Row) -> Looked:
        code = str((row.document or {}).get("code", ""))
        if row.document is None:
            return Looked(row.number, code, "refused", row.problem)
        try:
            entering = self._adoption(row.document) if is_adoption(row.document) else self._item(row.document)
            if code in self._rows:
                raise _refused(f"与第 {self._rows[code]} 行编码相同", f"It has the code of row {self._rows[code]}")
            self._demand_same_kind(code, entering.item or code)
        except EntryRefused as refusal:
            return Looked(row.number, code, "refused", refusal.text)
        self._rows[code] = row.number
        if not entering.item:
            self._items[code] = entering.source
        before = self.stored.get(code)
        action = "new" if before is None else "same" if before[0] == entering.source else "changed"
        return Looked(row.number, code, action, None, entering)

    def _item(self, document: dict[str, Any]) -> Entering:
        entry = entry_from(document)
        if problem := _problem(entry, self._bodies):
            raise EntryRefused(problem)
        return Entering(entry, source_of(document), document)

    def _adoption(self, document: dict[str, Any]) -> Entering:
        adopts = str(document["adopts"])
        source = self._items.get(adopts) or self.stored.get(adopts, (None, ""))[0]
        if source is None:
            raise _refused(f"没有统一事项（adopts）：{adopts}", f"There is no unified item (adopts): {adopts}")
        item = plain_source(source)
        if is_adoption(item):
            raise _refused(f"{adopts} 本身是实施事项（adopts）", f"{adopts} is an implementation itself (adopts)")
        own = own_part(document, item)
        if own["body"] and own["body"] not in self._bodies:
            raise _refused(f"没有这个机构：{own['body']}", f"No such organisation: {own['body']}")
        if problem := adoption_problem(own, item):
            raise EntryRefused(problem)
        return Entering(entry_of(own, item), source_of(own), own, adopts)

    def _demand_same_kind(self, code: str, item: str) -> None:
        """What has been one item's implementation does not become another's, nor an item: cases hang on it."""
        if code in self.stored and self.stored[code][1] != item:
            raise _refused(f"{code} 已经是另一事项", f"{code} is another item already")


def _refused(zh: str, en: str) -> EntryRefused:
    return EntryRefused(Text(zh, en))


def _problem(entry: Entry, bodies: set[str]) -> Text | None:
    if not entry.code.strip():
        return Text("没有编码", "It has no code")
    if problem := scheme("code").problem(entry.code) or scheme("unified_code").problem(entry.unified_code):
        return problem
    if problem := unknown_life_event(entry.life_events):
        return problem
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


def plain_source(source: bytes) -> dict[str, Any]:
    """What a kept entry says, however it was written."""
    try:
        found: dict[str, Any] = json.loads(source)
    except ValueError:
        found = yaml.safe_load(source)
    return found


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
    passed = row.done
    for looked in batched(look_at(row.kind, row.content, row.done), BATCH):
        passed += len(looked)
        entering = [one.entering for one in looked if one.entering and one.action in ("new", "changed")]
        in_transaction(lambda session, these=entering: store_entries(session, these, row.by, f"导入 {row.name}"))  # type: ignore[misc]
        _set(import_id, "writing", done=passed)
        if passed < row.total and time.monotonic() > until:
            return True
    _set(import_id, "writing", state="done", done=row.total)
    return False


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
