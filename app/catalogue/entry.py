"""A catalogue entry as its file (power.yaml) says it: read strictly, every field named that is missing or unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import yaml

from app.refusal import Refusal
from engine import Limit, Text


class EntryRefused(Refusal):
    text = Text("事项文件读不懂", "The catalogue entry cannot be read")


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Basis:
    law: Text
    article: Text
    text: Text


@dataclass(frozen=True, slots=True)
class MaterialNeeded:
    name: Text
    required: bool
    form: Text
    source: Text
    shared: bool
    sample: str  # a file of the bundle: the document as it looks when filled in
    blank: str  # one to be filled in


@dataclass(frozen=True, slots=True)
class Entry:
    """All that is published about a power."""

    code: str
    unified_code: str
    category: str
    authority: str
    body: str
    case_number: str
    name: Text
    keywords: tuple[str, ...]
    limit: Limit | None
    extension: Limit | None
    promise: Limit | None
    fee: Text
    fee_basis: Text
    disclosed: bool
    undisclosed_reason: Text
    basis: tuple[Basis, ...]
    duties: Text
    conditions: tuple[Text, ...]
    materials: tuple[MaterialNeeded, ...]
    procedure: Text
    result: Text
    remedies: Text
    discipline: Text
    service_promise: Text
    place: Text
    hours: Text
    phone: str
    supervision_phone: str
    life_events: tuple[str, ...]  # codes of life_events.yaml
    agents: bool  # whether an agent may apply


MAY_LACK: Mapping[str, Any] = {"life_events": [], "agents": True}
MATERIAL_MAY_LACK: Mapping[str, Any] = {"sample": "", "blank": ""}
"""What older entries do not say, and how that reads."""


def read_entry(source: bytes | str) -> Entry:
    """The entry; raises EntryRefused naming what is wrong."""
    try:
        document = yaml.load(source, Loader=_LOADER)  # noqa: S506 - safe, in C where it is there
    except yaml.YAMLError as error:
        raise EntryRefused(Text(f"power.yaml 不是 YAML：{error}", f"power.yaml is no YAML: {error}")) from error
    return entry_from(document)


def entry_from(document: object) -> Entry:
    """The entry that a parsed document describes."""
    read = {
        "keywords": lambda v: tuple(map(str, v)),
        "life_events": lambda v: tuple(map(str, v or ())),
        "limit": _limit,
        "extension": _limit,
        "promise": _limit,
        "disclosed": _bool,
        "agents": _bool,
        "basis": lambda v: tuple(_record(Basis, item, {}) for item in v),
        "conditions": lambda v: tuple(map(_text, v)),
        "materials": lambda v: tuple(map(_material, v)),
    }
    return _record(Entry, {**MAY_LACK, **document} if isinstance(document, dict) else document, read)


def _material(said: object) -> MaterialNeeded:
    whole = {**MATERIAL_MAY_LACK, **said} if isinstance(said, dict) else said
    found: MaterialNeeded = _record(MaterialNeeded, whole, {"required": _bool, "shared": _bool})
    return found


def _record(kind: type, document: object, read: Mapping[str, Any]) -> Any:
    if not isinstance(document, dict):
        raise EntryRefused(Text(f"{kind.__name__} 应当是一组字段", f"{kind.__name__} should be a set of fields"))
    wanted = {f.name: f.type for f in fields(kind)}
    odd = sorted(wanted.keys() ^ document.keys())
    if odd:
        raise EntryRefused(
            Text(
                f"缺少或多出的字段：{'、'.join(map(str, odd))}",
                f"Missing or unknown fields: {', '.join(map(str, odd))}",
            )
        )
    values = {}
    for name, type_ in wanted.items():
        reader = read.get(name) or (_text if type_ is Text else str)
        try:
            values[name] = reader(document[name])
        except (TypeError, ValueError, KeyError) as error:
            raise EntryRefused(
                Text(f"字段 {name} 读不懂：{document[name]!r}", f"Field {name} cannot be read: {document[name]!r}")
            ) from error
    return kind(**values)


def _text(value: object) -> Text:
    if not isinstance(value, dict) or value.keys() != {"zh", "en"}:
        raise ValueError(value)
    return Text(str(value["zh"]), str(value["en"]))


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _limit(value: object) -> Limit | None:
    return None if value is None else Limit.parse(str(value))
