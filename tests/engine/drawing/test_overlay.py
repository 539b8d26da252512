"""What is laid over a drawing is said by a word or a shape, never by colour alone."""

import dataclasses

from lxml import etree

from engine.drawing import ChangeMark, Heat, Overlay, draw
from tests.engine.drawing import sample

SVG = "{http://www.w3.org/2000/svg}"


def group(svg: str, id_: str) -> etree._Element:
    found = etree.fromstring(svg.encode()).xpath("//*[@data-element-id=$i]", i=id_)
    assert isinstance(found, list)
    return found[0]


def said(svg: str, id_: str) -> str:
    return "".join(group(svg, id_).itertext())


def test_heat_is_a_tint_and_a_figure() -> None:
    svg = draw(
        sample.licence(), overlay=Overlay(heat={"rev": Heat(0.95, "1.9 / 2 日"), "acc": Heat(0.4, "0.4 / 1 日")})
    )
    assert group(svg, "rev").get("class") == "heat-5"
    assert group(svg, "acc").get("class") == "heat-3"
    assert "1.9 / 2 日" in said(svg, "rev")
    assert [Heat(share, "").step for share in (-1, 0, 0.2, 0.99, 1, 7, float("nan"))] == [1, 1, 2, 5, 5, 5, 1]


def test_lights_have_shapes_and_words() -> None:
    lights = {"acc": "green", "rev": "yellow", "check": "red", "dec": "paused"}
    svg = draw(sample.licence(), overlay=Overlay(lights=lights))
    signs = {id: [part.get("class") for part in group(svg, id)][-2:] for id in lights}
    assert len({tuple(sign) for sign in signs.values()}) == 4
    for id, word in (("acc", "正常"), ("rev", "临期"), ("check", "超期"), ("dec", "停表")):
        assert word in said(svg, id)


def test_coverage_says_what_no_test_passes() -> None:
    svg = draw(sample.licence(), overlay=Overlay(coverage={"acc": True, "rev": False, "acc-g1": False}))
    assert "未测" in said(svg, "rev")
    assert group(svg, "rev").find(f"{SVG}path[@class='hatch']") is not None
    assert "未测" in said(svg, "acc-g1")
    assert "未测" not in said(svg, "acc")
    assert group(svg, "acc").find(f"{SVG}path[@class='tickp']") is not None


def test_differences_carry_word_number_and_hatch() -> None:
    changes = {"rev": ChangeMark("added", 3), "fix": ChangeMark("removed", 6), "g1-rev": ChangeMark("changed")}
    svg = draw(sample.licence(), overlay=Overlay(changes=changes))
    assert "新 3" in said(svg, "rev")
    assert "删 6" in said(svg, "fix")
    assert group(svg, "fix").find(f"{SVG}path[@class='hatch']") is not None
    assert "改" in said(svg, "g1-rev")
    assert "changed" in (group(svg, "g1-rev").get("class") or "")
    english = draw(sample.licence(), language="en", overlay=Overlay(changes=changes))
    assert "Added" in said(english, "rev")


def test_risks_are_shown_only_where_asked_for() -> None:
    model = sample.licence()
    graded = {**model.elements, "dec": dataclasses.replace(model.elements["dec"], risk="high")}
    model = dataclasses.replace(model, elements=graded)
    assert "风险高" not in said(draw(model), "dec")
    assert "风险高" in said(draw(model, overlay=Overlay(risks=True)), "dec")


def test_marks_of_elements_that_are_not_there_do_no_harm() -> None:
    overlay = Overlay(
        heat={"?": Heat(1, "1")}, coverage={"?": False}, changes={"acc": ChangeMark("?")}, lights={"acc": "?"}
    )
    assert "plate" not in draw(sample.licence(), overlay=overlay)
