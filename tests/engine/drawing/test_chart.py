"""What a drawing must say, and what must never be in it."""

import dataclasses
import itertools
import re
from pathlib import Path

import pytest
from lxml import etree

from engine import read_model
from engine.drawing import draw, draw_stages, stage_state
from engine.drawing.measure import width
from engine.drawing.places import overlap
from engine.text import Text
from tests.engine.drawing import sample

SVG = "{http://www.w3.org/2000/svg}"


def parse(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode())


def group(svg: str, element_id: str) -> etree._Element:
    found = parse(svg).xpath("//*[@data-element-id=$i]", i=element_id)
    assert isinstance(found, list)
    assert len(found) == 1
    return found[0]


def words(svg: str) -> str:
    return "".join(parse(svg).itertext(f"{SVG}text"))


def test_every_element_and_flow_is_drawn_once_with_its_name() -> None:
    model = sample.licence()
    svg = draw(model)
    ids = re.findall(r'data-element-id="([^"]*)"', svg)
    assert sorted(ids) == sorted(["pool", *(lane.id for lane in model.lanes), *model.elements, *model.flows])
    assert "现场核查" in words(svg)
    assert "3 个工作日" in words(svg)
    assert "首席代表" in words(svg)


def test_states_are_told_by_class_word_and_shape() -> None:
    svg = draw(sample.licence(), {**sample.STATES, "dec": "skipped", "fix": "paused"})
    assert group(svg, "acc").get("class") == "done"
    assert group(svg, "acc").find(f"{SVG}path[@class='tickp']") is not None
    assert group(svg, "check").get("class") == "now"
    assert group(svg, "check").find(f"{SVG}rect[@class='halo']") is not None
    assert "现在在这里" in words(svg)
    assert group(svg, "dec").get("class") == "skip"
    assert group(svg, "fix").get("class") == "paused"
    assert "停表" in words(svg)
    assert group(svg, "cert").get("class") == "todo"


def test_an_overdue_step_has_an_octagon_and_says_so() -> None:
    svg = draw(sample.licence(), {"acc": "late"}, "en")
    assert "now-late" in (group(svg, "acc").get("class") or "")
    assert group(svg, "acc").find(f"{SVG}path[@class='tickl']") is not None
    assert "overdue" in words(svg)


def test_without_states_nothing_is_here_or_to_come() -> None:
    svg = draw(sample.licence())
    assert not {"todo", "now", "done"} & {g.get("class") for g in parse(svg).iter(f"{SVG}g")}
    assert "现在在这里" not in svg


def test_a_flow_is_green_when_it_was_passed() -> None:
    svg = draw(sample.licence(), sample.STATES)
    assert "done" in (group(svg, "acc-g1")[0].get("class") or "")
    assert "done" not in (group(svg, "dec-g3")[0].get("class") or "")
    told = draw(sample.licence(), {**sample.STATES, "g2-check": "done"})
    assert "done" in (group(told, "g2-check")[0].get("class") or "")
    assert "done" not in (group(told, "acc-g1")[0].get("class") or ""), (
        "where flows are told, ends are not guessed from"
    )


def test_it_is_told_in_words_in_both_languages() -> None:
    for language, title, here in (
        ("zh", "食品经营许可流程图", "核查组现场核查"),
        ("en", "Food business licence flowchart", "Site On-site check"),
    ):
        root = parse(draw(sample.licence(), sample.STATES, language))
        assert root[0].tag == f"{SVG}title"
        assert (root[0].text or "").replace(" ", "") == title.replace(" ", "")
        assert here in (root[1].text or "")
        assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"


@pytest.mark.parametrize("internal", [True, False])
@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", '"/><image href="x" onerror="y', "]]>&amp;\x00\x1b\ud800", "x" * 20_000]
)
def test_names_are_never_markup(evil: str, internal: bool) -> None:
    model = sample.licence()
    named = {i: dataclasses.replace(e, name=Text(evil, evil), post=evil) for i, e in model.elements.items()}
    staged = {i: dataclasses.replace(e, stage=Text(evil, "")) for i, e in named.items() if e.stage.zh}
    lanes = tuple(dataclasses.replace(lane, name=Text(evil, evil), authority=evil) for lane in model.lanes)
    model = dataclasses.replace(model, elements={**named, **staged}, lanes=lanes, name=Text(evil, evil))
    for svg in (draw(model, {"acc": "here"}, internal=internal), draw_stages(model, {"acc": "here"})):
        root = parse(svg.encode("utf-8", "strict").decode())
        assert {str(element.tag).removeprefix(SVG) for element in root.iter()} <= {
            "svg", "title", "desc", "g", "rect", "circle", "path", "polyline", "text",
        }  # fmt: skip
        assert not [name for element in root.iter() for name in element.attrib if str(name).startswith("on")]


