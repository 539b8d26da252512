"""BPMN constructs that the token-game oracle does not play yet."""

from datetime import timedelta

import pytest

from engine import NotWaitedFor, SamePerson, TaskNotOpen, TooManySteps, read_model
from tests.engine.running.conftest import MONDAY, flows, process

MESSAGES = '<message id="m" name="撤回"/><signal id="sig" name="S"/><error id="err" errorCode="E1"/>'
WITHDRAW = (
    '<subProcess id="W" triggeredByEvent="true"><startEvent id="ws"{}><messageEventDefinition messageRef="m"/>'
    "</startEvent>"
    '<userTask id="wt"/><endEvent id="we"/><sequenceFlow id="w1" sourceRef="ws" targetRef="wt"/>'
    '<sequenceFlow id="w2" sourceRef="wt" targetRef="we"/></subProcess>'
)
PAIR = '<startEvent id="s"/><userTask id="T"/><userTask id="U"/><endEvent id="e"/>' + flows("s T", "T U", "U e")


def test_an_interrupting_event_sub_process_takes_the_place_of_the_rest(play):
    case = play(PAIR + WITHDRAW.format(""), MESSAGES)
    assert [r.message for r in case.restored().receivable] == ["撤回"]
    case.restored().send("撤回", {"reason": "no"}, by="party")
    assert case.open == ["wt"] and case.values["reason"] == "no"
    with pytest.raises(NotWaitedFor):
        case.restored().send("撤回")
    case.do("wt")
    assert case.finished and case.case.ended_at == ["we"]


def test_a_non_interrupting_event_sub_process_runs_beside_and_can_come_again(play):
    case = play(PAIR + WITHDRAW.format(' isInterrupting="false"'), MESSAGES)
    case.restored().send("撤回")
    case.restored().send("撤回")
    assert case.open == ["T", "wt", "wt"]
    case.do("T").do("U")
    assert not case.finished
    case.do("wt").do("wt")
    assert case.finished


def test_an_event_sub_process_that_never_comes_does_not_hold_the_case(play):
    timer = "<timerEventDefinition><timeDuration>P30D</timeDuration></timerEventDefinition>"
    case = play(PAIR + WITHDRAW.format("").replace('<messageEventDefinition messageRef="m"/>', timer))
    case.do("T").do("U")
    assert case.finished and case.restored().due == []


def test_a_date_that_is_past_comes_at_once_and_not_before_the_case_was_there(play):
    timer = "<timerEventDefinition><timeDate>2020-01-01</timeDate></timerEventDefinition>"
    body = f'<startEvent id="s"/><userTask id="T"/><intermediateCatchEvent id="c">{timer}</intermediateCatchEvent>'
    case = play(body + '<userTask id="U"/>' + flows("s T", "T c", "c U")).later(days=1).do("T").later(hours=1)
    assert case.open == ["U"] and case.case.tasks[0].opened_at == MONDAY + timedelta(days=1)


@pytest.mark.parametrize("known_on", [1, 4])
def test_a_timer_comes_that_was_not_known_when_its_step_began(play, known_on):
    """It used never to come. Where it is past when it becomes known it comes then."""
    timer = "<timerEventDefinition><timeDate>= day</timeDate></timerEventDefinition>"
    case = play(
        '<startEvent id="s"/><userTask id="V"/><userTask id="T"/><userTask id="L"/><userTask id="W"/>'
        f'<boundaryEvent id="b" attachedToRef="T">{timer}</boundaryEvent>'
        + flows("s V", "s T", "b L", "V W")
    ).later(days=known_on)  # fmt: skip
    assert case.case.due == []
    case.do("V", day=MONDAY + timedelta(days=2)).later(days=9)
    opened = {t.element_id: t.opened_at for t in case.case.tasks}
    assert opened["L"] == MONDAY + timedelta(days=max(known_on, 2))


