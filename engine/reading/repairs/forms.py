"""Forms that other engines keep inside the model become forms of ours."""

from typing import Any

from engine.errors import EngineError
from engine.forms import read_form
from engine.reading.repairs.tree import Book, extensions, label, said, say, vendor
from engine.reading.xml import Node, local

CODE = "forms"
_TYPES: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "long": {"type": "integer"},
    "integer": {"type": "integer"},
    "int": {"type": "integer"},
    "double": {"type": "number"},
    "number": {"type": "number"},
}


def apply(book: Book) -> None:
    for node in book.nodes("userTask", "manualTask", "task", "startEvent"):
        fields = extensions(node, "formField", "formProperty")
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
    required = []
    for field in fields:
        id = field.get("id") or ""
        if (field.get("writable") or "true") == "false" or not id:
            continue
        properties[id] = _schema(field)
        if field.get("required") == "true" or any(
            c.get("name") == "required" for c in field.iter() if local(c) == "constraint"
        ):
            required.append(id)
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


def _schema(field: Node) -> dict[str, Any]:
    kind = (field.get("type") or "string").lower()
    title = " ".join((field.get("label") or field.get("name") or field.get("id") or "").split())
    options = {v.get("id"): v.get("name") or v.get("id") for v in field.iter() if local(v) == "value" and v.get("id")}
    if kind == "enum" and options:
        return {"enum": list(options), "x-options": options, "title": title}
    return {**_TYPES.get(kind, {"type": "string"}), "title": title}
