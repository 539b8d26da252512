"""What is written down around a case, and what an operation would do, said beforehand."""

import pytest

from engine import Approver, CaseError, CaseNotRunning, ModelRefused, Text
from tests.engine.running.conftest import flows
from tests.engine.running.test_operations import PARALLEL

JOINT = (
    '<startEvent id="s"/><userTask id="T"/><userTask id="M">'
    '<extensionElements><daylight:joint rule="all"/></extensionElements>'
    "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    '</userTask><endEvent id="e"/>' + flows("s T", "T M", "M e")
)


def test_a_return_says_which_open_tasks_it_closes(play):
    case = play(PARALLEL).do("T").do("A").restored()
    tasks = {t.element_id: t.id for t in case.tasks}
    closed, left = case.given_up(case.plan_return("A", task_id=tasks["A2"]))
    assert ([t.element_id for t in closed], [t.element_id for t in left]) == (["A2"], ["B"])
    case.return_to("A", "重来", by="li", task_id=tasks["A2"])
    assert sorted(t.element_id for t in case.tasks) == ["A", "B"]


def test_from_inside_a_joint_approval_all_its_tasks_close(play):
    case = play(JOINT).do("T").restored()
    first = case.tasks[0]
    case.complete(first.id, {}, by="a")
    plan = case.plan_return("T", task_id=case.tasks[0].id)
    closed, left = case.given_up(plan)
    assert [t.element_id for t in closed] == ["M", "M"] and left == []
    assert {"T", "M"} <= plan.again


def test_a_transfer_ends_the_case_and_names_the_receiver(play):
    case = play(PARALLEL).do("T").restored()
    case.suspend("等待鉴定", by="li", article="第四十五条")
    assert case.suspension and case.suspension.article == "第四十五条"
    case.transfer(Text("东川县", "Dongchuan"), "不归本机关管辖", by="li")
    assert (case.status, case.tasks, case.suspension) == ("finished", [], None)
    named = [(e.kind, e.name.zh, e.opinion) for e in case.changes.entries]
    assert ("transferred", "移送：东川县", "不归本机关管辖") in named
    with pytest.raises(CaseNotRunning):
        case.transfer(Text("x", "x"), "再移送", by="li")


def test_a_note_moves_nothing_and_needs_a_reason(play):
    case = play(PARALLEL).do("T").restored()
    before = case.to_bytes()
    with pytest.raises(CaseError):
        case.note("asked", Text("报请", "Asked"), " ", by="li")
    case.note("asked", Text("报请", "Asked"), "材料多", by="li", element_id="A", what="五日")
    assert case.to_bytes() == before
    entry = case.changes.entries[-1]
    assert (entry.kind, entry.element_id, entry.name.zh, entry.by) == ("asked", "A", "报请：五日", "li")


def approval(words: str) -> str:
    return f"<extensionElements><daylight:approval {words}/></extensionElements>{PARALLEL}"


def test_a_model_names_who_approves(play):
    model = play(approval('of="extend terminate" authority="市人民政府" post="负责人"')).case.model
    assert model.power.approver("extend") == Approver("extend", "负责人", "市人民政府")
    assert model.power.approver("terminate") and model.power.approver("suspend") is None


@pytest.mark.parametrize("words", ['of="abolish" post="x"', 'of="" post="x"', 'of="extend"', 'post="x"'])
def test_an_approval_of_nothing_or_by_nobody_is_refused(play, words):
    with pytest.raises(ModelRefused) as refused:
        play(approval(words))
    assert "approval" in refused.value.text.zh
