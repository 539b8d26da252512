"""Forms that other engines keep inside the model become forms of ours."""

from collections.abc import Iterator
from typing import Any

from engine.errors import EngineError
from engine.forms import read_form
from engine.reading.repairs.tree import Book, extensions, label, said, say, vendor
from engine.reading.xml import Node, local, tag

CODE = "forms"
_TYPES: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "long": {"type": "integer"},
    "integer": {"type": "integer"},
    "int": {"type": "integer"},
    "double": {"type": "number"},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
}


def apply(book: Book) -> None:
    for node in book.nodes("userTask", "manualTask", "task", "startEvent"):
        fields = extensions(node, "formField", "formProperty")
        if not fields and extensions(node, "formData"):
            book.note(
                CODE,
                node,
                "模型里的表单没有填写项，环节不带表单",
                "the form in the model asks nothing; the step has none",
            )
        key = vendor(node, "formKey", "formRef") or next(
            (v for e in extensions(node, "formDefinition") for k in ("formKey", "formId") if (v := e.get(k))), ""
        )
        if fields and not said(node, "form"):
            _form(book, node, fields)
        elif key and not said(node, "form"):
            book.note(
                CODE,
                node,
                f"所指的表单 {key} 在别的系统里，这里没有，环节不带表单",
                f"its form {key} lives in another system; the step has no form here",
            )


def _form(book: Book, node: Node, fields: list[Node]) -> None:
    properties: dict[str, Any] = {}
    required: list[str] = []
    shown: list[str] = []
    for field in fields:
        id = field.get("id") or ""
        if (field.get("writable") or "true") == "false" or not id:
            shown.append(id or field.get("name") or field.get("label") or local(field))
            continue
        properties[id] = _schema(field)
        if field.get("required") == "true" or any(
            c.get("name") == "required" for c in field.iter() if local(c) == "constraint"
        ):
            required.append(id)
    if shown:
        names = "、".join(dict.fromkeys(shown)), ", ".join(dict.fromkeys(shown))
        book.note(
            CODE, node, f"表单里只看不填的 {names[0]} 没有沿用", f"not carried over, as nobody fills it: {names[1]}"
        )
    if unread := [
        f"{id} {what}" for field in fields if (id := field.get("id") or "") in properties for what in _unread(field)
    ]:
        told = "、".join(unread), ", ".join(unread)
        book.note(CODE, node, f"表单里的 {told[0]} 没有沿用", f"of its form is not carried over: {told[1]}")
    if not properties:
        return
    name = f"{node.get('id')}.form"
    try:
        schema = {
            "type": "object",
            "title": node.get("name") or label(node),
            "properties": properties,
            "required": required,
        }
        book.forms[name] = read_form(name, schema, {})
        book.schemas[name] = schema
    except EngineError as error:
        book.warn(
            CODE,
            node,
            f"模型里的表单读不懂，环节不带表单：{error.text.zh}",
            f"the form in the model is not understood; the step has none: {error.text.en}",
        )
        return
    say(node, "form", name)
    asked = "、".join(properties)
    book.note(CODE, node, f"模型里的表单成为它的表单（{asked}）", f"the form in the model is its form ({asked})")


def _unread(field: Node) -> Iterator[str]:
    """What is said of a field and is not kept in the form of ours."""
    yield from (f"{name}={value}" for name in ("defaultValue", "default", "expression") if (value := field.get(name)))
    for part in field.iter(tag("*", "*")):
        if local(part) == "constraint" and part.get("name") != "required":
            yield " ".join(filter(None, (part.get("name"), part.get("config"))))
        elif local(part) == "property":
            yield " ".join(filter(None, (part.get("id") or part.get("name"), part.get("value"))))


def _schema(field: Node) -> dict[str, Any]:
    kind = (field.get("type") or "string").lower()
    title = " ".join((field.get("label") or field.get("name") or field.get("id") or "").split())
    options = {v.get("id"): v.get("name") or v.get("id") for v in field.iter() if local(v) == "value" and v.get("id")}
    if kind == "enum" and options:
        return {"enum": list(options), "x-options": options, "title": title}
    return {**_TYPES.get(kind, {"type": "string"}), "title": title}
