"""A catalogue entry as a form asks for it: its fields, what was answered, what is wrong, what is missing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

from app.catalogue.categories import BY_CODE
from app.catalogue.codes import Scheme
from app.catalogue.entry import Basis, Entry, MaterialNeeded
from engine import Limit, Text

LONGEST = 4000
MOST_ROWS = 40
_ROW = re.compile(r"\d{1,2}")

PAIRS = {f.name for f in fields(Entry) if f.type is Text}
LISTS: dict[str, type | None] = {"conditions": None, "basis": Basis, "materials": MaterialNeeded}
TRUTHS = ("disclosed", "agents")
LIMITS = ("limit", "promise", "extension")
OPTIONAL = {"undisclosed_reason", "extension", "limit", "promise", "keywords", "life_events", "conditions", "materials",
            "fee_basis"}  # fmt: skip
KEPT = ("authority", "body")  # who exercises the power is not changed by its analyst

LACKS_CHINESE = Text("中文没有写", "The Chinese is missing")
LACKS_ENGLISH = Text("英文没有写", "The English is missing")
LACKS = Text("还没有写", "Not said yet")
NO_LIMIT = Text("时限是 1 到 99999 的整数", "A limit is a whole number from 1 to 99999")
NO_CATEGORY = Text("没有这个权力类别", "There is no such category of power")
TOO_LONG = Text(f"不能超过 {LONGEST} 个字", f"At most {LONGEST} characters")


@dataclass(frozen=True, slots=True)
class Answered:
    """``document`` is what power.yaml would hold; ``errors`` names every field that cannot be kept as it is."""

    document: dict[str, Any]
    errors: dict[str, Text]


def answered(
    form: Iterable[tuple[str, str]], kept: Mapping[str, Any], schemes: Mapping[str, Scheme] = MappingProxyType({})
) -> Answered:
    """The entry that the form's fields (``basis.0.law.zh``) describe; what it does not ask is as ``kept`` has it.

    ``schemes``: how the codes of these fields are built.
    """
    said = {name: value.replace("\r\n", "\n").strip() for name, value in form}
    errors = {name: TOO_LONG for name, value in said.items() if len(value) > LONGEST}
    document: dict[str, Any] = {}
    for field in fields(Entry):
        name = field.name
        if name in KEPT:
            document[name] = kept[name]
        elif name in PAIRS:
            document[name] = _pair(said, name, errors)
        elif name in LIMITS:
            document[name] = _limit(said, name, errors)
        elif name in LISTS:
            document[name] = list(_rows(said, name, LISTS[name], errors))
        elif name == "keywords":
            document[name] = [w.strip() for w in re.split(r"[,，、;；\n]+", said.get(name, "")) if w.strip()]
        elif name == "life_events":
            chosen = [key for key, value in said.items() if key.startswith("life_events.") and value == "yes"]
            document[name] = [key.partition(".")[2] for key in chosen]
        elif name in TRUTHS:
            document[name] = said.get(name) == "yes"
        else:
            document[name] = said.get(name, "")
    for name in ("name.zh", "name.en", "code"):
        if not said.get(name):
            errors[name] = LACKS
    for name, built in schemes.items():
        if document[name] and (problem := built.problem(document[name])):
            errors[name] = problem
    if document["category"] not in BY_CODE:
        errors["category"] = NO_CATEGORY
    if not document["disclosed"] and not document["undisclosed_reason"]["zh"]:
        errors["undisclosed_reason.zh"] = Text("不公开的，写明理由", "What is not disclosed needs a reason")
    return Answered(document, errors)


def missing(document: Mapping[str, Any]) -> list[str]:
    """Paths of what an entry still has to say before it can be published."""
    lacking = [
        f"{f.name}.zh" if f.name in PAIRS else f.name
        for f in fields(Entry)
        if f.name not in OPTIONAL and f.name not in TRUTHS and _is_blank(document[f.name])
    ]
    if document["disclosed"] is False and _is_blank(document["undisclosed_reason"]):
        lacking.append("undisclosed_reason.zh")
    return lacking


def _is_blank(value: Any) -> bool:
    return not (value["zh"] and value["en"]) if isinstance(value, dict) else value in ("", None, [])


def _pair(said: Mapping[str, str], name: str, errors: dict[str, Text]) -> dict[str, str]:
    zh, en = said.get(f"{name}.zh", ""), said.get(f"{name}.en", "")
    if zh and not en:
        errors.setdefault(f"{name}.en", LACKS_ENGLISH)
    elif en and not zh:
        errors.setdefault(f"{name}.zh", LACKS_CHINESE)
    return {"zh": zh, "en": en}


def _limit(said: Mapping[str, str], name: str, errors: dict[str, Text]) -> str | None:
    amount, unit = said.get(f"{name}.amount", ""), said.get(f"{name}.unit", "wd")
    if not amount:
        return None
    try:
        return str(Limit.parse(f"{amount}{unit}"))
    except ValueError:
        errors[f"{name}.amount"] = NO_LIMIT
        return f"{amount}{unit}"


def _rows(said: Mapping[str, str], name: str, kind: type | None, errors: dict[str, Text]) -> Iterator[dict[str, Any]]:
    numbers = sorted({
        int(part) for key, value in said.items()
        if value and key.startswith(f"{name}.") and _ROW.fullmatch(part := key.split(".")[1])
    })  # fmt: skip
    for place, number in enumerate(numbers[:MOST_ROWS]):
        inside: dict[str, Text] = {}
        row = _row(said, f"{name}.{number}", kind, inside)
        if any(part for value in row.values() for part in (value.values() if isinstance(value, dict) else [value])):
            errors.update({
                key.replace(f"{name}.{number}", f"{name}.{place}", 1): message for key, message in inside.items()
            })  # fmt: skip
            yield row


def _row(said: Mapping[str, str], path: str, kind: type | None, errors: dict[str, Text]) -> dict[str, Any]:
    if kind is None:
        return _pair(said, path, errors)
    row: dict[str, Any] = {}
    for field in fields(kind):
        if field.type is Text:
            row[field.name] = _pair(said, f"{path}.{field.name}", errors)
            if not row[field.name]["zh"] and not row[field.name]["en"]:
                errors.setdefault(f"{path}.{field.name}.zh", LACKS)
        elif field.type is bool:
            row[field.name] = said.get(f"{path}.{field.name}") == "yes"
        else:
            row[field.name] = said.get(f"{path}.{field.name}", "")
    return row