def test_a_message_is_taken_only_while_its_condition_holds(play):
    case = play(PAIR + WITHDRAW.format(' daylight:when="= decided = null"'), MESSAGES)
    assert case.restored().receivable
    case.do("T", decided=True)
    assert not case.restored().receivable
    with pytest.raises(NotWaitedFor):
        case.restored().send("撤回")


def test_an_error_goes_to_the_most_specific_catch(play):
    case = play(
        '<startEvent id="s"/><subProcess id="P"><startEvent id="ps"/><userTask id="T"/><endEvent id="pe">'
        '<errorEventDefinition errorRef="err"/></endEvent><sequenceFlow id="p1" sourceRef="ps" targetRef="T"/>'
        '<sequenceFlow id="p2" sourceRef="T" targetRef="pe"/></subProcess>'
        '<boundaryEvent id="any" attachedToRef="P"><errorEventDefinition/></boundaryEvent><userTask id="A"/>'
        '<boundaryEvent id="one" attachedToRef="P"><errorEventDefinition errorRef="err"/></boundaryEvent>'
        '<userTask id="B"/>'
        '<endEvent id="e"/>' + flows("s P", "P e", "any A", "one B", "A e", "B e"),
        MESSAGES,
    )
    case.do("T")
    assert case.open == ["B"]


@pytest.mark.parametrize("declared", ['<{0} id="e1"/><{0} id="e2"/>', ""])
@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_errors_and_escalations_without_a_code_are_told_apart_by_their_ids(play, kind, declared):
    """Each was caught by whatever caught any of them."""
    event = f'<{kind}EventDefinition {kind}Ref="{{}}"/>'
    inside = f'<userTask id="T"/><endEvent id="x">{event.format("e1")}</endEvent>' + flows("T x").replace("f0", "p")
    borders = "".join(
        f'<boundaryEvent id="b{n}" attachedToRef="P">{event.format(f"e{n}")}</boundaryEvent><userTask id="H{n}"/>'
        for n in (2, 1)
    )
    ways = flows("s P", "b1 H1", "b2 H2")
    case = play(f'<startEvent id="s"/><subProcess id="P">{inside}</subProcess>' + borders + ways, declared.format(kind))
    assert case.do("T").open == ["H1"]


def test_terminate_ends_everything_beside(play):
    case = play(
        '<startEvent id="s"/><parallelGateway id="g"/><userTask id="A"/><userTask id="B"/>'
        '<endEvent id="t"><terminateEventDefinition/></endEvent><endEvent id="e"/>'
        + flows("s g", "g A", "g B", "A t", "B e")
    )
    case.do("A")
    assert case.finished and case.case.ended_at == ["t"]


def test_a_signal_end_event_reaches_all_who_wait(play):
    def catch(n: int) -> str:
        return f'<intermediateCatchEvent id="c{n}"><signalEventDefinition signalRef="sig"/></intermediateCatchEvent>'

    case = play(
        '<startEvent id="s"/><parallelGateway id="g"/><userTask id="A"/>'
        '<endEvent id="e"><signalEventDefinition signalRef="sig"/></endEvent><userTask id="B"/><userTask id="C"/>'
        '<endEvent id="e2"/>'
        + catch(1)
        + catch(2)
        + flows("s g", "g A", "g c1", "g c2", "A e", "c1 B", "c2 C", "B e2", "C e2"),
        MESSAGES,
    )
    case.do("A")
    assert case.case.changes.sent == (("signal", "S"),)
    assert case.open == ["B", "C"]


def test_a_link_goes_on_at_its_catch(play):
    case = play(
        '<startEvent id="s"/><userTask id="T"/>'
        '<intermediateThrowEvent id="l1"><linkEventDefinition name="L"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="l2"><linkEventDefinition name="L"/></intermediateCatchEvent>'
        '<userTask id="U"/><endEvent id="e"/>' + flows("s T", "T l1", "l2 U", "U e")
    )
    case.do("T")
    assert case.open == ["U"]


