"""Files that somebody brings: named as a draft names them, read, looked at, then made into a draft."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath

from lxml import etree
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.catalogue.entry import Entry, EntryRefused, read_entry
from app.clock import now
from app.database import db, in_transaction
from app.flows.draft_files import ENTRY, FLOW, MODEL_SUFFIXES, TEST_SUFFIX, TooLarge, demand_fit, model_files
from app.flows.parts import BPMN
from app.flows.tables import DraftImport
from app.people.queries import Officer
from app.refusal import Refusal
from engine import EngineError, Finding, Model, ModelRefused, Text, export_model, pack_bundle, read_model, unpack_bundle

KEPT_FOR = timedelta(days=1)
MOST_BYTES = 20_000_000
_BPMN_NAMES = (".bpmn20.xml", ".bpmn2", ".bpmn")
POWER = "{urn:daylight:bpmn:1}power"


class NothingBrought(Refusal):
    text = Text("没有选择文件", "No file was chosen")


class NoSuchImport(Refusal):
    text = Text(
        "带来的文件只保存一天，请重新选择", "What was brought is kept for one day only; please choose the files again"
    )


@dataclass(frozen=True, slots=True)
class Brought:
    """Files with what reading said of them. ``mended``: the files as they are executed, None where they are refused.

    ``readable``: whether they are at least files that an editor can open.
    """

    files: Mapping[str, bytes]
    model: Model | None
    report: tuple[Finding, ...]
    mended: Mapping[str, bytes] | None
    entry: Entry | None

    @property
    def readable(self) -> bool:
        return not any(finding.check == "xml" for finding in self.report)

    @property
    def by_severity(self) -> list[Finding]:
        """The report, what refuses the files first."""
        return sorted(self.report, key=lambda finding: ("error", "warning", "note").index(finding.severity))

    @property
    def name(self) -> Text:
        return self.entry.name if self.entry else self.model.name if self.model else Text("", "")

    @property
    def code(self) -> str:
        return self.entry.code if self.entry else (self.model.power.code or "") if self.model else ""


def named(uploads: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """The files under names that a draft can hold. An archive is unpacked; a single flow is called flow.bpmn.

    Raises NothingBrought, TooLarge, WrongFileName, and ModelRefused for an archive that is not whole.
    """
    brought = [(name, content) for name, content in uploads if name]
    if not brought:
        raise NothingBrought
    if sum(len(content) for _, content in brought) > MOST_BYTES:
        raise TooLarge
    if len(brought) == 1 and brought[0][1].startswith(b"PK\x03\x04"):
        brought = [(PurePosixPath(name).name, content) for name, content in unpack_bundle(brought[0][1]).items()]
    files: dict[str, bytes] = {}
    for name, content in brought:
        files[_free(_clean(name, content), files)] = content
    flows = [name for name in files if name.endswith(".bpmn")]
    if len(flows) == 1 and FLOW not in files:
        files[FLOW] = files.pop(flows[0])
    demand_fit(files)
    return files


def look(files: Mapping[str, bytes]) -> Brought:
    """Read what was brought; whatever it is, this does not fail."""
    try:
        entry: Entry | None = read_entry(files[ENTRY])
    except (KeyError, EntryRefused):
        entry = None
    try:
        model = read_model(model_files(files))
        mended = _utf8({**files, **_flat(export_model(model))})
        demand_fit(mended)
        return Brought(files, model, model.report, mended, entry)
    except ModelRefused as refused:
        return Brought(files, None, tuple(refused.findings), None, entry)
    except (EngineError, Refusal) as error:
        return Brought(files, None, (Finding("model", None, "error", error.text),), None, entry)


def as_power(files: Mapping[str, bytes], code: str) -> dict[str, bytes]:
    """The files with the power's code on the process that is run.

    From then on it is held to what the flow of a power owes: the checks name what another tool's own engine did.
    """
    try:
        model = read_model(model_files(files))
    except EngineError:
        return dict(files)
    for name in sorted(n for n in files if n.endswith(".bpmn")):
        root = etree.fromstring(files[name], etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        process = next((p for p in root.iterfind(f"{BPMN}process") if p.get("id") == model.process_id), None)
        if process is not None and process.get(POWER) != code:
            process.set(POWER, code)
            return {**files, name: etree.tostring(root, encoding="UTF-8", xml_declaration=True)}
    return dict(files)


def as_they_are(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files unchanged but for their encoding: the editors speak UTF-8."""
    return _utf8(files)


def keep(officer: Officer, files: Mapping[str, bytes]) -> str:
    """Keep what was brought while its report is looked at; the key to find it by."""
    key = secrets.token_urlsafe(18)
    row = {"key": key, "officer_id": officer.id, "at": now(), "archive": pack_bundle(files)}

    def store(session: Session) -> None:
        session.execute(delete(DraftImport).where(DraftImport.at < now() - KEPT_FOR))
        session.execute(insert(DraftImport).values(**row))

    in_transaction(store)
    return key


def kept(key: str, officer: Officer) -> dict[str, bytes]:
    """What this officer brought; raises NoSuchImport."""
    archive = db.session.scalar(
        select(DraftImport.archive).where(DraftImport.key == key, DraftImport.officer_id == officer.id)
    )
    if archive is None:
        raise NoSuchImport
    return unpack_bundle(archive)


def _clean(name: str, content: bytes) -> str:
    base = PurePosixPath(name.replace("\\", "/")).name
    suffix = next((s for s in (*_BPMN_NAMES, *MODEL_SUFFIXES, TEST_SUFFIX) if base.endswith(s)), None)
    if base == ENTRY:
        return base
    if suffix in _BPMN_NAMES:
        return _stem(base[: -len(suffix)]) + ".bpmn"
    if suffix is not None:
        return _stem(base[: -len(suffix)]) + suffix
    if base.endswith(".xml"):
        return _stem(base[:-4]) + (".dmn" if b"/DMN/" in content[:4000] else ".bpmn")
    return base


def _stem(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:60] or "flow"


def _free(name: str, taken: Mapping[str, bytes]) -> str:
    stem, dot, rest = name.partition(".")
    number, free = 2, name
    while free in taken:
        free, number = f"{stem}-{number}{dot}{rest}", number + 1
    return free


def _flat(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {PurePosixPath(name).name: content for name, content in files.items()}


def _utf8(files: Mapping[str, bytes]) -> dict[str, bytes]:
    changed = dict(files)
    for name in (n for n in files if n.endswith((".bpmn", ".dmn"))):
        try:
            files[name].decode()
        except UnicodeDecodeError:
            try:
                root = etree.fromstring(files[name], etree.XMLParser(resolve_entities=False, no_network=True))
                changed[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
            except (etree.XMLSyntaxError, ValueError):
                continue
    return changed


def drawn(files: Mapping[str, bytes], file: str) -> bytes:
    """The flow file with everything drawn; raises ModelRefused where the files cannot be read."""
    return _flat(export_model(read_model(model_files(files))))[file]
