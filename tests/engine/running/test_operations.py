"""What can happen to a case besides its flow."""

import json
import os
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine import (
    CannotReturn,
    CaseError,
    CaseNotRunning,
    EngineError,
    FormInvalid,
    Limit,
    NotWaitedFor,
    TaskNotOpen,
    read_model,
)
from tests.engine.running.conftest import Played, flows, process
from tests.engine.running.oracle.blocks import models
from tests.engine.running.oracle.writing import write

PARALLEL = (
    '<startEvent id="s"/><userTask id="T"/><parallelGateway id="g"/><userTask id="A"/><userTask id="A2"/>'
    '<userTask id="B"/>'
    '<parallelGateway id="j"/><userTask id="U" daylight:clock="ends"/><userTask id="V"/><endEvent id="e"/>'
    + flows("s T", "T g", "g A", "A A2", "g B", "A2 j", "B j", "j U", "U V", "V e")
)
OPERATED = int(os.environ.get("ORACLE_MODELS", "400")) // 4
LIMITS = 'daylight:limit="10wd" daylight:promise="6wd" daylight:extension="5wd"'


def timer(text: str) -> str:
    return (
        f'<startEvent id="s"/><userTask id="T" daylight:limit="3wd"/><boundaryEvent id="b" attachedToRef="T">'
        f"<timerEventDefinition><timeDuration>{text}</timeDuration></timerEventDefinition></boundaryEvent>"
        '<userTask id="L"/><endEvent id="e"/>' + flows("s T", "T e", "b L", "L e")
    )


# ---------------------------------------------------------------------- suspension


def test_nothing_happens_while_a_case_is_suspended(play):
    case = play(timer("PT5H"))
    case.restored().suspend("等待鉴定", by="li", article="第四十五条")
    case.later(days=9)
    assert case.open == ["T"] and case.case.due == [] and case.case.status == "suspended"
    with pytest.raises(CaseNotRunning):
        case.do("T")


def test_a_span_goes_on_where_it_stood(play):
    case = play(timer("PT5H")).later(hours=2)
    case.restored().suspend("等待鉴定", by="li")
    case.later(days=9)
    case.restored().resume("鉴定完成", by="li")
    case.later(hours=2, minutes=59)
    assert case.open == ["T"]
    case.later(minutes=1)
    assert case.open == ["L"]


def test_working_days_are_counted_without_those_of_the_suspension(play):
    case = play(timer("= working days(5)"), attributes=LIMITS)  # Monday the 2nd; due at the end of Monday the 9th
    assert case.case.due[0][0] == datetime(2026, 3, 9, 16, tzinfo=UTC)
    case.restored().suspend("等待鉴定", by="li")
    case.later(days=2)
    case.restored().resume("鉴定完成", by="li")  # Wednesday: Tuesday and Wednesday do not count
    assert case.case.due[0][0] == datetime(2026, 3, 11, 16, tzinfo=UTC)
    assert case.case.limits.promised.deadline == date(2026, 3, 12)
    assert case.case.tasks[0].due_at == datetime(
        2026, 3, 9, 16, tzinfo=UTC
    )  # its own three days, from the 5th to the 9th


def test_hours_of_a_step_stand_still_while_the_case_is_suspended(play):
    case = play('<startEvent id="s"/><userTask id="T" daylight:limit="24h"/>' + flows("s T")).later(hours=5)
    for _ in range(2):
        case.restored().suspend("等待鉴定", by="li")
        case.clock.advance_to(case.clock.now() + timedelta(days=3))
        case.restored().resume("鉴定完成", by="li")
    assert case.restored().tasks[0].due_at == datetime(2026, 3, 9, 1, tzinfo=UTC)
    assert case.case.tasks[0].warn_at == datetime(2026, 3, 8, 19, tzinfo=UTC)


def test_a_date_that_is_passed_while_the_case_is_suspended_comes_when_it_goes_on(play):
    """Not at its own time, when nothing could happen in the case."""
    body = timer("PT5H").replace("<timeDuration>PT5H</timeDuration>", "<timeDate>2026-03-04T09:00</timeDate>")
    case = play(body).later(days=1)
    case.restored().suspend("等待鉴定", by="li")
    case.later(days=9)
    case.restored().resume("鉴定完成", by="li")
    case.later(hours=1)
    assert case.open == ["L"] and case.case.tasks[0].opened_at == datetime(2026, 3, 12, 1, tzinfo=UTC)


def test_a_suspension_within_a_day_changes_no_day(play):
    case = play(timer("= working days(5)"))
    due = case.case.due
    case.restored().suspend("误操作", by="li")
    case.restored().resume("误操作", by="li")
    assert case.case.due == due


BESIDE = (
    '<startEvent id="s"/><subProcess id="P"><userTask id="T"/><userTask id="H"/><boundaryEvent id="b" attachedToRef="T"'
    ' daylight:clock="excluded" cancelActivity="{}"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    + flows("b H").replace("f0", "p")
    + '</subProcess><boundaryEvent id="x" attachedToRef="P"><messageEventDefinition messageRef="n"/></boundaryEvent>'
    '<userTask id="U"/>' + flows("s P", "P U", "x U")
)  # fmt: skip