def test_a_conditional_event_is_looked_at_after_every_step(play):
    case = play(
        '<startEvent id="s"/><userTask id="T"/><userTask id="U"/><userTask id="H"/><endEvent id="e"/>'
        '<boundaryEvent id="c" attachedToRef="U"><conditionalEventDefinition><condition>amount &gt; 10</condition>'
        "</conditionalEventDefinition></boundaryEvent><parallelGateway id='g'/>"
        + flows("s g", "g T", "g U", "T e", "U e", "c H", "H e")
    )
    assert case.open == ["T", "U"]
    case.do("T", amount=11)
    assert case.open == ["H"]


WATCH = (
    '<subProcess id="{0}" triggeredByEvent="true"><startEvent id="{0}s" isInterrupting="false">'
    "<conditionalEventDefinition><condition>{1}</condition></conditionalEventDefinition></startEvent>{2}"
    '<sequenceFlow id="{0}f" sourceRef="{0}s" targetRef="{0}t"/></subProcess>'
)
SETS = '<scriptTask id="{}t" daylight:result="n"><script>{}</script></scriptTask>'


def test_all_that_a_value_makes_true_comes_before_any_of_it_changes_the_value(play):
    """The second was not looked at until the first had set the value back."""
    resets = WATCH.format("H", "n = 1", SETS.format("H", 0))
    case = play(PAIR + resets + WATCH.format("J", "n = 1", '<userTask id="Jt"/>'))
    assert case.do("T", n=1).open == ["Jt", "U"] and case.values["n"] == 0


def test_a_condition_that_was_false_in_between_comes_true_again(play):
    case = play(
        PAIR + WATCH.format("H", "n = 1", SETS.format("H", 0)) + WATCH.format("K", "n = 0", SETS.format("K", 1))
    )
    before = case.restored().pack()
    with pytest.raises(TooManySteps):
        case.case.complete(case.case.tasks[0].id, {"n": 1}, by="x")
    assert case.case.pack() == before


def test_joint_signers_are_distinct_and_steps_can_be_separate(play):
    case = play(
        '<startEvent id="s"/><userTask id="R"/><userTask id="T" daylight:separate="R"><extensionElements>'
        '<daylight:joint rule="all"/></extensionElements><multiInstanceLoopCharacteristics>'
        "<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
        '<endEvent id="e"/>' + flows("s R", "R T", "T e")
    )
    case.do("R", by="li")
    with pytest.raises(SamePerson):
        case.do("T", by="li")
    case.do("T", by="wang")
    assert case.restored().tasks[0].not_by == {"li", "wang"}
    with pytest.raises(SamePerson):
        case.do("T", by="wang")
    case.do("T", by="zhao")
    assert case.finished


def test_a_task_that_is_gone_is_said_to_be_gone(play):
    case = play(PAIR)
    task = case.restored().tasks[0].id
    case.do("T")
    with pytest.raises(TaskNotOpen):
        case.restored().complete(task, {}, by="x")


def test_a_flow_that_turns_by_itself_is_stopped(play):
    with pytest.raises(TooManySteps):
        play(
            '<startEvent id="s"/><exclusiveGateway id="a"/><scriptTask id="b" daylight:result="x"><script>1</script>'
            '</scriptTask><exclusiveGateway id="c" default="f3"/><userTask id="T"/>'
            + flows("s a", "a b", "b c", "c a", "c T = x = 2")
        )


def test_standard_loop(play):
    case = play(
        '<startEvent id="s"/><userTask id="T"><standardLoopCharacteristics loopMaximum="3">'
        "<loopCondition>more = true</loopCondition></standardLoopCharacteristics></userTask>"
        '<endEvent id="e"/>' + flows("s T", "T e")
    )
    case.do("T", more=True).do("T", more=True)
    assert case.open == ["T"]
    case.do("T", more=True)
    assert case.finished


