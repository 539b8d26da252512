"""From the two files of a form to the list that is edited."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.flows.form_sheet import SECTION, Choice, Item, Sheet
from engine import read_form

MB = 1024 * 1024
BOUNDED = {"number", "money", "date"}


def sheet_of(schema: Mapping[str, Any], ui: Mapping[str, Any]) -> Sheet:
    """The list that two files describe. Raises FormRefused where they are no form of ours."""
    form = read_form("form", schema, ui)
    settings = ui.get("fields", {})
    by_name = {f.name: _item(f, schema["properties"][f.name], settings, f.name) for f in form.fields}
    items: list[Item] = []
    for section in form.sections:
        if section.title.zh or items:
            items.append(Item(SECTION, title=section.title.zh, title_en=section.title.en))
        items.extend(by_name[name] for name in section.fields)
    if not form.sections:
        items.extend(by_name[f.name] for f in form.fields)
    return Sheet(form.title.zh, form.title.en, form.hint.zh, form.hint.en, tuple(items))


def _item(f: Any, schema: Mapping[str, Any], settings: Mapping[str, Any], path: str) -> Item:
    said = settings.get(path, {})
    least, most = _bounds(f, schema, said)
    inner: Iterable[Item] = ()
    if f.widget == "rows":
        properties = schema["items"]["properties"]
        inner = [_item(child, properties[child.name], settings, f"{path}.{child.name}") for child in f.fields]
    return Item(
        f.widget, path, f.name, f.title.zh, f.title.en, f.hint.zh, f.hint.en, f.required, f.visible_when or "",
        least, most, f.unit.zh, f.unit.en, (f.format or "") if f.widget == "text" else "", "，".join(f.accept),
        f"{said['max_bytes'] / MB:g}" if "max_bytes" in said else "", said_kinds(said), str(f.default or ""),
        tuple(Choice(o.value, o.text.zh, o.text.en, o.hint.zh, o.hint.en) for o in f.options)
        if f.widget in ("choice", "choices") else (),
        tuple(inner),
    )  # fmt: skip


def said_kinds(said: Mapping[str, Any]) -> str:
    """Whom a person field takes: "" for both, else person or organisation."""
    kinds = said.get("kinds", ())
    return kinds[0] if len(kinds) == 1 else ""


def _bounds(f: Any, schema: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[str, str]:
    if f.widget in BOUNDED:
        return _plain(said.get("min", schema.get("minimum"))), _plain(said.get("max", schema.get("maximum")))
    if f.widget in ("text", "longtext"):
        return _plain(schema.get("minLength")), _plain(schema.get("maxLength"))
    if f.widget in ("choices", "rows"):
        return _plain(schema.get("minItems")), _plain(schema.get("maxItems"))
    return "", ""


def _plain(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
