# ruff: noqa: E501
"""A form file that is not a form is refused, and the place is named."""

import time
from typing import Any

import pytest

from engine.errors import FormInvalid, FormRefused
from engine.forms import read_form


def schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (([], {}), "schema"),
        (({"type": "array"}, {}), "schema"),
        (({"type": "object", "properties": {}}, {}), "schema"),
        (({"type": "object", "properties": {"a": {"type": "strnig"}}}, {}), "schema.properties.a.type"),
        ((schema(a={"type": "string"}), []), "ui"),
        ((schema(a=TEXT), {"fileds": {}}), "ui.fileds"),
        ((schema(a=TEXT), {"fields": {"b": {}}}), "ui.fields.b"),
        ((schema(a=TEXT), {"fields": {"a": {"colour": "red"}}}), "ui.fields.a.colour"),
        ((schema(a=TEXT), {"fields": {"a": {"widget": "slider"}}}), "a"),
        ((schema(a=TEXT), {"fields": {"a": {"widget": "number"}}}), "a"),
        ((schema(a=TEXT), {"order": ["b"]}), "ui.order.b"),
        ((schema(a=TEXT), {"sections": [{"title": "x", "fields": ["b"]}]}), "ui.sections.0"),
        ((schema(a={"$ref": "https://example.org/x.json"}), {}), "schema.properties.a.$ref"),
        ((schema(a={"type": "object"}), {}), "a"),
        ((schema(a={"type": "array", "items": {"enum": []}}), {}), "a"),
        ((schema(a={"type": "array", "items": {"type": "object", "properties": {"r": {"type": "array", "items": {"type": "object", "properties": {"x": TEXT}}}}}}), {}), "a.r"),
        ((schema(a={"type": "object", "properties": {"shoe": TEXT}}), {"fields": {"a": {"widget": "person"}}}), "a.shoe"),
        ((schema(a={"type": "object"}), {"fields": {"a": {"widget": "person", "kinds": ["ghost"]}}}), "a"),
        ((schema(a={"type": "object"}), {"fields": {"a": {"widget": "file", "accept": ["pdf"]}}}), "a"),
        ((schema(a={"type": "boolean", "const": True}), {}), "a"),
        ((schema(a=TEXT), {"fields": {"a": {"visible_when": "1 +"}}}), "a.visible_when"),
        ((schema(a={"type": "string", "format": "date"}), {"fields": {"a": {"min": "yesterday"}}}), "a"),
        ((schema(**{"a.b": TEXT}), {}), "a.b"),
        ((schema(_a=TEXT), {}), "_a"),
        ((schema(**{"7": TEXT}), {}), "7"),
        (({"type": "object", "properties": {"a": TEXT}, "required": ["b"]}, {}), "b"),
        ((schema(a={"type": "string", "pattern": "(a+)+$"}), {}), "schema.properties.a.pattern"),
        ((schema(a={"type": "string", "pattern": "(a|(b*)*)"}), {}), "schema.properties.a.pattern"),
        ((schema(a={"type": "string", "pattern": "a*b*c*$"}), {}), "schema.properties.a.pattern"),
        ((schema(a={"type": "string", "pattern": "a*", "maxLength": 5000}), {}), "a"),
    ],
)  # fmt: skip
def test_the_place_is_named(files: Any, place: str) -> None:
    with pytest.raises(FormRefused) as refusal:
        read_form("try", *files)
    assert refusal.value.element == place
    assert refusal.value.text.zh
    assert refusal.value.text.en


def test_fields_that_hide_each_other_in_a_circle_are_refused() -> None:
    ui = {"fields": {"a": {"visible_when": 'b = "x"'}, "b": {"visible_when": 'a = "x"'}}}
    with pytest.raises(FormRefused):
        read_form("try", schema(a=TEXT, b=TEXT), ui)


def test_a_declaration_cannot_be_ticked_beforehand() -> None:
    box = {"type": "boolean", "const": True, "default": True}
    with pytest.raises(FormRefused):
        read_form("try", {"type": "object", "properties": {"a": box}, "required": ["a"]}, {})


def test_deep_nesting_is_refused_and_does_not_crash() -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(5000):
        deep = {"allOf": [deep]}
    with pytest.raises(FormRefused):
        read_form("try", schema(a={"type": "string", **deep}), {})


def test_widgets_labels_order_and_sections() -> None:
    form = read_form(
        "apply",
        {
            "type": "object",
            "title": "申请",
            "x-en": {"title": "Application"},
            "required": ["who"],
            "properties": {
                "area": {"type": "number", "title": "面积"},
                "who": {"type": "object", "title": "申请人", "x-en": {"title": "Applicant"}},
                "kind": {
                    "enum": ["a"],
                    "x-options": {"a": "甲"},
                    "x-hints": {"a": "送审查"},
                    "x-en": {"options": {"a": "A"}},
                },
                "many": {
                    "type": "array",
                    "items": {"oneOf": [{"const": "x", "title": "某", "x-en": {"title": "Some"}}]},
                },
                "story": {"type": "string", "maxLength": 500},
            },
        },
        {
            "order": ["who"],
            "sections": [{"title": "申请人", "fields": ["who"]}],
            "fields": {"who": {"widget": "person"}, "who.name": {"hint": "全名"}, "area": {"unit": "平方米"}},
        },
    )
    assert form.title.in_("en") == "Application"
    assert [field.name for field in form.fields] == ["who", "area", "kind", "many", "story"]
    assert [field.widget for field in form.fields] == ["person", "number", "choice", "choices", "longtext"]
    assert form.field("who.name").hint.zh == "全名"
    assert form.field("kind").options[0].text.zh == "甲"
    assert form.field("kind").options[0].text.in_("en") == "A"
    assert form.field("kind").options[0].hint.zh == "送审查"
    assert form.field("many").options[0].text.in_("en") == "Some"
    assert [section.fields for section in form.sections] == [("who",), ("area", "kind", "many", "story")]
    with pytest.raises(KeyError):
        form.field("who.shoe")


def test_the_worst_pattern_that_is_taken_is_quick() -> None:
    form = read_form("try", schema(a={"type": "string", "pattern": "a*a*x$", "maxLength": 500}), {})
    started = time.monotonic()
    with pytest.raises(FormInvalid):
        form.validate({"a": "a" * 500})
    assert time.monotonic() - started < 5