def test_there_are_no_colours_and_no_styles_in_it() -> None:
    for svg in (draw(sample.everything()), draw(sample.licence(), sample.STATES), draw_stages(sample.licence())):
        assert not re.search(r'\s(style|fill|stroke|font-family|font-size)="', svg)


def test_every_shape_of_bpmn_is_drawn_inside_the_picture() -> None:
    model = sample.everything()
    root = parse(draw(model))
    x, y, width, height = map(float, (root.get("viewBox") or "").split())
    drawn = {group.get("data-element-id") for group in root.iter(f"{SVG}g")} - {None}
    assert drawn == {*model.elements, "note"} - {"lost"}, "what is inside a closed sub-process is not drawn"
    for shape in model.shapes.values():
        assert x <= shape.x
        assert y <= shape.y
        assert shape.x + shape.width <= x + width
        assert shape.y + shape.height <= y + height


def test_stages_follow_one_another_and_carry_the_loudest_state() -> None:
    assert stage_state({"a": "done", "b": "here"}, ("a", "b")) == "here"
    assert stage_state({"a": "done", "b": "late"}, ("a", "b")) == "late"
    assert stage_state({"a": "done"}, ("a", "b")) == "done"
    assert stage_state({"a": "skipped"}, ("a",)) == "skipped"
    assert stage_state({}, ("a",)) == ""
    svg = draw_stages(sample.licence(), sample.STATES)
    assert [g.get("class") for g in parse(svg).iter(f"{SVG}g")] == ["done", "done", "now", "todo", "todo"]


def test_beside_a_stage_a_limit_is_never_broken_in_two() -> None:
    model = sample.licence()
    long = Text("综合窗口（政务服务中心一楼）", "Integrated window of the service centre")
    lanes = tuple(dataclasses.replace(lane, name=long) for lane in model.lanes)
    for language in ("zh", "en"):
        svg = draw_stages(dataclasses.replace(model, lanes=lanes), language=language)
        beside = [t.text for t in parse(svg).iter(f"{SVG}text") if t.get("class") == "sub"]
        limits = [limit.in_(language) for e in model.elements.values() if e.limit for limit in [e.limit.text]]
        assert limits and all(any(line.endswith(limit) for line in beside) for limit in limits if limit), beside


def test_a_model_without_a_drawing_gives_an_empty_picture() -> None:
    model = dataclasses.replace(sample.licence(), shapes={}, edges={})
    assert parse(draw(model)).get("viewBox")


def test_two_drawings_on_one_page_have_different_ids() -> None:
    model = sample.licence()
    ids = re.findall(r' id="([^"]+)"', draw(model) + draw(model, internal=False) + draw_stages(model))
    assert len(ids) == len(set(ids)) == 6


def test_names_whose_places_the_file_does_not_say_cover_no_other() -> None:
    folder = Path(__file__).parents[3]
    files = {p.name: p.read_bytes() for p in (folder / "bpmn/01-licence/01-food-business").glob("*.bpmn")}
    files |= {p.name: p.read_bytes() for p in (folder / "bpmn/01-licence/01-food-business").glob("*.dmn")}
    files |= {p.name: p.read_bytes() for p in (folder / "forms/01-licence/01-food-business").iterdir()}
    bare = re.sub(rb"<bpmndi:BPMNLabel>.*?</bpmndi:BPMNLabel>", b"", files["flow.bpmn"], flags=re.DOTALL)
    assert bare != files["flow.bpmn"]
    names = [t for t in parse(draw(read_model(files | {"flow.bpmn": bare}))).iter("{*}text") if t.get("class") == "lb"]
    assert len(names) > 20
    boxes = [
        (float(t.get("x", 0)) - width(t.text or "", 13) / 2, float(t.get("y", 0)) - 12, width(t.text or "", 13), 14.0)
        for t in names
    ]
    assert not any(overlap(one, other) for one, other in itertools.combinations(boxes, 2))
