"""A field that is hidden is neither required nor kept."""

from typing import Any

import pytest

from engine.errors import FormInvalid
from engine.forms import messages

FIELDS = {
    "reason": {"type": "string"},
    "result": {"enum": ["准予", "不予"]},
    "article": {"type": "string"},
}
SETTINGS = {
    "reason": {"visible_when": 'result = "不予"'},
    "article": {"visible_when": "reason != null and string length(reason) > 3"},
}


def test_a_hidden_field_is_not_required_and_not_kept(form_of: Any, env: Any) -> None:
    form = form_of(FIELDS, required=("reason", "result", "article"), **SETTINGS)
    assert form.validate({"result": "准予", "reason": "写过又改了"}, env) == {"result": "准予"}
    assert form.hidden({"result": "准予"}, env) == {"reason", "article"}


def test_a_visible_field_is_required_and_conditions_chain(form_of: Any, env: Any) -> None:
    form = form_of(FIELDS, required=("reason", "result", "article"), **SETTINGS)
    with pytest.raises(FormInvalid) as refusal:
        form.validate({"result": "不予", "reason": "不符合条件"}, env)
    assert [(error.path, error.message) for error in refusal.value.errors] == [("article", messages.REQUIRED)]


def test_conditions_read_what_the_case_knows(form_of: Any, env: Any) -> None:
    form = form_of({"note": {"type": "string"}}, required=("note",), note={"visible_when": "area > 500"})
    assert form.validate({}, env, known={"area": 86}) == {}
    with pytest.raises(FormInvalid):
        form.validate({}, env, known={"area": 501})


def test_conditions_inside_rows_read_their_own_row(form_of: Any, env: Any) -> None:
    rows = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"kind": {"enum": ["a", "b"]}, "more": {"type": "string"}},
            "required": ["kind", "more"],
        },
    }
    form = form_of({"rows": rows}, **{"rows.more": {"visible_when": 'kind = "b"'}})
    assert form.validate({"rows": [{"kind": "a", "more": "x"}, {"kind": "b", "more": "y"}]}, env) == {
        "rows": [{"kind": "a"}, {"kind": "b", "more": "y"}]
    }
    with pytest.raises(FormInvalid) as refusal:
        form.validate({"rows": [{"kind": "a"}, {}, {"kind": "b"}]}, env)
    assert [error.path for error in refusal.value.errors] == ["rows.2.more"]
