"""Joint approval: who has to agree, when it is decided, and what becomes of the votes."""

from decimal import Decimal

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


def test_one_after_the_other_in_order():
    case = convene('rule="sequential"', sequential=True)
    for department in DEPARTMENTS[:2]:
        assert [t.authority for t in case.restored().tasks] == [department]
        vote(case, department, "同意")
    vote(case, DEPARTMENTS[2], "反对")
    assert case.open == ["U"] and outcome(case) == (False, 2, 1)


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


WRONG = ['rule="most"', 'rule="quorum"', 'rule="quorum" need="lots"', 'rule="weights" need="1/0"']


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
    st.sampled_from([None, Decimal("0.5"), Decimal("0.8")]),
)
def test_what_is_decided_stays_decided_however_the_rest_vote(rule, cast, to_come, attendance):
    joint = Joint(rule, need=Decimal(2) if rule == "quorum" else None, attendance=attendance)
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
