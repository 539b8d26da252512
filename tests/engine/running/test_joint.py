"""Joint approval: who has to agree, when it is decided, and what becomes of the votes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import CaseError, ModelRefused, read_model
from engine.reading.model import Joint
from engine.running.joint import Vote, tally
from tests.engine.running.conftest import Played, flows, process

DEPARTMENTS = ["规划局", "环保局", "水利局", "发改委"]


def meeting(rule: str, more: str = "", sequential: bool = False) -> bytes:
    return process(
        '<startEvent id="s"/><userTask id="T" daylight:collection="departments" daylight:item="部门" '
        'daylight:results="意见"><extensionElements><daylight:post authority="= 部门" post="负责人"/>'
        f'<daylight:joint {rule} agrees="意见 = &quot;同意&quot;" outcome="会审"/></extensionElements>'
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"/></userTask>'
        f'<userTask id="U"/>{more}<endEvent id="e"/>' + flows("s T", "T U", "U e")
    )


def convene(rule: str, more: str = "", sequential: bool = False) -> Played:
    return Played(read_model(meeting(rule, more, sequential)), {"departments": DEPARTMENTS})


def vote(case: Played, department: str, opinion: str) -> None:
    task = next(t for t in case.restored().tasks if t.authority == department)
    case.case.complete(task.id, {"意见": opinion}, by=department)


def outcome(case: Played) -> tuple[bool | None, int, int]:
    result = case.values["会审"]
    return result["通过"], int(result["同意"]), int(result["反对"])


def test_each_signer_is_told_by_the_item():
    case = convene('rule="all"')
    assert sorted((t.authority, t.post) for t in case.case.tasks) == sorted((d, "负责人") for d in DEPARTMENTS)


def test_all_have_to_agree_and_one_against_decides():
    case = convene('rule="all"')
    vote(case, "环保局", "同意")
    assert outcome(case) == (None, 1, 0)
    vote(case, "水利局", "反对")
    assert outcome(case) == (False, 1, 1) and case.open == ["U"]
    assert [v["意见"] for v in case.values["意见"]] == ["同意", "反对"]


@pytest.mark.parametrize(("need", "enough"), [("2", 2), ("50%", 2), ("3/4", 3)])
def test_a_quorum_ends_as_soon_as_it_is_reached(need, enough):
    case = convene(f'rule="quorum" need="{need}"')
    for department in DEPARTMENTS[:enough]:
        assert case.open == ["T"] * len(case.case.tasks)
        vote(case, department, "同意")
    assert outcome(case) == (True, enough, 0) and case.open == ["U"]


def test_a_quorum_that_cannot_be_reached_any_more_has_failed():
    case = convene('rule="quorum" need="3"')
    vote(case, "规划局", "反对")
    assert outcome(case)[0] is None
    vote(case, "环保局", "弃权")
    assert outcome(case) == (False, 0, 2) and case.open == ["U"]


def test_a_majority_is_more_than_half():
    case = convene('rule="majority"')
    vote(case, "规划局", "同意")
    vote(case, "环保局", "同意")
    assert outcome(case)[0] is None
    vote(case, "水利局", "同意")
    assert outcome(case)[0] is True


def test_a_veto_decides_at_once():
    case = convene('rule="quorum" need="2" veto="部门 = &quot;环保局&quot;"')
    vote(case, "规划局", "反对")
    assert outcome(case)[0] is None
    vote(case, "环保局", "反对")
    assert outcome(case)[0] is False and case.values["会审"]["否决"] is True


def test_weights():
    case = convene('rule="weights" need="50%" weight="if 部门 = &quot;发改委&quot; then 3 else 1"')
    vote(case, "发改委", "同意")
    assert outcome(case)[0] is True


def test_weights_may_be_parts_and_more_than_half_is_more_than_half():
    case = convene('rule="majority" weight="if 部门 = &quot;发改委&quot; then 0.8 else 0.4"')  # 2.0 in all
    vote(case, "规划局", "同意")
    vote(case, "发改委", "同意")
    assert outcome(case)[0] is True
    case = convene('rule="any" weight="0.1"')
    vote(case, "规划局", "同意")
    assert outcome(case)[0] is True


def test_nothing_is_carried_where_no_vote_has_any_weight():
    case = convene('rule="weights" need="50%" weight="0"')
    assert outcome(case) == (False, 0, 0)
    vote(case, "规划局", "同意")
    assert outcome(case) == (False, 1, 0) and case.open == ["U"]


def test_a_share_is_exact():
    """In decimals a sixth of 54 is a little more than nine."""
    votes = [Vote(n < 9, Decimal(1), False) for n in range(54)]
    assert tally(Joint("quorum", Fraction(1, 6), need_is_share=True), votes, []).passed is True


def test_one_after_the_other_in_order():
    case = convene('rule="sequential"', sequential=True)
    for department in DEPARTMENTS[:2]:
        assert [t.authority for t in case.restored().tasks] == [department]
        vote(case, department, "同意")
    vote(case, DEPARTMENTS[2], "反对")
    assert case.open == ["U"] and outcome(case) == (False, 2, 1)


def test_signers_in_order_are_neither_added_nor_removed():
    case = convene('rule="sequential"', sequential=True)
    with pytest.raises(CaseError, match="依次"):
        case.restored().add_signer("T", "x", by="head", signer="林业局")
    with pytest.raises(CaseError, match="依次"):
        case.restored().remove_signer(case.case.tasks[0].id, "x", by="head")


def test_a_decided_meeting_may_wait_for_the_late_opinions():
    case = convene('rule="any" waits="true"')
    vote(case, "规划局", "同意")
    assert outcome(case)[0] is True and len(case.open) == 3
    for department in DEPARTMENTS[1:]:
        vote(case, department, "反对")
    assert outcome(case) == (True, 1, 3) and len(case.values["意见"]) == 4


def test_votes_cast_are_kept_when_time_runs_out():
    late = (
        '<boundaryEvent id="late" attachedToRef="T"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
        '</timerEventDefinition></boundaryEvent><endEvent id="le"/>'
        '<sequenceFlow id="l" sourceRef="late" targetRef="le"/>'
    )
    case = convene('rule="all"', late)
    vote(case, "规划局", "同意")
    case.later(hours=2)
    assert case.finished and outcome(case) == (None, 1, 0) and len(case.values["意见"]) == 1


def test_signers_are_added_and_removed_with_a_reason():
    case = convene('rule="all"')
    case.restored().add_signer("T", "涉及林地", by="lead", signer="林业局")
    assert "林业局" in {t.authority for t in case.restored().tasks}
    task = next(t for t in case.case.tasks if t.authority == "水利局")
    case.case.remove_signer(task.id, "不涉及水土保持", by="lead")
    removed = case.case.changes.entries[-1]
    assert ("水利局" in removed.name.zh, removed.opinion) == (True, "不涉及水土保持")
    for department in ("规划局", "环保局", "发改委", "林业局"):
        vote(case, department, "同意")
    assert outcome(case) == (True, 4, 0) and case.open == ["U"]
    with pytest.raises(CaseError):
        case.restored().add_signer("T", "太晚了", by="lead", signer="林业局")


def test_the_outcome_tells_at_once_of_a_signer_removed_before_anybody_has_voted():
    """Found by the token game, seed 1."""
    case = convene('rule="all"')
    case.restored().remove_signer(case.case.tasks[0].id, "机构撤销", by="lead")
    assert case.values["会审"]["应签"] == len(DEPARTMENTS) - 1


def test_removing_the_one_who_is_waited_for_ends_it():
    case = convene('rule="all"')
    for department in DEPARTMENTS[:3]:
        vote(case, department, "同意")
    case.restored().remove_signer(case.case.tasks[0].id, "机构撤销", by="lead")
    assert case.open == ["U"] and outcome(case) == (True, 3, 0)


WRONG = [
    'rule="most"',
    'rule="quorum"',
    'rule="quorum" need="lots"',
    'rule="quorum" need="0%"',
    'rule="quorum" need="4/3"',
    'rule="weights" need="1/0"',
    'rule="all" attendance="120%"',
    'rule="all" attendance="2"',
    'rule="sequential"',
]


@pytest.mark.parametrize("rule", WRONG)
def test_a_rule_that_is_none_is_refused(rule):
    with pytest.raises(ModelRefused) as refused:
        read_model(meeting(rule))
    assert refused.value.element == "T"


votes = st.lists(st.builds(Vote, st.sampled_from([True, False, None]), st.integers(1, 3).map(Decimal), st.booleans()))


@given(
    st.sampled_from(["all", "any", "majority", "quorum"]),
    votes,
    st.lists(st.integers(1, 3).map(Decimal)),
    st.sampled_from([None, Fraction(1, 2), Fraction(4, 5)]),
)
def test_what_is_decided_stays_decided_however_the_rest_vote(rule, cast, to_come, attendance):
    joint = Joint(rule, need=Fraction(2) if rule == "quorum" else None, attendance=attendance)
    now = tally(joint, cast, to_come)
    for answer in (True, False, None):
        rest = [Vote(answer, weight, False) for weight in to_come]
        final = tally(joint, [*cast, *rest], [])
        assert final.passed is not None
        assert now.passed in (None, final.passed)


def test_where_nobody_is_to_sign_nothing_passes():
    case = Played(read_model(meeting('rule="all"')), {"departments": []})
    assert case.open == ["U"] and outcome(case) == (False, 0, 0)


def test_a_quorum_waits_for_the_one_who_has_a_veto():
    case = convene('rule="quorum" need="2" veto="部门 = &quot;环保局&quot;"')
    vote(case, "规划局", "同意")
    vote(case, "水利局", "同意")
    assert outcome(case) == (None, 2, 0)
    vote(case, "环保局", "同意")
    assert outcome(case)[0] is True and case.open == ["U"]


def test_a_veto_that_lies_in_the_answer_may_come_from_anybody():
    case = convene('rule="any" veto="否决 = true"')
    vote(case, "规划局", "同意")
    assert outcome(case)[0] is None and len(case.open) == 3
    task = next(t for t in case.restored().tasks if t.authority == "水利局")
    case.case.complete(task.id, {"意见": "反对", "否决": True}, by="水利局")
    assert outcome(case)[0] is False and case.open == ["U"]


# ---------------------------------------------------------------------- a second meeting

AGAIN = (
    '<startEvent id="s"/><exclusiveGateway id="m"/><userTask id="T" daylight:collection="departments" '
    'daylight:item="部门" daylight:results="意见"><extensionElements>'
    '<daylight:post authority="= 部门" post="负责人"/><daylight:joint rule="{rule}" agrees="意见 = &quot;同意&quot;" '
    'veto="意见 = &quot;否决&quot;" {more} outcome="会审"/></extensionElements>'
    "<multiInstanceLoopCharacteristics/></userTask>"
    '<exclusiveGateway id="x" default="f3"/><userTask id="R"/><userTask id="U"/><endEvent id="e"/>'
)


def held_again(more: str = 'keeps="true"', rule: str = "all", departments: list[str] = DEPARTMENTS) -> Played:
    """A meeting that is held again after a veto, once R has been done; two have agreed and the third vetoes."""
    body = AGAIN.format(rule=rule, more=more) + flows("s m", "m T", "T x", "x R", "x U = 会审.通过", "R m", "U e")
    case = Played(read_model(process(body), "Main"), {"departments": departments})
    vote(case, "规划局", "同意")
    vote(case, "环保局", "同意")
    vote(case, "水利局", "否决")
    assert case.open == ["R"]
    return case


def signing(case: Played) -> list[str]:
    return sorted(t.authority for t in case.restored().tasks if t.element_id == "T")


def test_after_a_veto_only_who_vetoed_and_who_had_not_signed_sign_again():
    case = held_again().do("R")
    assert signing(case) == sorted(["水利局", "发改委"])
    assert outcome(case) == (None, 2, 0) and case.values["会审"]["已签"] == 2
    assert [(s.authority, s.post, s.by) for s in case.case.standing] == [
        ("规划局", "负责人", "规划局"),
        ("环保局", "负责人", "环保局"),
    ]
    vote(case, "水利局", "同意")
    vote(case, "发改委", "同意")
    assert outcome(case) == (True, 4, 0) and case.open == ["U"]
    assert [v["意见"] for v in case.values["意见"]] == ["同意"] * 4


def test_without_the_word_all_sign_again():
    assert signing(held_again(more="").do("R")) == sorted(DEPARTMENTS)


def test_a_second_veto_keeps_what_stood_and_the_veto_of_each_meeting_is_its_own():
    case = held_again().do("R")
    vote(case, "水利局", "同意")
    vote(case, "发改委", "否决")
    assert case.open == ["R"]
    case.do("R")
    assert signing(case) == ["发改委"] and len(case.case.standing) == 3
    vote(case, "发改委", "同意")
    assert outcome(case) == (True, 4, 0)


def test_whose_opinion_stands_may_sign_again_with_a_reason_and_what_is_signed_now_stays():
    case = held_again().do("R")
    with pytest.raises(CaseError, match="理由"):
        case.case.sign_again("T", 1, " ", by="环保局")
    case.case.sign_again("T", 1, "看到了新的方案", by="环保局")
    assert signing(case) == sorted(["环保局", "水利局", "发改委"])
    assert outcome(case) == (None, 1, 0) and [v["意见"] for v in case.values["意见"]] == ["同意"]
    assert [s.authority for s in case.case.standing] == ["规划局"]
    vote(case, "环保局", "反对")
    assert outcome(case) == (False, 1, 1) and not case.values["会审"]["否决"]
    case = held_again().do("R")
    vote(case, "水利局", "同意")
    for item in (1, 2, 3, 9):
        if item == 1:
            case.restored().sign_again("T", item, "x", by="环保局")
        with pytest.raises(CaseError, match="保留"):
            case.restored().sign_again("T", item, "x", by="环保局")


def test_a_signer_who_has_gone_does_not_count_and_a_new_one_signs():
    case = held_again()
    case.restored().mend("departments", ["新设局", "环保局", "水利局"], "机构改革", by="admin")
    case.do("R")
    assert signing(case) == sorted(["新设局", "水利局"]) and [s.item for s in case.case.standing] == [1]
    vote(case, "新设局", "同意")
    vote(case, "水利局", "同意")
    assert outcome(case) == (True, 3, 0) and len(case.values["意见"]) == 3


def test_where_all_that_are_left_have_signed_nobody_signs_again():
    case = held_again()
    case.restored().mend("departments", ["规划局", "环保局"], "机构改革", by="admin")
    assert case.do("R").open == ["U"] and outcome(case) == (True, 2, 0)


def test_a_return_gives_up_what_stood():
    body = (
        '<startEvent id="s"/><userTask id="A"/>'
        + AGAIN.format(rule="all", more='keeps="true"').removeprefix('<startEvent id="s"/>')
        + flows("s A", "A m", "T x", "x R", "x U = 会审.通过", "R m", "U e", "m T")
    )
    case = Played(read_model(process(body), "Main"), {"departments": DEPARTMENTS}).do("A")
    vote(case, "规划局", "同意")
    vote(case, "水利局", "否决")
    case.restored().return_to("A", "材料有误", by="head", task_id=case.case.tasks[0].id)
    case.do("A")
    assert signing(case) == sorted(DEPARTMENTS)


def test_a_signer_added_to_the_first_meeting_stands_in_the_second():
    body = AGAIN.format(rule="all", more='keeps="true"') + flows(
        "s m", "m T", "T x", "x R", "x U = 会审.通过", "R m", "U e"
    )
    case = Played(read_model(process(body), "Main"), {"departments": ["规划局", "水利局"]})
    case.restored().add_signer("T", "涉及林地", by="head", signer="林业局")
    vote(case, "林业局", "同意")
    vote(case, "水利局", "否决")
    case.restored().mend("departments", ["规划局", "水利局", "林业局"], "x", by="admin")
    assert signing(case.do("R")) == sorted(["规划局", "水利局"])
    assert [(s.item, s.authority) for s in case.case.standing] == [(2, "林业局")]


def test_whose_opinion_stands_cannot_sign_for_another():
    case = held_again().do("R")
    task = next(t for t in case.restored().tasks if t.authority == "水利局")
    assert "规划局" in task.not_by and "水利局" not in task.not_by


def test_a_case_moves_between_two_meetings_and_inside_the_second():
    case = held_again()
    moved = case.restored().migrate(case.model, "x", by="admin")
    moved.complete(next(t.id for t in moved.tasks), {}, by="x")
    assert sorted(t.authority for t in moved.tasks) == sorted(["水利局", "发改委"])


@pytest.mark.parametrize("wrong", ['rule="all" keeps="true"', 'rule="sequential" veto="true" keeps="true"'])
def test_opinions_are_kept_only_where_there_is_a_veto_and_all_sign_at_once(wrong):
    with pytest.raises(ModelRefused, match="保留"):
        read_model(meeting(wrong, sequential="sequential" in wrong))