def test_links_are_found_however_often_they_are_read():
    body = '<startEvent id="s"/>' + "".join(
        f'<intermediateThrowEvent id="a{n}"><linkEventDefinition name="L{n}"/></intermediateThrowEvent>'
        f'<intermediateCatchEvent id="b{n}"><linkEventDefinition name="L{n}"/></intermediateCatchEvent>'
        for n in range(20)
    )
    arrows = flows("s a0", *(f"b{n} a{n + 1}" for n in range(19)), "b19 e")
    for _ in range(20):
        assert read_model(process(body + '<endEvent id="e"/>' + arrows)).report == ()


def handler(event: str, inside: str = "", interrupting: bool = True) -> str:
    open_ = "" if interrupting else ' isInterrupting="false"'
    return (
        f'<subProcess id="H" triggeredByEvent="true"><startEvent id="hs"{open_}>{event}</startEvent>'
        f'<userTask id="ht"/><sequenceFlow id="h1" sourceRef="hs" targetRef="ht"/>{inside}</subProcess>'
    )


@pytest.mark.parametrize(
    ("throw", "event"),
    [
        ("intermediateThrowEvent", '<signalEventDefinition signalRef="sig"/>'),
        ("intermediateThrowEvent", '<messageEventDefinition messageRef="m"/>'),
        ("intermediateThrowEvent", "<escalationEventDefinition/>"),
        ("sendTask", '<messageEventDefinition messageRef="m"/>'),
    ],
)
@pytest.mark.parametrize("around", [True, False])
def test_what_throws_goes_no_further_where_what_it_threw_ends_it(play, throw, event, around):
    """Caught by an event sub-process of its own scope, or on the border of the sub-process in which it stands."""
    thrown = '<sendTask id="X" messageRef="m"/>' if throw == "sendTask" else f'<{throw} id="X">{event}</{throw}>'
    inside = '<startEvent id="ps"/><userTask id="A"/>' + thrown + '<userTask id="B"/>'
    inside += flows("ps A", "A X", "X B").replace('id="f', 'id="pf')
    border = "" if around else f'<boundaryEvent id="hs" attachedToRef="P">{event}</boundaryEvent><userTask id="ht"/>'
    case = play(
        f'<startEvent id="s"/><subProcess id="P">{inside}{handler(event) if around else ""}</subProcess>{border}'
        '<endEvent id="e"/>' + flows("s P", "P e", *([] if around else ["hs ht", "ht e"])),
        MESSAGES,
    )
    case.do("A")
    assert case.open == ["ht"]
    case.do("ht")
    assert case.finished


def test_an_event_sub_process_inside_an_event_sub_process_listens(play):
    inner = WITHDRAW.format("").replace('messageRef="m"', 'messageRef="again"')
    case = play(
        PAIR + handler('<messageEventDefinition messageRef="m"/>', inner, interrupting=False),
        MESSAGES + '<message id="again" name="again"/>',
    )
    case.restored().send("撤回")
    case.restored().send("again")
    assert case.open == ["T", "wt"]


def test_only_what_a_token_can_enter_begins_without_a_start_event(play):
    """Not the catch of a link, nor what undoes a step."""
    case = play(
        '<subProcess id="P"><userTask id="T"/><intermediateThrowEvent id="l1"><linkEventDefinition name="L"/>'
        '</intermediateThrowEvent><intermediateCatchEvent id="l2"><linkEventDefinition name="L"/>'
        '</intermediateCatchEvent><userTask id="U"/><userTask id="undo" isForCompensation="true"/>'
        + flows("T l1", "l2 U")
        + "</subProcess>"
    )
    assert case.open == ["T"]
    case.do("T").do("U")
    assert case.finished


