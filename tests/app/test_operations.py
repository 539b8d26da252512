"""Operations on a case: whole or not at all, once, with a reason, and only by whom the case concerns."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.cases.commands import CompleteTask, complete_task
from app.cases.errors import (
    LacksDetail,
    NobodyElseSigns,
    NoSuchCase,
    NotConcerned,
    NotYourTask,
    SeparateDuty,
    SignerIsThere,
    TaskGone,
)
from app.cases.kept import list_kept_drafts
from app.cases.keys import new_key
from app.cases.offers import choices_of
from app.cases.operations import Operate
from app.cases.owner import Owner
from app.cases.performing import Intent
from app.cases.previews import preview
from app.cases.queries import case_file
from app.cases.verification import chain_status
from app.database import db
from app.jobs.tables import Job
from app.jobs.worker import run_due_jobs
from engine import CannotReturn, CaseError, CaseNotRunning, SamePerson
from tests.app.operating import act, case_of, entries, kinds, suspend, task_id, under_inspection
from tests.app.test_at_once import at_once
from tests.app.variants import BY_AUTHORITIES, IN_A_PART, publish_variant
from tests.app.world import apply, decide, do, inspect, officer, open_tasks


def jobs() -> list[Job]:
    db.session.expire_all()
    return list(db.session.scalars(select(Job)))


def test_a_suspended_case_stands_still_and_its_timer_is_moved_by_as_long(app, clock):
    case_id = apply().case_id
    due = jobs()[0].due_at
    suspend(case_id)
    assert jobs() == [] and case_of(case_id).status == "suspended"
    clock.advance_to(clock.now() + timedelta(days=14))
    assert run_due_jobs() == 0 and [t.element_id for t in open_tasks(case_id)] == ["intake"]
    act(case_id, "hechun", "resume", "鉴定完成")
    shifted = jobs()[0].due_at
    assert shifted > due and case_of(case_id).status == "running"
    clock.advance_to(shifted - timedelta(seconds=1))
    assert run_due_jobs() == 0
    clock.advance_to(shifted)
    assert run_due_jobs() == 1 and {t.element_id for t in open_tasks(case_id)} == {"inspect"}
    assert kinds(case_id) == ["started", "suspended", "resumed", "timer"]
    assert chain_status(case_id).whole


def test_a_suspended_case_is_paused_everywhere_and_keeps_what_was_typed(app):
    receipt = apply()
    suspend(receipt.case_id)
    task = open_tasks(receipt.case_id)[0]
    assert task.paused and case_of(receipt.case_id).light == "paused"
    with pytest.raises(CaseNotRunning):
        complete_task(
            CompleteTask(task.id, {"结论": "受理"}, new_key(), "可以", officer("limin"), case_id=receipt.case_id)
        )
    assert [d.opinion for d in list_kept_drafts(Owner.officer(officer("limin")))] == ["可以"]
    entry = entries(receipt.case_id)[-1]
    assert (entry.name, entry.opinion) == ("暂停（中止）：《行政许可法》第四十五条", "等待鉴定结论")
    assert (entry.by_name, entry.by_post) == ("李敏", "窗口")


def test_days_of_a_suspension_do_not_count(app, clock):
    case_id = under_inspection()
    number = case_of(case_id).number
    before = case_file(number, officer("limin")).limits.promised
    clock.advance_to(clock.now() + timedelta(days=3))
    suspend(case_id)
    clock.advance_to(clock.now() + timedelta(days=7))
    act(case_id, "limin", "resume")
    after = case_file(number, officer("limin")).limits.promised
    assert (after.deadline - before.deadline).days == 7
    assert "第四十五条" in next(d.note.zh for d in after.days if d.kind == "excluded")


@pytest.mark.parametrize(
    ("operation", "details"), [("suspend", {"article": "x"}), ("terminate", {}), ("transfer", {"outside": "某机关"})]
)
def test_no_reason_no_operation(app, operation, details):
    case_id = apply().case_id
    before = case_of(case_id).version
    for reason in ("", "  "):
        with pytest.raises(CaseError) as refused:
            act(case_id, "limin", operation, reason, **details)
        assert "理由" in refused.value.text.zh
    assert case_of(case_id).version == before and kinds(case_id) == ["started"]


def test_a_suspension_names_its_article(app):
    with pytest.raises(LacksDetail):
        act(apply().case_id, "limin", "suspend")


def test_what_cannot_be_is_refused_and_says_why(app):
    case_id = apply().case_id
    with pytest.raises(CaseError):
        act(case_id, "limin", "resume")
    suspend(case_id)
    for again in (lambda: suspend(case_id), lambda: act(case_id, "limin", "add-signer", step="inspect")):
        with pytest.raises(CaseError):
            again()
    act(case_id, "zhaoguoqiang", "terminate", "申请人死亡")
    with pytest.raises(CaseNotRunning):
        suspend(case_id, "limin")
    with pytest.raises(NoSuchCase):
        suspend(10_000)


def test_only_whom_the_case_concerns(app):
    case_id = apply().case_id
    for stranger in ("baichuan", "wufa", "admin"):
        with pytest.raises(NotConcerned):
            suspend(case_id, stranger)
    do(case_id, "intake", "limin", {"结论": "受理"})
    suspend(case_id, "limin")  # has done a step
    with pytest.raises(NotConcerned):
        act(case_id, "hechun", "resume")
    act(case_id, "chenjing", "resume")  # of the post whose turn it is


def test_terminating_closes_everything(app):
    receipt = apply()
    act(receipt.case_id, "zhaoguoqiang", "terminate", "申请人死亡")
    case = case_of(receipt.case_id)
    assert (case.status, open_tasks(receipt.case_id), jobs()) == ("finished", [], [])
    assert case_file(receipt.number, officer("limin")).outcome.zh == "终止"


def test_sent_twice_is_done_once(app):
    case_id, key = apply().case_id, new_key()
    for _ in range(2):
        suspend(case_id, key=key)
    assert kinds(case_id) == ["started", "suspended"]
    other = new_key()
    for _ in range(2):
        act(case_id, "zhaoguoqiang", "terminate", key=other)
    assert kinds(case_id).count("terminated") == 1


def test_of_two_officers_at_once_one_wins(served):
    with served.app_context():
        case_id = apply().case_id
        db.session.remove()
    results = at_once(served, *(lambda who=who: suspend(case_id, who) for who in ("limin", "hechun")))
    assert sorted(isinstance(result, CaseNotRunning) for result in results) == [False, True], results
    with served.app_context():
        assert kinds(case_id) == ["started", "suspended"] and chain_status(case_id).whole


def test_completing_and_suspending_at_once_leave_one_story(served):
    with served.app_context():
        case_id = apply().case_id
        task = open_tasks(case_id)[0].id
        db.session.remove()
    at_once(
        served,
        lambda: suspend(case_id, "hechun"),
        lambda: complete_task(CompleteTask(task, {"结论": "受理"}, new_key(), "", officer("hechun"))),
    )
    with served.app_context():
        assert kinds(case_id) in (["started", "suspended"], ["started", "completed", "suspended"])
        assert chain_status(case_id).whole


def test_returning_gives_up_what_follows_and_does_it_anew(app):
    case_id = under_inspection()
    act(case_id, "liujianguo", "return", "收件有误", task=task_id(case_id, "inspect"), step="intake")
    assert [t.element_id for t in open_tasks(case_id)] == ["intake"]
    returned = entries(case_id)[-1]
    assert (returned.kind, returned.name, returned.element_id) == ("returned", "退回：受理", "intake")
    assert (returned.by_name, returned.by_post) == ("刘建国", "核查组")
    do(case_id, "intake", "limin", {"结论": "受理"})
    inspect(case_id)
    assert decide(case_id).finished


def test_back_to_the_returner_after_rework(app):
    case_id = under_inspection()
    inspect(case_id)
    task = task_id(case_id, "decide")
    act(case_id, "zhaoguoqiang", "return", "补充收件说明", task=task, step="intake", then="back")
    assert entries(case_id)[-1].name == "退回：受理，办完直接回到“决定”"
    assert entries(case_id)[-1].name_en.endswith(", then straight back to “Decide”")
    do(case_id, "intake", "hechun", {"结论": "受理"})
    assert [t.element_id for t in open_tasks(case_id)] == ["decide"]


@pytest.mark.parametrize("then", ["", "back"])
def test_it_is_shown_beforehand_what_of_a_part_of_the_flow_is_done_anew(app, then):
    publish_variant(*IN_A_PART)
    case_id = under_inspection()
    do(case_id, "look", "liujianguo", {"合格": "yes"})
    intent = Intent("return", "补充", {"task": task_id(case_id, "measure"), "step": "intake", "then": then})
    shown = preview(Operate(case_id, intent, new_key(), officer("liujianguo")))
    assert [line.step.zh for line in shown.lost] == (["受理"] if then else ["受理", "查看"])
    assert [line.step.zh for line in shown.stands] == (["查看"] if then else [])
    assert [line.step.zh for line in shown.given_up] == ["测量"]
    assert (shown.back_to and shown.back_to.zh) == ("测量" if then else None)
    act(case_id, "liujianguo", "return", "补充", **intent.details)
    do(case_id, "intake", "limin", {"结论": "受理"})
    assert [t.element_id for t in open_tasks(case_id)] == ["measure" if then else "look"]


def test_returns_that_cannot_be(app):
    case_id = under_inspection()
    task = task_id(case_id, "inspect")
    for wrong in ("decide", "nowhere", "result"):
        with pytest.raises(CannotReturn):
            act(case_id, "liujianguo", "return", "x", task=task, step=wrong)
    with pytest.raises(NotYourTask):
        act(case_id, "limin", "return", "x", task=task, step="intake")
    with pytest.raises(TaskGone):
        act(case_id, "liujianguo", "return", "x", task="0", step="intake")
    with pytest.raises(LacksDetail):
        act(case_id, "liujianguo", "return", "x", task=task)


def test_a_third_inspector_signs_too(app):
    case_id = under_inspection()
    act(case_id, "liujianguo", "add-signer", "现场复杂", step="inspect")
    assert len(open_tasks(case_id)) == 3
    inspect(case_id)
    assert [t.element_id for t in open_tasks(case_id)] == ["inspect"]
    with pytest.raises((SamePerson, SeparateDuty)):
        do(case_id, "inspect", "liujianguo", {"合格": "yes"})
    do(case_id, "inspect", "chenjing", {"合格": "yes"})
    assert [t.element_id for t in open_tasks(case_id)] == ["decide"]


def test_one_inspector_less_and_never_none(app):
    case_id = under_inspection()
    do(case_id, "inspect", "liujianguo", {"合格": "yes"})
    act(case_id, "liujianguo", "remove-signer", "另一人出差", task=task_id(case_id, "inspect"))
    assert [t.element_id for t in open_tasks(case_id)] == ["decide"]
    other = under_inspection()
    act(other, "liujianguo", "remove-signer", task=task_id(other, "inspect"))
    assert "remove-signer" not in {o.operation for o in case_file(case_of(other).number, officer("limin")).offers}
    with pytest.raises(CaseError):
        act(other, "liujianguo", "remove-signer", task=task_id(other, "inspect"))


def test_an_authority_is_added_that_has_somebody_to_sign(app):
    publish_variant(*BY_AUTHORITIES)
    case_id = under_inspection()
    offered = choices_of(case_id, officer("liujianguo"), "add-signer", None).signers
    assert "卫生健康委员会" in {c.value for c in offered} and "市场监督管理局" not in {c.value for c in offered}
    for wrong in ("火星局", "财政局", ""):
        with pytest.raises(LacksDetail):
            act(case_id, "liujianguo", "add-signer", step="inspect", signer=wrong)
    with pytest.raises(SignerIsThere):
        act(case_id, "liujianguo", "add-signer", step="inspect", signer="市场监督管理局")
    act(case_id, "liujianguo", "add-signer", "涉及卫生", step="inspect", signer="卫生健康委员会")
    assert entries(case_id)[-1].name == "加签：核查（卫生健康委员会）"
    for who in ("liujianguo", "shian"):
        do(case_id, "inspect", who, {"合格": "yes"})
    assert [t.element_id for t in open_tasks(case_id)] == ["decide"]


def test_no_signature_is_added_that_nobody_could_give(app):
    """Each person signs once: the check team has three. The record says whose signature was added or left out."""
    case_id = under_inspection()
    act(case_id, "liujianguo", "add-signer", "现场复杂", step="inspect")
    assert (entries(case_id)[-1].name, entries(case_id)[-1].name_en[-10:]) == ("加签：核查（第 3 人）", "(signer 3)")
    assert "add-signer" not in {o.operation for o in case_file(case_of(case_id).number, officer("limin")).offers}
    do(case_id, "inspect", "liujianguo", {"合格": "yes"})
    with pytest.raises(NobodyElseSigns):
        act(case_id, "liujianguo", "add-signer", "再加一人", step="inspect")
    act(case_id, "liujianguo", "remove-signer", "不用第三人", task=task_id(case_id, "inspect", 1))
    assert entries(case_id)[-1].name == "减签：核查（第 3 人）"
    act(case_id, "liujianguo", "add-signer", "还是要", step="inspect")
    for who in ("maxiaodong", "chenjing"):
        do(case_id, "inspect", who, {"合格": "yes"})
    assert [t.element_id for t in open_tasks(case_id)] == ["decide"]
