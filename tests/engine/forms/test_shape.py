"""Whatever stands in a form's files: a form, or a refusal that names the place; never a crash, never for long."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import FormRefused, ModelRefused
from engine.forms import read_form
from engine.reading import read_model

FORMS = Path(__file__).parents[3] / "forms"
NAN, ENDLESS = float("nan"), float("inf")
ODD: list[Any] = [
    None, True, -1, 0, 10**9, 10**4000, 1.5, NAN, ENDLESS, 1e-300, "", "=1 +", "NaN", "x", "2026-13-40", "\0", [], [1],
    [None], [[1]], ["a", "a"], [{}], [{"const": {}}], [{"const": "a", "title": 1}], {}, {"a": 1}, {"a": {"b": []}},
]  # fmt: skip


def one(**words: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": {"title": "a", **words}}}


@pytest.mark.parametrize(
    ("schema", "ui", "place"),
    [
        (one(type="string", enum=[{"x": 1}]), {}, "schema.properties.a.enum"),
        (one(type="string", oneOf=["x"]), {}, "schema.properties.a.oneOf"),
        (one(type="number", multipleOf=1e-300), {}, "schema.properties.a.multipleOf"),
        (one(type="number", minimum=NAN), {}, "schema.properties.a.minimum"),
        (one(type="number", maximum=10**4000), {}, "schema.properties.a.maximum"),
        (one(type="string", minLength=10**9), {}, "schema.properties.a.minLength"),
        (one(**{"type": "string", "enum": ["x"], "x-options": ["y"]}), {}, "schema.properties.a.x-options"),
        (one(**{"type": "string", "enum": ["x"], "x-en": {"options": 1}}), {}, "schema.properties.a.x-en.options"),
        ({"type": "object", "properties": {f"a{n}": {"type": "string"} for n in range(20_000)}}, {}, "schema"),
        (one(type="number"), {"fields": {"a": {"min": NAN}}}, "a"),
        (one(type="number"), {"fields": {"a": {"max_bytes": "much"}}}, "ui.fields.a.max_bytes"),
        (one(type="number"), {"order": [{}]}, "ui.order.0"),
        (one(type="number"), {"sections": ["a"]}, "ui.sections.0"),
    ],
)
def test_what_cannot_stand_there_is_refused_by_its_place(schema, ui, place):
    with pytest.raises(FormRefused) as refused:
        read_form("f", schema, ui)
    assert refused.value.element == place and place in refused.value.text.zh and place in refused.value.text.en


def test_fields_may_bear_the_names_of_words():
    fields = {name: {"type": "string"} for name in ("enum", "properties")}
    form = read_form("f", {"type": "object", "properties": fields})
    assert [field.name for field in form.fields] == ["enum", "properties"]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 20_000 + "1" + "}" * 20_000])
def test_what_is_nested_without_end_is_refused_by_its_file(text):
    flow = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p">'
        '<startEvent id="s"/></process></definitions>'
    )
    with pytest.raises(ModelRefused) as refused:
        read_model({"flow.bpmn": flow.encode(), "f.schema.json": text.encode()})
    found = [(finding.element, finding.message.en) for finding in refused.value.findings]
    assert ("f.schema.json", "f.schema.json: is nested too deep.") in found


SHIPPED = [
    (json.loads(file.read_text()), json.loads(ui.read_text()) if ui.exists() else {})
    for file in sorted(FORMS.glob("*/*/*.schema.json"))
    for ui in [file.with_name(file.name.replace(".schema.", ".ui."))]
]


def places(part: Any, so_far: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inside:
        yield (*so_far, key)
        yield from places(value, (*so_far, key))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_form_with_anything_anywhere_is_read_or_refused(data):
    files = copy.deepcopy(data.draw(st.sampled_from(SHIPPED)))
    file = data.draw(st.sampled_from([part for part in files if part]))
    place = data.draw(st.sampled_from(list(places(file))))
    for key in place[:-1]:
        file = file[key]
    file[place[-1]] = data.draw(st.sampled_from(ODD))
    try:
        read_form("f", *files)
    except FormRefused as refused:
        assert refused.text.zh and refused.text.en
