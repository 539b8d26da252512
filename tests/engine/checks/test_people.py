"""Posts, duties, corrections and remedies: what a flow of a power owes the people in it."""

import pytest

from engine import Rules
from tests.engine.checks.conftest import brief, form, power
from tests.engine.running.conftest import flows

FORMS = {"apply": form("单位"), "a": form("意见"), "d": form("结论", "理由", "救济途径")}
START = '<startEvent id="s" name="申请" daylight:form="apply"/><endEvent id="e" name="办结"/>'


def step(id: str, name: str, form: str = "a", more: str = "", limit: str = "1wd") -> str:
    return f'<userTask id="{id}" name="{name}" daylight:form="{form}" daylight:limit="{limit}" {more}/>'


CHECKED = START + step("A", "审查") + step("D", "决定", "d", 'daylight:clock="ends" daylight:separate="A"')
STRAIGHT = flows("s A", "A D", "D e")


# ---------------------------------------------------------------------- posts


def test_a_step_with_post_limit_and_form_is_silent(said) -> None:
    assert said("posts", power(CHECKED + STRAIGHT, officers="A D"), **FORMS) == []


@pytest.mark.parametrize(
    ("wanting", "words"),
    [(' daylight:limit="1wd"', "时限"), (' daylight:form="a"', "表单"), ("post", "岗位")],
)
def test_what_a_step_lacks(said, wanting: str, words: str) -> None:
    body = CHECKED.replace(wanting, "", 1)
    found = said("posts", power(body + STRAIGHT, officers="D" if wanting == "post" else "A D"), **FORMS)
    assert brief(found) == [("A", "error")] and words in found[0].message.zh


def test_posts_that_are_handed_in_have_to_exist_and_be_held(said) -> None:
    xml = power(CHECKED + STRAIGHT, officers="A D")
    assert said("posts", xml, Rules(posts={("市监局", "审查岗"): 2}), **FORMS) == []
    assert brief(said("posts", xml, Rules(posts={}), **FORMS)) == [("A", "error"), ("D", "error")]
    assert brief(said("posts", xml, Rules(posts={("市监局", "审查岗"): 0}), **FORMS)) == [
        ("A", "warning"),
        ("D", "warning"),
    ]


def test_two_signers_need_two_officers(said) -> None:
    joint = (
        '<userTask id="A" name="核查" daylight:form="a" daylight:limit="1wd"><extensionElements>'
        '<daylight:joint rule="all"/></extensionElements><multiInstanceLoopCharacteristics>'
        "<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
    )
    xml = power(START + joint + flows("s A", "A e"), officers="A")
    assert brief(said("posts", xml, Rules(posts={("市监局", "审查岗"): 1}), **FORMS)) == [("A", "error")]
    assert said("posts", xml, Rules(posts={("市监局", "审查岗"): 2}), **FORMS) == []


def test_other_people_s_files_owe_none_of_this(said) -> None:
    bare = power('<startEvent id="s"/><userTask id="A"/>' + flows("s A"), "")
    for check in ("posts", "duties", "statutory", "correction", "remedies"):
        assert said(check, bare) == []
    assert len(said("posts", bare, Rules(as_power=True))) == 4


# ---------------------------------------------------------------------- duties


def test_who_decides_has_not_examined(said) -> None:
    assert said("duties", power(CHECKED + STRAIGHT, officers="A D"), **FORMS) == []
    found = said("duties", power(CHECKED.replace(' daylight:separate="A"', "") + STRAIGHT, officers="A D"), **FORMS)
    assert brief(found) == [("D", "error")] and found[0].path == ("s", "A", "D")


def test_a_way_round_the_examiner_is_found(said) -> None:
    body = CHECKED + '<exclusiveGateway id="x"/>' + step("S", "简易审查")
    ways = flows("s x", 'x A = 单位 = "一"', 'x S = 单位 != "一"', "S D", "A D", "D e")
    found = said("duties", power(body + ways, officers="A D S"), **FORMS)
    assert brief(found) == [("D", "error")] and found[0].path == ("s", "x", "S", "D")


@pytest.mark.parametrize(("apart", "words"), [("D A", "自己"), ("later A", "从不在它之前"), ("P A", "申请人")])
def test_what_cannot_be_kept_apart_is_a_warning(said, apart: str, words: str) -> None:
    body = CHECKED.replace('separate="A"', f'separate="{apart}"') + step("later", "送达") + step("P", "补材料")
    xml = power(body + flows("s P", "P A", "A D", "D later", "later e"), officers="A D later", party="P")
    (found,) = said("duties", xml, **FORMS)
    assert (found.element, found.severity) == ("D", "warning") and words in found.message.zh


# ---------------------------------------------------------------------- correction


def test_corrections_are_asked_for_once(said) -> None:
    body = CHECKED + step("P", "补正材料") + '<exclusiveGateway id="x"/>'
    once = flows("s x", 'x P = 单位 = "一"', 'x A = 单位 != "一"', "P A", "A D", "D e")
    assert said("correction", power(body + once, officers="A D", party="P"), **FORMS) == []
    again = flows("s A", "A x", 'x P = 意见 = "缺"', 'x D = 意见 != "缺"', "P A", "D e")
    found = said("correction", power(body + again, officers="A D", party="P"), **FORMS)
    assert brief(found) == [("P", "error")] and found[0].path == ("P", "A", "x", "P")


# ---------------------------------------------------------------------- remedies

REFUSED = CHECKED + '<exclusiveGateway id="x"/><endEvent id="no" name="不予许可"/>'
ENDS = flows("s A", "A D", "D x", 'x e = 结论 = "准"', 'x no = 结论 != "准"')


def test_who_is_refused_is_told_why(said) -> None:
    assert said("remedies", power(REFUSED + ENDS, officers="A D"), **FORMS) == []
    found = said("remedies", power(REFUSED + ENDS, officers="A D"), **FORMS | {"d": form("结论")})
    assert brief(found) == [("no", "error"), ("no", "warning")]
    told = said("remedies", power(REFUSED + ENDS, officers="A D"), Rules(remedies=True), **FORMS | {"d": form("结论")})
    assert brief(told) == [("no", "error")]


def test_a_reason_that_need_not_be_given_is_none(said) -> None:
    optional = form("结论", "理由", "救济途径") | {"required": ["结论", "救济途径"]}
    assert brief(said("remedies", power(REFUSED + ENDS, officers="A D"), **FORMS | {"d": optional})) == [
        ("no", "error")
    ]
