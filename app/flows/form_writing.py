"""From the edited list back to the two files of a form: what the editor does not ask stays as it was."""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from app.flows.form_reading import BOUNDED, MB
from app.flows.form_sheet import SECTION, Choice, Item, Sheet
from engine import EngineError, read_form

_TYPES = {
    "text": "string", "longtext": "string", "date": "string", "choice": "string", "number": "number",
    "money": "number", "yesno": "boolean", "declaration": "boolean", "choices": "array", "rows": "array",
    "file": "object", "person": "object", "address": "object",
}  # fmt: skip
_SAYS_WIDGET = {"longtext", "money", "file", "person", "address"}  # that the schema alone does not tell
_UI_ASKED = (
    "hint", "hint_en", "visible_when", "unit", "unit_en", "accept", "max_bytes", "min", "max", "kinds", "widget",
)  # fmt: skip


def files_of(sheet: Sheet, schema: Mapping[str, Any], ui: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Schema and UI schema of the list; ``schema`` and ``ui`` are what it was made from."""
    whole: dict[str, Any] = {k: deepcopy(v) for k, v in schema.items() if k not in ("properties", "required")}
    whole.setdefault("$schema", "https://json-schema.org/draft/2020-12/schema")
    whole["type"] = "object"
    _say(whole, "title", sheet.title, sheet.title_en)
    _say(whole, "description", sheet.hint, sheet.hint_en)
    settings: dict[str, Any] = {}
    fields = [item for item in sheet.items if item.widget != SECTION]
    _fill(whole, fields, schema, ui.get("fields", {}), settings, "")
    new_ui: dict[str, Any] = {k: deepcopy(v) for k, v in ui.items() if k not in ("order", "sections", "fields")}
    new_ui["order"] = [item.name for item in fields]
    if any(item.widget == SECTION for item in sheet.items):
        new_ui["sections"] = list(_sections(sheet.items))
    if settings:
        new_ui["fields"] = settings
    return whole, new_ui


def _fill(
    into: dict[str, Any], items: Iterable[Item], schema: Mapping[str, Any], said: Mapping[str, Any],
    settings: dict[str, Any], prefix: str,
) -> None:  # fmt: skip
    items = list(items)
    into["required"] = [item.name for item in items if item.required or item.widget == "declaration"]
    if not into["required"]:
        del into["required"]
    into["properties"] = {}
    for item in items:
        path = f"{prefix}{item.name}"
        before, words = _before(schema, item.was), dict(said.get(item.was, {})) if item.was else {}
        if item.was and widget_of(before, words) != item.widget:
            before, words = {}, {}
        into["properties"][item.name] = _schema_of(item, before, schema, said, settings, path)
        if own := _settings_of(item, words):
            settings[path] = own
        if item.widget in ("person", "address") and item.was and before:
            for key, value in said.items():
                if key.startswith(f"{item.was}."):
                    settings[path + key[len(item.was) :]] = deepcopy(value)


def _before(schema: Mapping[str, Any], path: str) -> dict[str, Any]:
    found: Any = schema
    for name in path.split(".") if path else ():
        inner = found.get("items", found) if "properties" not in found else found
        found = inner.get("properties", {}).get(name, {})
    return deepcopy(dict(found)) if path else {}


def widget_of(schema: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """The widget that a field of a form has, read as the engine reads it."""
    try:
        form = read_form("one", {"type": "object", "properties": {"f": schema}, "required": ["f"]},
                         {"fields": {"f": dict(words)}} if words else {})  # fmt: skip
    except (EngineError, AttributeError, TypeError):
        return ""
    return form.fields[0].widget


def _schema_of(
    item: Item, part: dict[str, Any], schema: Mapping[str, Any], said: Mapping[str, Any], settings: dict[str, Any],
    path: str,
) -> dict[str, Any]:  # fmt: skip
    if item.widget == "number" and part.get("type") == "integer":
        pass
    else:
        part["type"] = _TYPES[item.widget]
    _say(part, "title", item.title, item.title_en)
    part.pop("description", None)
    if part.get("x-en"):
        part["x-en"].pop("description", None)
    if item.widget in ("text", "longtext"):
        _put(part, "minLength", _whole(item.least))
        _put(part, "maxLength", _whole(item.most))
        _put(part, "format", item.format or None)
    if item.widget == "date":
        part["format"] = "date"
    if item.widget in ("number", "money"):
        _put(part, "minimum", _number(item.least))
        _put(part, "maximum", _number(item.most))
    if item.widget in ("choices", "rows"):
        _put(part, "minItems", _whole(item.least))
        _put(part, "maxItems", _whole(item.most))
    if item.widget == "declaration":
        part["const"] = True
    if item.widget in ("text", "longtext", "choice"):
        _put(part, "default", item.default or None)
    if item.widget == "choice":
        _put_options(part, item.options)
    if item.widget == "choices":
        part["items"] = _put_options(dict(part.get("items", {})), item.options)
    if item.widget == "rows":
        rows = {k: v for k, v in part.get("items", {}).items() if k not in ("properties", "required")}
        rows["type"] = "object"
        _fill(rows, item.items, schema, said, settings, f"{path}.")
        part["items"] = rows
    return part


def _settings_of(item: Item, words: dict[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in words.items() if key not in _UI_ASKED}
    if item.widget in _SAYS_WIDGET:
        own = {"widget": item.widget, **own}
    for key, value in (
        ("hint", item.hint), ("hint_en", item.hint_en), ("unit", item.unit), ("unit_en", item.unit_en),
        ("visible_when", item.visible_when),
    ):  # fmt: skip
        _put(own, key, value or None)
    if item.widget in BOUNDED:
        for key, value in (("min", item.least), ("max", item.most)):
            told = item.widget == "date" or value.startswith("=") or (value and _number(value) is None)
            _put(own, key, (value or None) if told else None)
    if item.widget == "file":
        _put(own, "accept", [s.strip().lower() for s in re.split(r"[,，、\s]+", item.accept) if s.strip()] or None)
        if item.megabytes != f"{words.get('max_bytes', 0) / MB:g}":
            size = _number(item.megabytes)
            _put(own, "max_bytes", int(size * MB) if size and size > 0 else None)
        else:
            own["max_bytes"] = words["max_bytes"]
    if item.widget == "person":
        _put(own, "kinds", [item.kinds] if item.kinds else None)
    return own


def _sections(items: Iterable[Item]) -> Iterator[dict[str, Any]]:
    section: dict[str, Any] | None = None
    for item in items:
        if item.widget == SECTION:
            if section is not None:
                yield section
            section = _say({"title": ""}, "title", item.title, item.title_en) | {"fields": []}
        else:
            section = section if section is not None else {"title": "", "fields": []}
            section["fields"].append(item.name)
    if section is not None:
        yield section


def _put_options(part: dict[str, Any], options: tuple[Choice, ...]) -> dict[str, Any]:
    """As ``enum`` with labels beside it; what says the same already stays as it is written."""
    part.pop("oneOf", None)
    english = dict(part.get("x-en", {}))
    part["enum"] = [o.value for o in options]
    _put(part, "x-options", {o.value: o.zh for o in options if o.zh and o.zh != o.value} or None)
    _put(part, "x-hints", {o.value: o.hint for o in options if o.hint} or None)
    _put(english, "options", {o.value: o.en for o in options if o.en} or None)
    _put(english, "hints", {o.value: o.hint_en for o in options if o.hint_en} or None)
    _put(part, "x-en", english or None)
    return part


def _say(part: dict[str, Any], word: str, zh: str, en: str) -> dict[str, Any]:
    _put(part, word, zh or None)
    english = dict(part.get("x-en", {}))
    _put(english, word, en or None)
    _put(part, "x-en", english or None)
    return part


def _put(part: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        part.pop(key, None)
    else:
        part[key] = value


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _number(text: str) -> int | float | None:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text):
        return None
    return float(text) if "." in text else int(text)
