"""Keys of an HTML form -> raw -> typed -> raw."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FormInvalid
from engine.forms import messages, read_form

FORM = read_form(
    "apply",
    {
        "type": "object",
        "required": ["name", "sure"],
        "properties": {
            "name": {"type": "string"},
            "area": {"type": "number"},
            "opened": {"type": "string", "format": "date"},
            "items": {"type": "array", "items": {"enum": ["甲", "乙", "丙"]}},
            "raw": {"type": "boolean"},
            "where": {"type": "object"},
            "staff": {
                "type": "array",
                "maxItems": 4,
                "items": {"type": "object", "required": ["name"], "properties": {
                    "name": {"type": "string", "minLength": 2},
                    "tasks": {"type": "array", "items": {"enum": ["煮", "洗"]}},
                }},
            },
            "sure": {"type": "boolean", "const": True},
        },
    },
    {"fields": {"where": {"widget": "address"}}},
)  # fmt: skip
ADDRESS = {"province": "云省", "city": "云州市", "county": "东湖区", "detail": "人民东路"}


def test_the_keys_of_an_html_form_become_nested_answers() -> None:
    raw = FORM.raw([
        ("csrf_token", "x"), ("_version", "3"), ("name", "巷口面馆"), ("items", "甲"), ("where.city", "云州市"),
        ("staff.10.name", "何平"), ("staff.2.name", "李敏"), ("staff.2.tasks", "煮"), ("shoe", "1"),
    ])  # fmt: skip
    assert raw == {
        "name": "巷口面馆",
        "items": ["甲"],
        "where": {"city": "云州市"},
        "staff": [{"name": "李敏", "tasks": ["煮"]}, {"name": "何平"}],
        "shoe": "1",
    }


@pytest.mark.parametrize(
    "items",
    [
        [("name", "a"), ("name.x", "b")],
        [("name.x", "b"), ("name", "a")],
        [("staff.x.name", "b")],
        [("staff", "b")],
        [("where", "b"), ("where.city", "c")],
        [("." * 50, "b")],
        [("", "b")],
        [("staff." + "9" * 9000 + ".name", "b")],
        [("staff.-1.name", "b"), ("staff.0", "c")],
    ],
)
def test_keys_that_no_page_of_ours_sends_are_errors_and_never_crash(items: Any, env: Any) -> None:
    with pytest.raises(FormInvalid):
        FORM.validate(FORM.raw(items), env)


def test_blank_rows_are_dropped_and_errors_keep_their_row(env: Any) -> None:
    raw = {"name": "x", "sure": "yes", "staff": [{"name": ""}, {"name": "李敏"}, {"name": " "}, {"name": "何"}]}
    with pytest.raises(FormInvalid) as refusal:
        FORM.validate(raw, env)
    assert [(error.path, error.message) for error in refusal.value.errors] == [("staff.3.name", messages.too_short(2))]
    raw["staff"][3] = {"name": "何平"}
    assert FORM.validate(raw, env)["staff"] == [{"name": "李敏"}, {"name": "何平"}]


def test_too_many_rows(env: Any) -> None:
    for count in (5, 50_000):
        with pytest.raises(FormInvalid) as refusal:
            FORM.validate({"name": "x", "sure": "yes", "staff": [{"name": "何平"}] * count}, env)
        assert [(error.path, error.message) for error in refusal.value.errors] == [("staff", messages.too_many_rows(4))]


def test_a_declaration_is_never_shown_ticked(env: Any) -> None:
    assert FORM.to_raw(FORM.validate({"name": "x", "sure": "yes"}, env)) == {"name": "x"}


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=2, max_size=30).map(lambda s: f"名{s}字")
VALUES = st.fixed_dictionaries(
    {"name": WORDS, "sure": st.just(True)},
    optional={
        "area": st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3),
        "opened": st.dates(min_value=date(1000, 1, 1)),
        "items": st.lists(st.sampled_from("甲乙丙"), unique=True, min_size=1).map(
            lambda chosen: sorted(chosen, key="甲乙丙".index)
        ),
        "raw": st.booleans(),
        "where": st.just(ADDRESS),
        "staff": st.lists(
            st.fixed_dictionaries({"name": WORDS}, optional={"tasks": st.just(["煮"])}), min_size=1, max_size=4
        ),
    },
)


def flat(raw: Any, prefix: str = "") -> Any:
    """What a browser would send for it."""
    for name, part in raw.items() if isinstance(raw, dict) else enumerate(raw):
        if isinstance(part, dict) or (isinstance(part, list) and part and isinstance(part[0], dict)):
            yield from flat(part, f"{prefix}{name}.")
        elif isinstance(part, list):
            yield from ((f"{prefix}{name}", one) for one in part)
        else:
            yield f"{prefix}{name}", part


@given(VALUES)
def test_typed_to_raw_to_html_and_back_loses_nothing(values: dict[str, Any]) -> None:
    typed = FORM.validate(values)
    shown = FORM.to_raw(typed)
    again = FORM.validate(FORM.raw([*flat(shown), ("sure", "yes")]))
    assert again == typed
    assert FORM.to_raw(again) == shown
    assert all(type(again[name]) is type(typed[name]) for name in typed)


JUNK = st.recursive(
    st.sampled_from([None, True, "", "甲", "李敏", "12", "2026-11-25", 7, Decimal("NaN"), Decimal("-0"), 1.5, b"x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "0", "city", "x", ""]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["name", "area", "opened", "items", "raw", "where", "staff", "sure", "?"]), JUNK)
)
def test_no_answer_whatever_crashes_a_form(raw: dict[str, Any]) -> None:
    try:
        typed = FORM.validate(raw)
    except FormInvalid as refusal:
        assert refusal.errors
        assert all(error.message.zh and error.message.en for error in refusal.errors)
    else:
        assert isinstance(typed["name"], str)
        assert isinstance(typed.get("area", Decimal(0)), Decimal)
