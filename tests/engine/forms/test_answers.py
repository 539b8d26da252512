# ruff: noqa: E501
"""What each widget takes, what it gives, and what it says when it does not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import FormInvalid
from engine.forms import messages

FILE = {"id": "f1", "name": "布局图.PDF", "sha256": "0" * 64, "size": 1000, "type": "application/pdf"}
OPTIONS = {"enum": ["甲", "乙", "丙"]}
PERSON = {"name": "何秀芝", "id_type": "idcard", "id_number": "11010519491231002x", "phone": "13800138000"}
ORGANISATION = {"name": "云州热力", "id_type": "uscc", "id_number": "91350100M000100Y43", "phone": "0900-1234567"}
ADDRESS = {"province": "云省", "city": "云州市", "county": "东湖区", "detail": "人民东路 118 号"}

GOOD: list[tuple[str, dict[str, Any], dict[str, Any], Any, Any]] = [
    ("text", {"type": "string"}, {}, " 巷口面馆 ", "巷口面馆"),
    ("text without control characters", {"type": "string"}, {}, "a\x00b\u202ec", "ab\u202ec"),
    ("longtext", {"type": "string", "maxLength": 500}, {}, "一\r\n二", "一\n二"),
    ("number", {"type": "number"}, {}, "86.50", Decimal("86.50")),
    ("number full width", {"type": "number"}, {}, "１，２３４．５", Decimal("1234.5")),
    ("number with commas", {"type": "number"}, {}, "1,234,567", Decimal(1234567)),
    ("whole", {"type": "integer"}, {}, "12", Decimal(12)),
    ("money", {"type": "number"}, {"widget": "money"}, "¥1,200.50", Decimal("1200.50")),
    ("date", {"type": "string", "format": "date"}, {}, "2026-11-25", date(2026, 11, 25)),
    ("date in Chinese", {"type": "string", "format": "date"}, {}, "2026年2月5日", date(2026, 2, 5)),
    ("choice", OPTIONS, {}, "乙", "乙"),
    ("choices in the form's order", {"type": "array", "items": OPTIONS}, {}, ["丙", "甲"], ["甲", "丙"]),
    ("one choice", {"type": "array", "items": OPTIONS}, {}, "丙", ["丙"]),
    ("yes", {"type": "boolean"}, {}, "yes", True),
    ("no", {"type": "boolean"}, {}, "no", False),
    ("declaration", {"type": "boolean", "const": True}, {}, "yes", True),
    ("file", {"type": "object"}, {"widget": "file", "accept": [".pdf"]}, {**FILE, "path": "/etc"}, FILE),
    ("person", {"type": "object"}, {"widget": "person"}, PERSON, {**PERSON, "id_number": "11010519491231002X"}),
    ("organisation", {"type": "object"}, {"widget": "person", "kinds": ["organisation"]},
     {k: v for k, v in ORGANISATION.items() if k != "id_type"}, ORGANISATION),
    ("address", {"type": "object"}, {"widget": "address"}, ADDRESS, ADDRESS),
    ("phone", {"type": "string", "format": "phone"}, {}, "138 0013 8000", "138 0013 8000"),
]  # fmt: skip

BAD: list[tuple[str, dict[str, Any], dict[str, Any], Any, str, Any]] = [
    ("missing", {"type": "string"}, {}, "  ", "a", messages.REQUIRED),
    ("no text", {"type": "string"}, {}, ["x"], "a", messages.NOT_TEXT),
    ("long", {"type": "string", "maxLength": 3}, {}, "一二三四", "a", messages.too_long(3)),
    ("short", {"type": "string", "minLength": 4}, {}, "同意", "a", messages.too_short(4)),
    ("pattern", {"type": "string", "pattern": "^[0-9]+$"}, {}, "x", "a", messages.PATTERN),
    ("email", {"type": "string", "format": "email"}, {}, "x@", "a", messages.NOT_EMAIL),
    ("no number", {"type": "number"}, {}, "八十六", "a", messages.NOT_NUMBER),
    ("infinity", {"type": "number"}, {}, "Infinity", "a", messages.NOT_NUMBER),
    ("exponent", {"type": "number"}, {}, "1e999999", "a", messages.NOT_NUMBER),
    ("too many digits", {"type": "number"}, {}, "9" * 5000, "a", messages.TOO_LONG_NUMBER),
    ("no whole number", {"type": "integer"}, {}, "1.5", "a", messages.NOT_WHOLE),
    ("too little", {"type": "number", "minimum": 5}, {}, "4.99", "a", messages.at_least(5)),
    ("too much", {"type": "number", "maximum": 5}, {}, "5.01", "a", messages.at_most(5)),
    ("below FEEL", {"type": "number"}, {"min": "= 2 + 3"}, "4.99", "a", messages.at_least(5)),
    ("above FEEL", {"type": "number"}, {"widget": "money", "max": "= 10 / 2"}, "5.01", "a", messages.at_most(5)),
    ("zero", {"type": "number", "exclusiveMinimum": 0}, {}, "0", "a", messages.more_than(0)),
    ("step", {"type": "number", "multipleOf": 0.5}, {}, "1.3", "a", messages.multiple_of(0.5)),
    ("half a cent", {"type": "number"}, {"widget": "money"}, "1.005", "a", messages.CENTS),
    ("negative money", {"type": "number"}, {"widget": "money"}, "-1", "a", messages.at_least(0)),
    ("no date", {"type": "string", "format": "date"}, {}, "2026-02-30", "a", messages.NOT_DATE),
    ("past", {"type": "string", "format": "date"}, {"min": "= today()"}, "2026-11-19", "a", messages.not_before("2026-11-20")),
    ("late", {"type": "string", "format": "date"}, {"max": "2026-01-01"}, "2026-01-02", "a", messages.not_after("2026-01-01")),
    ("no option", OPTIONS, {}, "丁", "a", messages.NOT_OPTION),
    ("nothing chosen", OPTIONS, {}, "", "a", messages.CHOOSE),
    ("twice", {"type": "array", "items": OPTIONS}, {}, ["甲", "甲"], "a", messages.REPEATED),
    ("too few", {"type": "array", "items": OPTIONS, "minItems": 2}, {}, ["甲"], "a", messages.too_few_choices(2)),
    ("maybe", {"type": "boolean"}, {}, "maybe", "a", messages.NOT_YESNO),
    ("not ticked", {"type": "boolean", "const": True}, {}, None, "a", messages.TICK),
    ("ticked no", {"type": "boolean", "const": True}, {}, "no", "a", messages.TICK),
    ("no file", {"type": "object"}, {"widget": "file"}, {}, "a", messages.UPLOAD),
    ("file lost", {"type": "object"}, {"widget": "file"}, {"id": "f1"}, "a", messages.NOT_FILE),
    ("file of another kind", {"type": "object"}, {"widget": "file", "accept": [".ofd"]}, FILE, "a", messages.wrong_type((".ofd",))),
    ("file too big", {"type": "object"}, {"widget": "file", "max_bytes": 999}, FILE, "a", messages.too_big(999)),
    ("no person", {"type": "object"}, {"widget": "person"}, "何", "a", messages.NOT_GROUP),
    ("wrong number", {"type": "object"}, {"widget": "person"}, {**PERSON, "id_number": "110105194912310021"}, "a.id_number", messages.ID_SUM),
    ("not such a kind", {"type": "object"}, {"widget": "person", "kinds": ["person"]}, ORGANISATION, "a.id_type", messages.NOT_OPTION),
    ("no phone", {"type": "object"}, {"widget": "person"}, {**PERSON, "phone": ""}, "a.phone", messages.REQUIRED),
    ("no street", {"type": "object"}, {"widget": "address"}, {**ADDRESS, "detail": " "}, "a.detail", messages.REQUIRED),
]  # fmt: skip


@pytest.mark.parametrize(("_name", "schema", "settings", "raw", "value"), GOOD, ids=[case[0] for case in GOOD])
def test_good_answers(_name: str, schema: Any, settings: Any, raw: Any, value: Any, form_of: Any, env: Any) -> None:
    form = form_of({"a": schema}, required=("a",), a=settings)
    typed = form.validate({"a": raw}, env)
    assert typed == {"a": value}
    assert form.validate(typed, env) == typed, "typed values are taken as they are"


@pytest.mark.parametrize(("_name", "schema", "settings", "raw", "path", "message"), BAD, ids=[case[0] for case in BAD])
def test_bad_answers(
    _name: str, schema: Any, settings: Any, raw: Any, path: str, message: Any, form_of: Any, env: Any
) -> None:
    form = form_of({"a": schema}, required=("a",), a=settings)
    with pytest.raises(FormInvalid) as refusal:
        form.validate({"a": raw}, env)
    assert [(error.path, error.message) for error in refusal.value.errors] == [(path, message)]


def test_a_limit_reads_what_is_known_and_limits_nothing_without_it(form_of: Any, env: Any) -> None:
    form = form_of({"a": {"type": "number"}}, required=("a",), a={"min": "= bounds.low", "max": "= bounds.high"})
    known = {"bounds": {"low": Decimal(5), "high": Decimal(9)}}
    for value, wrong in (("4", messages.at_least(5)), ("10", messages.at_most(9))):
        with pytest.raises(FormInvalid) as refusal:
            form.validate({"a": value}, env, known=known)
        assert [error.message for error in refusal.value.errors] == [wrong]
    assert form.validate({"a": "9"}, env, known=known) == form.validate({"a": "9"}, env) == {"a": Decimal(9)}


def test_a_missing_person_names_every_part(form_of: Any, env: Any) -> None:
    form = form_of({"a": {"type": "object"}}, required=("a",), a={"widget": "person"})
    with pytest.raises(FormInvalid) as refusal:
        form.validate({}, env)
    assert [error.path for error in refusal.value.errors] == ["a.name", "a.id_type", "a.id_number", "a.phone"]


def test_every_wrong_field_is_named_in_the_order_of_the_form(form_of: Any, env: Any) -> None:
    form = form_of({"a": {"type": "number"}, "b": {"type": "string"}, "c": OPTIONS}, required=("a", "b", "c"))
    with pytest.raises(FormInvalid) as refusal:
        form.validate({"c": "丁", "a": "x", "shoe": "1"}, env)
    assert [error.path for error in refusal.value.errors] == ["a", "b", "c", "shoe"]
    assert refusal.value.errors[-1].message == messages.UNKNOWN


def test_a_draft_keeps_what_can_be_read_and_demands_nothing(form_of: Any, env: Any) -> None:
    form = form_of({"a": {"type": "number"}, "b": {"type": "string"}, "c": OPTIONS}, required=("a", "b", "c"))
    assert form.validate({"a": "12", "c": "丁", "shoe": "1"}, env, lenient=True) == {"a": Decimal(12)}


def test_what_the_schema_says_beyond_the_fields_holds_too(env: Any) -> None:
    from engine.forms import read_form

    schema = {
        "type": "object",
        "properties": {"a": OPTIONS, "b": {"type": "string"}},
        "if": {"properties": {"a": {"const": "甲"}}, "required": ["a"]},
        "then": {"required": ["b"]},
    }
    form = read_form("try", schema, {})
    assert form.validate({"a": "乙"}, env) == {"a": "乙"}
    with pytest.raises(FormInvalid) as refusal:
        form.validate({"a": "甲"}, env)
    assert [(error.path, error.message) for error in refusal.value.errors] == [("b", messages.REQUIRED)]