@pytest.mark.parametrize(("interrupting", "comes"), [("true", "m"), ("true", "n"), ("false", "n")])
def test_the_clock_goes_on_when_an_event_beside_a_step_is_waited_for_no_longer(play, interrupting, comes):
    """It came, or all around it was ended: the clock stood still for ever."""
    case = play(BESIDE.format(interrupting), '<message id="m" name="m"/><message id="n" name="n"/>', attributes=LIMITS)
    before = case.case.limits.promised.deadline
    case.later(days=1).restored().send(comes)
    case.later(days=9)
    assert case.case.limits.promised.deadline == before + timedelta(days=1)


# ---------------------------------------------------------------------- extension


def test_an_extension_moves_the_limits_and_has_its_own_limit(play):
    case = play(PARALLEL, attributes=LIMITS)
    case.restored().extend(Limit(3, "wd"), "需要专家意见", by="head")
    assert case.restored().limits.promised.deadline == date(2026, 3, 13)
    assert case.case.limits.statutory.deadline == date(2026, 3, 19)
    for limit in (Limit(3, "wd"), Limit(1, "d")):
        with pytest.raises(CaseError):
            case.restored().extend(limit, "再延长", by="head")


# ---------------------------------------------------------------------- return


def test_a_return_before_the_fork_gives_up_what_follows(play):
    case = play(PARALLEL).do("T").do("A")
    plan = case.restored().plan_return("T")
    assert len(plan.cancelled) == 2 and plan.kept == ()
    case.restored().return_to("T", "材料有误", by="li")
    assert case.open == ["T"]
    case.do("T").do("A").do("A2").do("B")
    assert case.open == ["U"]


def test_a_return_inside_a_branch_lets_the_others_stand(play):
    case = play(PARALLEL).do("T").do("A").do("B")  # B has arrived at the join
    case.restored().return_to("A", "重审", by="li")
    assert case.open == ["A"]
    case.do("A").do("A2")
    assert case.open == ["U"]


def test_a_return_after_the_join_to_one_branch(play):
    case = play(PARALLEL).do("T").do("A").do("A2").do("B")
    case.restored().return_to("A2", "一处要改", by="li", then_back=True)
    assert case.open == ["A2"]
    case.do("A2")
    assert case.open == ["U"]  # straight back to the returner


def test_what_was_joined_beside_stands_after_a_return_into_one_branch(play):
    case = play(PARALLEL).do("T").do("A").do("A2").do("B").do("U")
    case.restored().return_to("A", "一处要改", by="li")
    assert case.open == ["A"]
    case.do("A").do("A2")
    assert case.open == ["U"]


def test_a_return_before_the_decision_lets_counting_go_on(play):
    case = play(PARALLEL, attributes=LIMITS).do("T").do("A").do("A2").do("B").do("U")
    assert case.case.limits.ended_on == date(2026, 3, 2)
    case.restored().return_to("U", "决定书有误", by="li")
    assert case.restored().limits.ended_on is None


def test_there_is_no_return_forward_to_nowhere_or_without_a_reason(play):
    case = play(PARALLEL).do("T")
    for target in ("V", "g", "nothing"):
        with pytest.raises(CannotReturn):
            case.restored().return_to(target, "x", by="li")
    with pytest.raises(CaseError):
        case.restored().return_to("T", " ", by="li")
    assert case.open == ["A", "B"]


def test_termination_closes_everything(play):
    case = play(PARALLEL).do("T")
    case.restored().terminate("申请人死亡", by="li")
    assert case.finished and case.open == [] and case.case.changes.entries == ()
    with pytest.raises(CaseNotRunning):
        case.restored().terminate("x", by="li")


def test_operations_are_entries_with_who_and_why(play):
    case = play(PARALLEL).do("T").restored()
    case.suspend("等待鉴定", by="li")
    case.resume("鉴定完成", by="wang")
    case.return_to("T", "重来", by="zhao")
    kinds = [(e.kind, e.by, e.opinion) for e in case.changes.entries]
    assert kinds == [("suspended", "li", "等待鉴定"), ("resumed", "wang", "鉴定完成"), ("returned", "zhao", "重来")]


# ---------------------------------------------------------------------- messages that come too early


def test_a_message_that_comes_early_is_kept_for_who_will_wait(play):
    case = play(
        '<startEvent id="s"/><userTask id="T"/><receiveTask id="R" messageRef="m"/><userTask id="U"/><endEvent id="e"/>'
        + flows("s T", "T R", "R U", "U e"),
        '<message id="m" name="缴费"/>',
    )
    case.restored().send("缴费", {"amount": 10}, keep=True)
    case.do("T")
    assert case.open == ["U"] and case.values["amount"] == 10


