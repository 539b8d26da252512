"""JSON Schema + UI schema -> Form. Whatever is not a form of ours is refused with its place."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from engine.errors import ExpressionError, FormRefused
from engine.forms import parts
from engine.forms.model import Field, Form, Option, Section
from engine.forms.patterns import refuse_costly_patterns
from engine.forms.shape import Walk, refuse_odd_ui
from engine.forms.visibility import check_order, compiled
from engine.text import Text

WIDGETS = frozenset(
    [
        "text",
        "longtext",
        "number",
        "money",
        "date",
        "choice",
        "choices",
        "yesno",
        "declaration",
        "file",
        "person",
        "address",
        "rows",
    ]
)
_TYPES = {  # widget -> the type its schema has
    "text": "string", "longtext": "string", "date": "string", "choice": "string",
    "number": "number", "money": "number", "yesno": "boolean", "declaration": "boolean",
    "choices": "array", "rows": "array", "file": "object", "person": "object", "address": "object",
}  # fmt: skip
_UI_WORDS = frozenset({"title", "hint", "order", "fields", "sections", "x-en", "$schema"})
_UI_FIELD_WORDS = frozenset(
    {"widget", "visible_when", "accept", "max_bytes", "min", "max", "unit", "unit_en", "kinds", "hint", "hint_en"}
)
_LONG = 120  # a text that may be longer than this gets a text area
_TEXT_LENGTH, _LONGTEXT_LENGTH, _ROWS, _BYTES = 200, 5000, 50, 20 * 1024 * 1024
_DEPTH = 3
_MATCHED = 500  # the longest text that a pattern is tried on


def read_form(name: str, schema: Mapping[str, Any], ui: Mapping[str, Any] | None = None) -> Form:
    """The form that these two files describe. Raises FormRefused."""
    reader = _Reader(name, _mapping(name, "ui", {} if ui is None else ui))
    return reader.form(_mapping(name, "schema", schema))


class _Reader:
    def __init__(self, name: str, ui: Mapping[str, Any]) -> None:
        self.name = name
        self.ui = ui
        self.settings = _mapping(name, "ui.fields", ui.get("fields", {}))
        self.used: set[str] = set()

    def form(self, schema: Mapping[str, Any]) -> Form:
        refuse_odd_ui(self.ui, partial(refused, self.name))
        self._check_ui_words()
        Walk(partial(refused, self.name)).through(schema)
        try:
            Draft202012Validator.check_schema(schema)
        except (SchemaError, RecursionError) as error:
            place = ".".join(["schema", *map(str, getattr(error, "absolute_path", ()))])
            raise refused(self.name, place, "不是有效的 JSON Schema", "is not valid JSON Schema") from None
        if schema.get("type") != "object" or not schema.get("properties"):
            raise refused(self.name, "schema", "应当是有 properties 的 object", "has to be an object with properties")
        refuse_costly_patterns(self.name, schema)
        whole = dict(schema)
        whole["properties"], fields = self._fields(schema, "", 1)
        order = self._ordered(fields)
        for path in set(self.settings) - self.used:
            raise refused(self.name, f"ui.fields.{path}", "表单里没有这个字段", "is no field of the form")
        form = Form(
            name=self.name,
            title=_text(schema, "title", self.name),
            fields=tuple(order),
            sections=self._sections(order),
            hint=_text(schema, "description"),
            schema=whole,
        )
        check_order(form)
        return form

    def _check_ui_words(self) -> None:
        for word in set(self.ui) - _UI_WORDS:
            raise refused(self.name, f"ui.{word}", "不认识的设置", "is no setting of a form")
        for path, settings in self.settings.items():
            for word in set(_mapping(self.name, f"ui.fields.{path}", settings)) - _UI_FIELD_WORDS:
                raise refused(self.name, f"ui.fields.{path}.{word}", "不认识的设置", "is no setting of a field")

    def _fields(self, schema: Mapping[str, Any], prefix: str, depth: int) -> tuple[dict[str, Any], list[Field]]:
        required = set(schema.get("required", ()))
        properties = schema.get("properties", {})
        for missing in required - set(properties):
            raise refused(self.name, f"{prefix}{missing}", "必填的字段不在 properties 里", "is not described")
        schemas, fields = {}, []
        for name, part in properties.items():
            path = f"{prefix}{name}"
            if not re.fullmatch(r"(?!_)\w[\w-]{0,62}", name) or name.isdecimal() or name == "csrf_token":
                raise refused(self.name, path, "字段名只能用文字、数字、_ 和 -", "is no name for a field")
            schemas[name], field = self._field(name, path, _mapping(self.name, path, part), name in required, depth)
            fields.append(field)
        return schemas, fields

    def _field(
        self, name: str, path: str, schema: Mapping[str, Any], required: bool, depth: int
    ) -> tuple[dict[str, Any], Field]:
        settings = self.settings.get(path, {})
        self.used.add(path)
        widget = settings.get("widget") or _widget_for(schema)
        if widget not in WIDGETS:
            raise refused(self.name, path, f"没有“{widget}”这种字段", f"has no widget “{widget}”")
        if depth > _DEPTH or (widget == "rows" and depth > 1):
            raise refused(self.name, path, "嵌套过深", "is nested too deep")
        whole, kinds = self._filled_in(path, widget, schema, settings)
        self._check_type(path, widget, whole)
        inner: list[Field] = []
        if widget in ("person", "address"):
            whole["properties"], inner = self._fields(whole, f"{path}.", depth + 1)
        if widget == "rows":
            items = dict(_mapping(self.name, f"{path}.items", whole.get("items", {})))
            if not items.get("properties"):
                raise refused(self.name, path, "没有说明每行有什么", "does not say what a row holds")
            items["properties"], inner = self._fields(items, f"{path}.", depth + 1)
            whole["items"] = items
        options = _options(whole.get("items", {}) if widget == "choices" else whole)
        if widget in ("choice", "choices") and not options:
            raise refused(self.name, path, "没有可选的内容", "has nothing to choose from")
        if widget == "declaration" and not required:
            raise refused(self.name, path, "声明必须是必填的", "is a declaration and so has to be required")
        return whole, self._built(name, path, widget, whole, settings, required, inner, options, kinds)

    def _built(
        self, name: str, path: str, widget: str, schema: Mapping[str, Any], settings: Mapping[str, Any],
        required: bool, inner: list[Field], options: tuple[Option, ...], kinds: tuple[str, ...],
    ) -> Field:  # fmt: skip
        hint = Text(str(settings.get("hint", "")), str(settings.get("hint_en", "")))
        visible_when = settings.get("visible_when")
        length = {"text": _TEXT_LENGTH, "longtext": _LONGTEXT_LENGTH}.get(widget)
        return Field(
            name=name,
            widget=widget,
            title=_text(schema, "title", name),
            hint=hint if hint.zh else _text(schema, "description"),
            required=required,
            options=options,
            fields=tuple(inner),
            visible_when=visible_when,
            visibility=self._visibility(path, visible_when),
            accept=self._accept(path, settings),
            max_bytes=int(settings.get("max_bytes", _BYTES)) if widget == "file" else None,
            min=self._limit(path, widget, settings.get("min", schema.get("minimum"))),
            max=self._limit(path, widget, settings.get("max", schema.get("maximum"))),
            min_length=schema.get("minLength"),
            max_length=schema.get("maxLength", length),
            min_rows=schema.get("minItems", 1 if required else 0) if widget == "rows" else None,
            max_rows=min(schema.get("maxItems", _ROWS), 500) if widget == "rows" else None,
            const=schema.get("const"),
            default=schema.get("default"),
            format=schema.get("format"),
            integer=schema.get("type") == "integer",
            unit=Text(str(settings.get("unit", "")), str(settings.get("unit_en", ""))),
            kinds=kinds,
        )

    def _filled_in(
        self, path: str, widget: str, schema: Mapping[str, Any], settings: Mapping[str, Any]
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        """A person or an address has its own parts; the form's words are laid over them."""
        if widget == "person":
            kinds = tuple(settings.get("kinds", ("person", "organisation")))
            if not kinds or (set(kinds) - {"person", "organisation"} and kinds != ("contact",)):
                raise refused(self.name, path, "kinds 只能是 person、organisation，或者 contact", "has other kinds")
            return self._merged(path, parts.person(kinds), schema), kinds
        if widget == "address":
            return self._merged(path, parts.address(), schema), ()
        return dict(schema), ()

    def _merged(self, path: str, standard: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
        properties = dict(standard["properties"])
        for name, part in schema.get("properties", {}).items():
            if name not in properties:
                raise refused(self.name, f"{path}.{name}", "这一组里没有这一项", "is not part of this group")
            properties[name] = {**properties[name], **part}
        return {**standard, **schema, "properties": properties}

    def _check_type(self, path: str, widget: str, schema: Mapping[str, Any]) -> None:
        found, wanted = schema.get("type", _TYPES[widget]), _TYPES[widget]
        if found != wanted and not (wanted == "number" and found == "integer"):
            raise refused(self.name, path, f"“{widget}”应当是 {wanted}", f"is a {widget} and so has to be a {wanted}")
        if "pattern" in schema and schema.get("maxLength", _TEXT_LENGTH) > _MATCHED:
            raise refused(
                self.name,
                path,
                f"有 pattern 的最多 {_MATCHED} 字",
                f"has a pattern and more than {_MATCHED} characters",
            )
        if "default" in schema and widget == "declaration":
            raise refused(self.name, path, "声明不能预先勾选", "is a declaration and cannot be ticked beforehand")

    def _visibility(self, path: str, text: object) -> Any:
        if text is None:
            return None
        try:
            return compiled(str(text))
        except ExpressionError as error:
            raise refused(self.name, f"{path}.visible_when", error.text.zh, error.text.en) from error

    def _limit(self, path: str, widget: str, limit: object) -> Decimal | str | None:
        if limit is None:
            return None
        if isinstance(limit, str) and limit.startswith("="):
            self._visibility(path, limit)
            return limit
        if widget == "date":
            return self._day(path, str(limit))
        try:
            number = Decimal(str(limit))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise refused(self.name, path, "上下限应当是数字", "has a limit that is no number")
        return number

    def _day(self, path: str, limit: str) -> str:
        try:
            return date.fromisoformat(limit).isoformat()
        except ValueError:
            raise refused(self.name, path, "上下限应当是日期", "has a limit that is no date") from None

    def _accept(self, path: str, settings: Mapping[str, Any]) -> tuple[str, ...]:
        accept = settings.get("accept", ())
        if not isinstance(accept, list | tuple) or not all(isinstance(x, str) and x.startswith(".") for x in accept):
            raise refused(self.name, path, "accept 应当是后缀，例如 .pdf", "accepts no suffixes")
        return tuple(suffix.lower() for suffix in accept)

    def _ordered(self, fields: list[Field]) -> list[Field]:
        order = list(self.ui.get("order", ()))
        known = {field.name: field for field in fields}
        for name in order:
            if name not in known:
                raise refused(self.name, f"ui.order.{name}", "表单里没有这个字段", "is no field of the form")
        names = dict.fromkeys([*order, *known])
        return [known[name] for name in names]

    def _sections(self, fields: list[Field]) -> tuple[Section, ...]:
        names = {field.name for field in fields}
        sections = []
        for index, section in enumerate(self.ui.get("sections", ())):
            inside = tuple(section.get("fields", ()))
            if set(inside) - names:
                raise refused(self.name, f"ui.sections.{index}", "列了表单里没有的字段", "lists no field of the form")
            names -= set(inside)
            sections.append(Section(_text(section, "title"), inside))
        if sections and names:
            sections.append(Section(Text("", ""), tuple(field.name for field in fields if field.name in names)))
        return tuple(sections)


def refused(form: str, place: str, zh: str, en: str) -> FormRefused:
    return FormRefused(Text(f"表单 {form}，{place}：{zh}", f"Form {form}, {place}: {en}"), element=place)


def _mapping(form: str, place: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise refused(form, place, "应当是一个对象", "has to be an object")
    return value


def _widget_for(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if kind in ("number", "integer"):
        return "number"
    if kind == "boolean":
        return "declaration" if schema.get("const") is True else "yesno"
    if kind == "array":
        return "rows" if "properties" in schema.get("items", {}) else "choices"
    if "enum" in schema or "oneOf" in schema:
        return "choice"
    if schema.get("format") == "date":
        return "date"
    if kind == "string":
        return "longtext" if schema.get("maxLength", 0) > _LONG else "text"
    return f"?{kind}"


def _options(schema: Mapping[str, Any]) -> tuple[Option, ...]:
    """``oneOf: [{const, title, description, x-en}]`` or ``enum`` with ``x-options`` and ``x-en.options`` as labels."""
    if "oneOf" in schema:
        return tuple(
            Option(str(part["const"]), _text(part, "title", str(part["const"])), _text(part, "description"))
            for part in schema["oneOf"]
            if "const" in part
        )
    english, chinese = schema.get("x-en", {}), schema.get("x-options", {})
    return tuple(
        Option(
            str(value),
            Text(chinese.get(value, str(value)), english.get("options", {}).get(value, "")),
            Text(schema.get("x-hints", {}).get(value, ""), english.get("hints", {}).get(value, "")),
        )
        for value in schema.get("enum", ())
    )


def _text(schema: Mapping[str, Any], word: str, otherwise: str = "") -> Text:
    english = schema.get("x-en", {})
    return Text(str(schema.get(word, otherwise)), str(english.get(word, "")) if isinstance(english, Mapping) else "")