def test_what_a_signal_brings_reaches_all_who_wait(play):
    catch = '<intermediateCatchEvent id="{0}"><signalEventDefinition signalRef="sig"/></intermediateCatchEvent>'
    called = catch.format("c") + '<userTask id="T"/>' + flows("c T").replace("f0", "cf")
    case = play(
        '<startEvent id="s"/><callActivity id="P" calledElement="Q"/>' + catch.format("d") + '<userTask id="U"/>'
        + flows("s P", "s d", "d U"),
        MESSAGES + f'<process id="Q">{called}</process>',
    )  # fmt: skip
    case.restored().send("S", {"said": "yes"})
    seen = {t.element_id: case.case.visible(t.scope)["said"] for t in case.restored().tasks}
    assert seen == {"T": "yes", "U": "yes"}


def test_a_loop_of_at_most_no_round_does_nothing(play):
    loop = '<userTask id="T"><standardLoopCharacteristics loopMaximum="0"/></userTask>'
    assert play('<startEvent id="s"/>' + loop + '<userTask id="U"/>' + flows("s T", "T U")).open == ["U"]


def test_an_error_interrupts_whatever_the_drawing_says(play):
    inner = '<parallelGateway id="g"/><userTask id="A"/><userTask id="B"/>'
    inner += '<endEvent id="x"><errorEventDefinition/></endEvent>'
    inner += flows("g A", "g B", "A x").replace('id="f', 'id="if')
    case = play(
        f'<startEvent id="s"/><subProcess id="P">{inner}</subProcess>'
        '<boundaryEvent id="b" attachedToRef="P" cancelActivity="false"><errorEventDefinition/></boundaryEvent>'
        '<userTask id="H"/>' + flows("s P", "b H")
    )
    case.do("A")
    assert case.open == ["H"] and any(f.element == "b" for f in case.model.report)


# ---------------------------------------------------------------------- what comes out of an event sub-process


ESCALATION = '<escalationEventDefinition escalationRef="esc"/>'
RAISED = '<escalation id="esc" escalationCode="X"/><error id="err" errorCode="E"/>'


def inside_out(event: str, open_: str, between: str = "", more: str = "") -> str:
    """A sub-process P whose event sub-process H raises again what it catches, behind a step; caught at P's border."""
    return (
        '<startEvent id="s"/><subProcess id="P"><startEvent id="ps"/><parallelGateway id="pg"/><userTask id="A"/>'
        f'<endEvent id="x">{event}</endEvent><userTask id="B"/>{more}'
        + flows("ps pg", "pg A", "A x", "pg B").replace('id="f', 'id="pf')
        + f'<subProcess id="H" triggeredByEvent="true"><startEvent id="hs"{open_}>{event}</startEvent>'
        + between.format(raised=f'<endEvent id="hx">{event}</endEvent>')
        + '</subProcess></subProcess><boundaryEvent id="b" attachedToRef="P" cancelActivity="{}">'.format(
            "false" if open_ else "true"
        )
        + f'{event}</boundaryEvent><userTask id="late"/><userTask id="U"/>'
        + flows("s P", "P U", "b late")
    )


STRAIGHT = '<userTask id="ht"/>{raised}' + flows("hs ht", "ht hx").replace('id="f', 'id="hf')
NESTED = (
    '<subProcess id="N"><startEvent id="ns"/><userTask id="ht"/>{raised}'
    + flows("ns ht", "ht hx").replace('id="f', 'id="nf')
    + '</subProcess><sequenceFlow id="hf" sourceRef="hs" targetRef="N"/>'
)


@pytest.mark.parametrize("between", [STRAIGHT, NESTED])
@pytest.mark.parametrize(
    ("event", "open_", "during", "after"),
    [
        (ESCALATION, ' isInterrupting="false"', ["B", "ht"], ["B", "late"]),
        (ESCALATION, "", ["ht"], ["late"]),
        ('<errorEventDefinition errorRef="err"/>', "", ["ht"], ["late"]),
    ],
)
def test_what_a_handler_raises_is_caught_outside_not_by_itself(play, event, open_, during, after, between):
    case = play(inside_out(event, open_, between), RAISED)
    case.do("A")
    assert case.open == during
    case.do("ht")
    assert case.open == after


