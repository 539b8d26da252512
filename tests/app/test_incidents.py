"""A step that fails: the case is whole, whoever tried is told, an administrator mends it, and all of it is kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from app.cases.errors import FlowFailed, IncidentResolved, LacksDetail, NoSuchIncident
from app.cases.incident_queries import count_incidents, incident_page, list_incidents
from app.cases.kept import list_kept_drafts
from app.cases.keys import new_key
from app.cases.operations import Operate, operate
from app.cases.owner import Owner
from app.cases.performing import Intent
from app.cases.previews import preview
from app.cases.resolving import Mend, Resolve, Skip, resolve, retry
from app.cases.tables import CaseValue
from app.cases.verification import chain_status
from app.database import db, in_transaction
from app.jobs.commands import MOST_ATTEMPTS
from app.jobs.worker import run_due_jobs
from app.log.queries import chain_of
from engine import Case, CaseError, FormInvalid, StepFailed, Text, TooMuchAtOnce, dump_value
from tests.app.failing import case_that_fails, incidents
from tests.app.operating import act, case_of, entries, kinds, task_id, under_inspection
from tests.app.variants import publish_variant
from tests.app.world import do, inspect, officer, open_tasks


def try_intake(case_id: int) -> None:
    with pytest.raises(FlowFailed) as refused:
        do(case_id, "intake", "limin", {"结论": "受理"}, "材料齐全")
    assert "“核查”：" in refused.value.text.zh and "“Inspect”: " in refused.value.text.en
    assert "没有动" in refused.value.text.zh
    assert "has not moved" in refused.value.text.en


def mend(incident_id: int, area: str = "10", reason: str = "录入错误", key: str | None = None) -> None:
    work = Mend("面积", "0", {"面积": area})
    resolve(Resolve(incident_id, reason, key or new_key(), officer("admin"), work))


def test_an_officer_whose_step_fails_is_told_and_nothing_has_moved(app):
    case_id = case_that_fails()
    before = case_of(case_id).version
    try_intake(case_id)
    try_intake(case_id)
    case = case_of(case_id)
    assert (case.version, kinds(case_id), case.status) == (before, ["started"], "running")
    assert chain_status(case_id).whole
    assert [t.element_id for t in open_tasks(case_id)] == ["intake"]
    [draft] = list_kept_drafts(Owner.officer(officer("limin")))
    assert (draft.opinion, draft.task_id) == ("材料齐全", open_tasks(case_id)[0].id), "it can still be signed"
    [incident] = incidents()
    assert (incident.case_id, incident.element_id, incident.action, incident.count) == (
        case_id,
        "inspect",
        "complete",
        2,
    )
    assert incident.by == officer("limin").key and "7.2" in incident.text and "7.2" in incident.text_en


def test_what_was_wrong_in_the_answers_is_no_incident(app):
    case_id = case_that_fails()
    with pytest.raises(FormInvalid):
        do(case_id, "intake", "limin", {"结论": "也许"})
    assert incidents() == []


def test_mended_and_signed_again_it_goes_on(app):
    case_id = case_that_fails()
    try_intake(case_id)
    [incident] = incidents()
    with pytest.raises(StepFailed):
        retry(incident.id, officer("admin"))
    mend(incident.id)
    assert retry(incident.id, officer("admin")) is False, "what somebody has to sign is only rehearsed"
    assert [t.element_id for t in open_tasks(case_id)] == ["intake"] and count_incidents() == 0
    do(case_id, "intake", "limin", {"结论": "受理"}, "材料齐全")
    assert inspect(case_id).next[0].element_id == "decide"
    [over] = list_incidents(open_ones=False)
    assert [a.act for a in over.acts] == ["failed", "mend", "retry"] and over.resolved_at
    assert (over.acts[1].name, over.acts[1].before, over.acts[1].after, over.acts[1].reason) == (
        "面积", "36", "10", "录入错误",
    )  # fmt: skip
    with pytest.raises(IncidentResolved):
        mend(incident.id)


def test_a_mended_value_is_an_entry_and_a_log_line_with_both_values(app):
    case_id = case_that_fails()
    try_intake(case_id)
    mend(incidents()[0].id)
    entry = entries(case_id)[-1]
    assert (entry.kind, entry.opinion, entry.by_name) == ("mended", "录入错误", officer("admin").name.zh)
    assert entry.by_post.endswith("系统管理员")
    line = chain_of(case_id).lines[-1][1]
    assert '"action":"mend"' in line and "36" in line and "10" in line
    assert chain_status(case_id).whole


def test_a_value_is_typed_as_its_question_asks(app):
    case_id = case_that_fails()
    try_intake(case_id)
    incident = incidents()[0]
    with pytest.raises(FormInvalid):
        mend(incident.id, area="许多")
    with pytest.raises(LacksDetail):
        mend(incident.id, reason=" ")
    assert kinds(case_id) == ["started"] and incidents()[0].acts == []


def test_a_value_that_no_question_asks_for_is_written_as_an_expression(app):
    case_id = case_that_fails()
    try_intake(case_id)
    work = Mend("核查人数", "0", expression="面积 / 18")
    resolve(Resolve(incidents()[0].id, "补录", new_key(), officer("admin"), work))
    page = incident_page(incidents()[0].id, officer("admin"))
    assert {v.name: v.text for v in page.values}["核查人数"] == "2"


def test_the_same_mending_sent_twice_is_done_once(app):
    case_id, key = case_that_fails(), new_key()
    try_intake(case_id)
    for _ in range(2):
        mend(incidents()[0].id, key=key)
    assert kinds(case_id) == ["started", "mended"]


def test_a_step_is_skipped_with_a_reason(app):
    case_id = case_that_fails()
    try_intake(case_id)
    mend(incidents()[0].id)
    incident = incident_page(incidents()[0].id, officer("admin"))
    [(waiting, name)] = incident.skippable
    assert name.zh == "受理"
    resolve(Resolve(incident.incident.id, "窗口已撤销", new_key(), officer("admin"), Skip(waiting)))
    assert kinds(case_id)[-1] == "skipped" and len(open_tasks(case_id)) == 2
    assert count_incidents() == 0, "the case has gone on"
    assert [i.stands for i in list_incidents(open_ones=False)] == [False]


def test_a_timer_that_fails_is_seen_at_once_tried_on_and_mended(app, clock):
    case_id = case_that_fails()
    clock.advance_to(clock.now() + timedelta(days=10))
    for times in range(1, MOST_ATTEMPTS + 1):
        assert run_due_jobs() == 1
        [incident] = incidents()
        assert (incident.count, incident.element_id, incident.action) == (times, "inspect", "advance")
        clock.advance_to(clock.now() + timedelta(hours=2))
    assert run_due_jobs() == 0 and count_incidents() == 1, "it waits for a person"
    assert [t.element_id for t in open_tasks(case_id)] == ["intake"] and kinds(case_id) == ["started"]
    mend(incidents()[0].id)
    assert retry(incidents()[0].id, officer("admin")) is True
    assert [t.element_id for t in open_tasks(case_id)] == ["inspect", "inspect"] and count_incidents() == 0
    assert kinds(case_id) == ["started", "mended", "timer"] and chain_status(case_id).whole


def test_what_recovers_by_itself_is_over_and_what_fails_later_is_another(app, clock):
    case_id = case_that_fails()
    clock.advance_to(clock.now() + timedelta(days=10))
    run_due_jobs()
    first = incidents()[0].id
    mend(first)
    clock.advance_to(clock.now() + timedelta(hours=2))
    run_due_jobs()
    assert count_incidents() == 0 and [i.id for i in list_incidents(open_ones=False)] == [first]
    assert [t.element_id for t in open_tasks(case_id)] == ["inspect", "inspect"]


def test_a_crash_of_the_platform_itself_is_recorded_too(app, clock, monkeypatch):
    case_id = case_that_fails()
    clock.advance_to(clock.now() + timedelta(days=10))

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("app.cases.commands.store", crash)
    monkeypatch.setattr("engine.Case.advance", lambda _: 1)
    run_due_jobs()
    [incident] = incidents()
    assert (incident.case_id, incident.error) == (case_id, "RuntimeError") and "the disk is full" in incident.text


def test_what_there_is_no_room_for_is_seen_until_it_comes(app, clock, monkeypatch):
    case_id = case_that_fails()
    clock.advance_to(clock.now() + timedelta(days=10))

    def full(case: Case) -> int:
        case.put_off = TooMuchAtOnce(Text("同时要办的太多。", "Too much at once."), "inspect")
        return 0

    monkeypatch.setattr("engine.Case.advance", full)
    run_due_jobs()
    [incident] = incidents()
    assert (incident.case_id, incident.element_id, incident.error) == (case_id, "inspect", "TooMuchAtOnce")


def test_an_operation_that_fails_is_recorded_and_closed_with_a_reason(app):
    case_id = case_that_fails()
    try_intake(case_id)
    first = incidents()[0].id
    mend(first)
    do(case_id, "intake", "limin", {"结论": "受理"})
    inspect(case_id)
    set_back = Mend("面积", "0", {"面积": "36"})
    with pytest.raises(IncidentResolved):
        close(first)
        resolve(Resolve(first, "x", new_key(), officer("admin"), set_back))
    in_transaction(
        lambda session: session.execute(
            update(CaseValue).where(CaseValue.name == "面积").values(value=dump_value(Decimal(36)))
        )
    )
    task = str(open_tasks(case_id)[0].id)
    with pytest.raises(FlowFailed):
        act(case_id, "zhaoguoqiang", "return", task=task, step="inspect")
    [incident] = list_incidents(open_ones=True)
    assert (incident.action, incident.tried.zh, incident.by_name) == ("return", "退回", "赵国强")
    with pytest.raises(StepFailed):
        retry(incident.id, officer("admin"))
    with pytest.raises(LacksDetail):
        close(incident.id, "")
    close(incident.id)
    assert count_incidents() == 0 and incidents()[-1].acts[-1]["reason"] == "不再退回"


def close(incident_id: int, reason: str = "不再退回") -> None:
    resolve(Resolve(incident_id, reason, new_key(), officer("admin")))


def test_there_is_no_incident_that_there_is_not(app):
    with pytest.raises(NoSuchIncident):
        retry(10_000, officer("admin"))
    with pytest.raises(NoSuchIncident):
        incident_page(10_000, officer("admin"))
    db.session.rollback()


# ---------------------------------------------------------------------- what is only shown beforehand


def going_on_fails() -> Operate:
    """Removing a signer would decide the joint approval, after which a gateway has no way on."""
    publish_variant(
        ('targetRef="decide"/>', 'targetRef="lost"/><bpmn:exclusiveGateway id="lost"/>'
         '<bpmn:sequenceFlow id="f5x" sourceRef="lost" targetRef="decide"><bpmn:conditionExpression '
         'xsi:type="bpmn:tFormalExpression">= 面积 &gt; 1000</bpmn:conditionExpression></bpmn:sequenceFlow>'
         '<bpmn:sequenceFlow id="f5y" sourceRef="lost" targetRef="decide"><bpmn:conditionExpression '
         'xsi:type="bpmn:tFormalExpression">= 面积 &gt; 2000</bpmn:conditionExpression></bpmn:sequenceFlow>'),
    )  # fmt: skip
    case_id = under_inspection()
    do(case_id, "inspect", "liujianguo", {"合格": "yes"})
    details = {"task": task_id(case_id, "inspect")}
    return Operate(case_id, Intent("remove-signer", "调离", details), new_key(), officer("liujianguo"))


def test_a_fault_in_a_preview_is_an_incident_that_names_its_element(app):
    command = going_on_fails()
    with pytest.raises(FlowFailed):
        preview(command)
    [incident] = incidents()
    assert (incident.action, incident.element_id, incident.by) == ("remove-signer", "lost", command.officer.key)
    with pytest.raises(FlowFailed):
        operate(command)
    assert [i.count for i in incidents()] == [2], "shown and then done it is one"


def test_what_a_preview_refuses_for_other_reasons_is_no_incident(app):
    case_id = under_inspection()
    with pytest.raises(CaseError):
        preview(Operate(case_id, Intent("suspend", " ", {"article": "x"}), new_key(), officer("limin")))
    assert incidents() == []