@pytest.mark.parametrize("said", ["payment", "S"])
def test_what_the_flow_never_waits_for_is_not_kept(play, said):
    """Nor a signal: it is for those who wait for it when it comes."""
    catch = '<intermediateCatchEvent id="c"><signalEventDefinition signalRef="g"/></intermediateCatchEvent>'
    case = play(f'<startEvent id="s"/><userTask id="T"/>{catch}' + flows("s T", "T c"), '<signal id="g" name="S"/>')
    with pytest.raises(NotWaitedFor):
        case.restored().send(said, keep=True)


def test_what_is_kept_is_held_against_the_form_of_who_will_wait_for_it():
    """It was written down as it came, whatever the form says."""
    body = '<startEvent id="s"/><userTask id="T"/><receiveTask id="R" messageRef="m" daylight:form="f"/>'
    schema = {"type": "object", "title": "f", "properties": {"n": {"type": "integer", "title": "n"}}}
    flow = process(body + flows("s T", "T R"), '<message id="m" name="M"/>')
    case = Played(read_model({"flow.bpmn": flow, "f.schema.json": json.dumps(schema).encode()}, "Main"))
    with pytest.raises(FormInvalid):
        case.restored().send("M", {"n": "many"}, keep=True)
    case.restored().send("M", {"n": "3"}, keep=True)
    assert case.do("T").finished and case.values["n"] == 3


# ---------------------------------------------------------------------- any sequence of operations


@settings(max_examples=OPERATED, deadline=None, suppress_health_check=list(HealthCheck))
@given(models(), st.data())
def test_after_any_operations_the_case_can_still_end(root, data):
    case = Played(read_model(write(root), "Main"))
    try:
        for _ in range(8):
            if case.finished:
                return
            operate(case, data)
        case.later(days=2)
        for _ in range(200):
            if case.finished:
                return
            nobody_wants_another_round(case)
            if case.restored().tasks:
                task = case.case.tasks[0]
                case.case.complete(task.id, {f"v_{task.element_id}": 0}, by=f"signer of {task.id}")
            elif case.case.due:
                case.later(minutes=15)
            else:  # what the flow itself waits for; event sub-processes need not come
                case.case.send(next(r.message for r in case.case.receivable if r.message.startswith("R")))
    except EngineError as error:
        assume("goes round" not in error.text.en)
        raise
    raise AssertionError(f"the case does not end; open: {case.open}, here: {case.case.here}")


def nobody_wants_another_round(case: Played) -> None:
    """Whatever was answered before: a loop goes on while its answer stands, and that is no fault of an operation."""
    for values in case.case.values.values():
        values.update({name: 0 for name in values if name.startswith("v_T")})


def operate(case: Played, data: st.DataObject) -> None:
    what = data.draw(st.sampled_from(["do", "do", "later", "return", "suspend", "mend", "skip"]))
    tasks = case.restored().tasks
    if what == "suspend":
        case.case.suspend("x", by="x")
        case.later(hours=1)
        case.restored().resume("x", by="x")
    elif what == "return" and tasks:
        task = data.draw(st.sampled_from(tasks))
        target = data.draw(st.sampled_from([e.id for e in case.model.elements.values() if e.kind == "userTask"]))
        before = case.case.pack()
        try:
            case.case.return_to(target, "x", by="x", task_id=task.id, then_back=data.draw(st.booleans()))
        except CannotReturn:
            assert case.case.pack() == before
    elif what == "mend":
        names = [name for name in sorted(case.case.values["0"]) if name.startswith("v_T")] or ["v_other"]
        case.case.mend(data.draw(st.sampled_from(names)), data.draw(st.integers(0, 3)), "x", by="x")
    elif what == "skip" and (tasks or case.case.due):
        waiting = [t.id for t in tasks] + [id for _, id in case.case.due]
        try:
            case.case.skip(data.draw(st.sampled_from(waiting)), "x", by="x", values={"v_other": 1})
        except TaskNotOpen:  # a boundary event: it is its activity that can be skipped
            assert case.case.due
    elif what == "do" and tasks:
        task = data.draw(st.sampled_from(tasks))
        case.case.complete(task.id, {f"v_{task.element_id}": data.draw(st.integers(0, 3))}, by=f"signer of {task.id}")
    else:
        case.later(minutes=data.draw(st.integers(1, 12)))


def test_a_message_is_told_in_both_languages_by_what_waited_for_it(play):
    case = play(
        '<startEvent id="s"/><receiveTask id="R" name="等复函" daylight:en="Reply" messageRef="m"/>'
        '<receiveTask id="Q" messageRef="n"/><endEvent id="e"/>' + flows("s R", "R Q", "Q e"),
        '<message id="m" name="复函"/><message id="n" name="回执"/>',
    )
    for message, english in (("复函", "Reply"), ("回执", "回执")):
        case.case.send(message, {}, by="party")
        name = [e.name for e in case.case.changes.entries if e.kind == "message"][-1]
        assert (name.zh, name.en) == (message, english)