def test_it_is_caught_by_another_handler_of_the_same_place(play):
    other = (
        '<subProcess id="H2" triggeredByEvent="true"><startEvent id="h2s" isInterrupting="false">'
        '<escalationEventDefinition/></startEvent><userTask id="h2t"/>'
        '<sequenceFlow id="h2f" sourceRef="h2s" targetRef="h2t"/></subProcess>'
    )
    case = play(inside_out(ESCALATION, ' isInterrupting="false"', STRAIGHT, other), RAISED)
    case.do("A").do("ht")
    assert case.open == ["B", "h2t"]


def test_at_once_and_of_the_whole_process_it_is_over(play):
    """What used to go round for ever."""
    again = '<endEvent id="hx">' + ESCALATION + '</endEvent><sequenceFlow id="hf" sourceRef="hs" targetRef="hx"/>'
    case = play(
        f'<startEvent id="s"/><userTask id="A"/><intermediateThrowEvent id="x">{ESCALATION}</intermediateThrowEvent>'
        '<userTask id="B"/><subProcess id="H" triggeredByEvent="true"><startEvent id="hs" isInterrupting="false">'
        f"{ESCALATION}</startEvent>{again}</subProcess>" + flows("s A", "A x", "x B"),
        RAISED,
    )
    case.do("A")
    assert case.open == ["B"]
    case.do("B")
    assert case.finished and case.case.ended_at == []


def test_out_of_a_call_in_a_handler_too(play):
    inner = '<startEvent id="qs"/><userTask id="ht"/><endEvent id="hx">' + ESCALATION + "</endEvent>"
    called = f'<process id="Q">{inner}{flows("qs ht", "ht hx")}</process>'.replace('id="f', 'id="qf')
    body = '<callActivity id="C" calledElement="Q"/><sequenceFlow id="hf" sourceRef="hs" targetRef="C"/>'
    case = play(inside_out(ESCALATION, ' isInterrupting="false"', body), RAISED + called)
    case.do("A").do("ht")
    assert case.open == ["B", "late"]


AD_HOC = (
    '<startEvent id="s"/><adHocSubProcess id="P" {}><userTask id="A"/><userTask id="B"/><userTask id="C"/>{}'
    '<sequenceFlow id="i" sourceRef="A" targetRef="C"/></adHocSubProcess><userTask id="D"/>' + flows("s P", "P D")
)
ENOUGH = "<completionCondition>enough</completionCondition>"


def test_an_ad_hoc_sub_process_is_over_when_what_is_done_is_enough(play):
    case = play(AD_HOC.format("", ENOUGH))
    assert case.open == ["A", "B"]
    assert case.do("A").open == ["B", "C"]
    assert case.do("B", enough=True).open == ["D"]


def test_else_when_all_in_it_is_done(play):
    assert play(AD_HOC.format("", ENOUGH)).do("A").do("C").do("B").open == ["D"]


@pytest.mark.parametrize("more", ['cancelRemainingInstances="false"', 'ordering="Sequential"'])
def test_what_has_begun_is_done_where_it_is_not_to_be_cancelled(play, more):
    condition = ENOUGH if "cancel" in more else ""
    case = play(AD_HOC.format(more, condition)).do("B", enough=True)
    assert case.open == ["A"]
    (line,) = [f for f in case.model.report if f.check == "containers"]
    assert ("all that has begun" if condition else "several at once") in line.message.en


def test_a_condition_of_an_ad_hoc_sub_process_that_is_not_understood_is_named(play):
    case = play(AD_HOC.format("", ENOUGH.replace("enough", "service.ready(x)"))).do("B")
    assert case.open == ["A"] and "not understood" in next(f.message.en for f in case.model.report)
