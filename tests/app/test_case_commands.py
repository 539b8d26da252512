"""Cases move by commands: whole or not at all, once, and only by whom it concerns."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.cases.commands import (
    ClaimTask,
    CompleteTask,
    ReleaseTask,
    SendMessage,
    StartCase,
    advance_case,
    claim_task,
    complete_task,
    release_task,
    send_message,
    start_case,
)
from app.cases.errors import NotReceivable, NotYourTask, SeparateDuty, StaleTask, TakenByAnother
from app.cases.kept import list_kept_drafts
from app.cases.keys import new_key
from app.cases.owner import Owner
from app.cases.queries import case_file
from app.cases.tables import CaseRow, CaseValue, EntryRow, TaskRow
from app.catalogue.queries import NoSuchPower
from app.database import db
from engine import FixedClock, FormInvalid, SamePerson
from tests.app.counting import Counting
from tests.app.world import APPLICATION, SOMEBODY, accept, apply, decide, do, inspect, officer, open_tasks


def test_a_case_runs_from_application_to_decision(app):
    receipt = apply()
    assert receipt.number == "云测许〔2026〕1"
    accept(receipt.case_id)
    moved = inspect(receipt.case_id)
    assert [task.element_id for task in moved.next] == ["decide"]
    moved = decide(receipt.case_id)
    assert moved.finished and moved.outcome.zh == "准予"
    assert open_tasks(receipt.case_id) == []
    case = db.session.get(CaseRow, receipt.case_id)
    assert (case.status, case.ended_at) == ("finished", ["granted"])


def test_numbers_follow_one_another_without_a_gap(app):
    assert [apply().number for _ in range(3)] == [f"云测许〔2026〕{n}" for n in (1, 2, 3)]


def test_what_is_refused_leaves_no_gap_in_the_numbers(app):
    with pytest.raises(FormInvalid):
        apply(面积="viel")
    assert apply().number == "云测许〔2026〕1"


def test_the_same_application_sent_twice_is_one_case_with_one_receipt(app):
    key = new_key()
    assert apply(key) == apply(key)
    assert len(db.session.scalars(select(CaseRow.id)).all()) == 1


def test_a_power_that_is_not_in_the_catalogue_cannot_be_exercised(app):
    with pytest.raises(NoSuchPower):
        start_case(StartCase("99-invented", APPLICATION, new_key(), SOMEBODY))


def test_wrong_answers_are_named_and_the_case_is_unmoved(app):
    receipt = apply()
    before = _everything(receipt.case_id)
    with pytest.raises(FormInvalid) as refused:
        do(receipt.case_id, "intake", "limin", {"结论": "随便", "多余": "x"})
    assert {error.path for error in refused.value.errors} == {"结论", "多余"}
    assert _everything(receipt.case_id) == before


def test_the_same_command_sent_twice_is_done_once(app):
    receipt, key = apply(), new_key()
    task_id = open_tasks(receipt.case_id)[0].id
    command = CompleteTask(task_id, {"结论": "受理"}, key, "同意", officer("limin"))
    first, second = complete_task(command), complete_task(command)
    assert second == first and second.repeated
    assert [e.kind for e in _entries(receipt.case_id)] == ["started", "completed"]


def test_of_two_officers_on_one_task_the_second_is_told_and_keeps_what_was_typed(app):
    receipt = apply()
    task_id = open_tasks(receipt.case_id)[0].id
    complete_task(CompleteTask(task_id, {"结论": "受理"}, new_key(), "一", officer("limin")))
    with pytest.raises(StaleTask):
        complete_task(
            CompleteTask(task_id, {"结论": "补正"}, new_key(), "缺布局图", officer("hechun"), case_id=receipt.case_id)
        )
    kept = list_kept_drafts(Owner.officer(officer("hechun")))
    assert [(d.opinion, d.case_number) for d in kept] == [("缺布局图", receipt.number)]
    assert [(fact.field.name, fact.value) for fact in kept[0].facts] == [("结论", "补正")]
    assert kept[0].task_id is None, "there is nothing left to sign"


def test_only_the_post_may_do_its_task(app):
    receipt = apply()
    for stranger in ("zhaoguoqiang", "baichuan"):  # another post; the same post of another county
        with pytest.raises(NotYourTask):
            do(receipt.case_id, "intake", stranger, {"结论": "受理"})
    with pytest.raises(NotYourTask):
        do(receipt.case_id, "intake", None, {"结论": "受理"})


def test_a_claimed_task_is_its_holders_until_released(app):
    receipt = apply()
    task_id = open_tasks(receipt.case_id)[0].id
    claim_task(ClaimTask(task_id, officer("limin")))
    claim_task(ClaimTask(task_id, officer("limin")))
    with pytest.raises(TakenByAnother):
        claim_task(ClaimTask(task_id, officer("hechun")))
    with pytest.raises(TakenByAnother):
        complete_task(
            CompleteTask(task_id, {"结论": "受理"}, new_key(), "", officer("hechun"), case_id=receipt.case_id)
        )
    with pytest.raises(NotYourTask):
        release_task(ReleaseTask(task_id, officer("hechun")))
    release_task(ReleaseTask(task_id, officer("limin")))
    claim_task(ClaimTask(task_id, officer("hechun")))
    assert db.session.get(TaskRow, task_id).officer_id == officer("hechun").id


def test_two_different_officers_sign_the_check(app):
    receipt = apply()
    accept(receipt.case_id)
    first, second = open_tasks(receipt.case_id)
    claim_task(ClaimTask(first.id, officer("liujianguo")))
    with pytest.raises(SeparateDuty):
        claim_task(ClaimTask(second.id, officer("liujianguo")))
    complete_task(CompleteTask(first.id, {"合格": "yes"}, new_key(), "", officer("liujianguo")))
    with pytest.raises((SeparateDuty, SamePerson)):
        complete_task(CompleteTask(second.id, {"合格": "yes"}, new_key(), "", officer("liujianguo")))
    with pytest.raises(SeparateDuty):
        claim_task(ClaimTask(second.id, officer("liujianguo")))
    complete_task(CompleteTask(second.id, {"合格": "no"}, new_key(), "", officer("maxiaodong")))
    assert [t.element_id for t in open_tasks(receipt.case_id)] == ["decide"]


def test_the_applicant_corrects_by_a_task_of_its_own(app):
    receipt, other = apply(), apply()
    moved = do(receipt.case_id, "intake", "limin", {"结论": "补正"}, "缺布局图")
    assert moved.next[0].is_party
    task_id = open_tasks(receipt.case_id)[0].id
    with pytest.raises(NotYourTask):
        complete_task(CompleteTask(task_id, {"说明": "已补"}, new_key(), party_case=other.case_id))
    moved = complete_task(CompleteTask(task_id, {"说明": "已补"}, new_key(), party_case=receipt.case_id))
    assert [t.element_id for t in moved.next] == ["inspect", "inspect"]  # asked for once: not checked again


def test_the_applicant_withdraws_and_only_the_applicant(app):
    receipt = apply()
    with pytest.raises(NotYourTask):
        send_message(SendMessage(receipt.case_id, "撤回申请", {}, new_key(), officer=officer("limin")))
    key = new_key()
    moved = send_message(SendMessage(receipt.case_id, "撤回申请", {}, key, party_case=receipt.case_id))
    assert moved.finished and open_tasks(receipt.case_id) == []
    assert send_message(SendMessage(receipt.case_id, "撤回申请", {}, key, party_case=receipt.case_id)).repeated
    with pytest.raises(NotReceivable):
        send_message(SendMessage(receipt.case_id, "撤回申请", {}, new_key(), party_case=receipt.case_id))


def test_silence_for_five_working_days_is_acceptance(app, clock: FixedClock):
    receipt = apply()
    clock.advance_to(clock.now() + timedelta(days=10))
    assert advance_case(receipt.case_id) == 1
    assert {t.element_id for t in open_tasks(receipt.case_id)} == {"inspect"}
    assert advance_case(receipt.case_id) == 0


def test_a_task_whose_time_has_run_out_cannot_be_done_even_before_the_worker_comes(app, clock: FixedClock):
    receipt = apply()
    clock.advance_to(clock.now() + timedelta(days=10))
    with pytest.raises(StaleTask):
        accept(receipt.case_id)


def test_completing_a_task_takes_at_most_ten_statements_and_one_commit(app):
    receipt = apply()
    counts = []
    for element, username, answers in (
        ("intake", "limin", {"结论": "受理"}),
        ("inspect", "liujianguo", {"合格": "yes"}),
        ("inspect", "maxiaodong", {"合格": "yes"}),
        ("decide", "zhaoguoqiang", {"决定": "准予"}),
    ):
        task_id, who = open_tasks(receipt.case_id)[0].id, officer(username)
        with Counting(db.engine) as counting:
            complete_task(CompleteTask(task_id, answers, new_key(), "同意", who))
        counts.append(counting.statements)
        assert counting.commits == 1, element
    assert max(counts) <= 9, counts  # a tenth finds out who is signed in


def test_a_completed_step_is_shown_in_the_file_with_who_and_what(app):
    receipt = apply()
    accept(receipt.case_id)
    file = case_file(receipt.number, officer("zhaoguoqiang"))
    completed, started = file.entries
    assert (completed.by_name, completed.by_post.zh, completed.opinion) == ("李敏", "窗口", "材料齐全")
    assert [(f.field.title.zh, f.value) for f in completed.answers] == [("结论", "受理")]
    assert started.is_party and started.answers[0].value["name"] == "巷口面馆"
    assert file.states["intake"] == "done" and file.states["inspect"] == "here"
    assert file.limits.promised.left == 6 and file.chain.whole


def _entries(case_id: int) -> list[EntryRow]:
    return list(db.session.scalars(select(EntryRow).where(EntryRow.case_id == case_id).order_by(EntryRow.seq)))


def _everything(case_id: int) -> tuple:
    db.session.expire_all()
    case = db.session.get(CaseRow, case_id)
    values = db.session.execute(
        select(CaseValue.scope, CaseValue.name, CaseValue.value).where(CaseValue.case_id == case_id)
    ).all()
    return (
        case.version,
        case.state,
        case.log_hash,
        sorted(map(tuple, values)),
        [t.id for t in open_tasks(case_id)],
        len(_entries(case_id)),
    )
