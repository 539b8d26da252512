"""Models on which the engine and the oracle, or an examiner, once disagreed."""

import pytest

from engine import CannotReturn, read_model
from engine.reading.ranking import ranks
from tests.engine.running.conftest import flows, process

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


def wait(id: str, message: str) -> str:
    return (
        f'<intermediateCatchEvent id="{id}"><messageEventDefinition messageRef="{message}"/></intermediateCatchEvent>'
    )


MESSAGES = '<message id="m1" name="M1"/><message id="m2" name="M2"/>'


def test_an_inclusive_join_sees_one_token_at_an_event_gateway_not_one_at_each_event(play):
    """As at an exclusive gateway: that it could come by the flow that has its token is enough (table 13.3)."""
    case = play(
        START + '<userTask id="T"/><eventBasedGateway id="g"/>' + wait("c1", "m1") + wait("c2", "m2")
        + '<exclusiveGateway id="x"/><inclusiveGateway id="j"/><userTask id="U"/>' + END
        + flows("s T", "T x", "x j", "s g", "g c1", "g c2", "c1 x", "c2 j", "j U", "U e"),
        MESSAGES,
    )  # fmt: skip
    case.do("T")
    assert case.open == ["U"]


def test_a_boundary_event_that_has_not_come_is_no_token_of_its_own(play):
    case = play(
        START + '<userTask id="T"/><userTask id="W"/><boundaryEvent id="b" attachedToRef="W">'
        '<messageEventDefinition messageRef="m1"/></boundaryEvent><exclusiveGateway id="x"/><inclusiveGateway id="j"/>'
        '<userTask id="U"/>' + END
        + flows("s T", "T x", "x j", "s W", "W x", "b j", "j U", "U e"),
        MESSAGES,
    )  # fmt: skip
    case.do("T")
    assert case.open == ["U", "W"]


def test_a_return_inside_one_of_several_reminders_leaves_the_others(play):
    """Two rounds of a timer beside a step each began the same two steps; the return gave up those of both."""
    timer = "<timerEventDefinition><timeCycle>R2/PT1M</timeCycle></timerEventDefinition>"
    case = play(
        '<startEvent id="s"/><userTask id="T"/><userTask id="U"/><endEvent id="e"/>'
        f'<boundaryEvent id="b" attachedToRef="T" cancelActivity="false">{timer}</boundaryEvent>'
        '<userTask id="A"/><userTask id="B"/><endEvent id="be"/>' + flows("s T", "T U", "U e", "b A", "A B", "B be")
    )  # fmt: skip
    case.later(minutes=3).do("A")
    assert case.open == ["A", "B", "T"]
    returner = next(t.id for t in case.restored().tasks if t.element_id == "B")
    case.case.return_to("A", "x", by="head", task_id=returner)
    assert case.open == ["A", "A", "T"]
    for step in ("A", "A", "B", "B", "T", "U"):
        case.do(step)
    assert case.finished


def test_a_return_before_the_step_that_is_reminded_of_gives_up_all_its_reminders(play):
    timer = "<timerEventDefinition><timeCycle>R2/PT1M</timeCycle></timerEventDefinition>"
    case = play(
        '<startEvent id="s"/><userTask id="P"/><userTask id="T"/><endEvent id="e"/>'
        f'<boundaryEvent id="b" attachedToRef="T" cancelActivity="false">{timer}</boundaryEvent>'
        '<userTask id="A"/><userTask id="B"/><endEvent id="be"/>' + flows("s P", "P T", "T e", "b A", "A B", "B be")
    )  # fmt: skip
    case.do("P").later(minutes=3).do("A")
    inside = next(t.id for t in case.restored().tasks if t.element_id == "B")
    case.case.return_to("P", "x", by="head", task_id=inside)
    assert case.open == ["P"]


def test_where_what_two_reminders_have_joined_cannot_be_told_apart_there_is_no_return(play):
    timer = "<timerEventDefinition><timeCycle>R2/PT1M</timeCycle></timerEventDefinition>"
    case = play(
        '<startEvent id="s"/><userTask id="T"/><endEvent id="e"/>'
        f'<boundaryEvent id="b" attachedToRef="T" cancelActivity="false">{timer}</boundaryEvent>'
        '<userTask id="A"/><parallelGateway id="f"/><userTask id="B"/><userTask id="C"/><parallelGateway id="j"/>'
        '<endEvent id="be"/>' + flows("s T", "T e", "b A", "A f", "f B", "f C", "B j", "C j", "j be")
    )  # fmt: skip
    case.later(minutes=3).do("A").do("A").do("B").do("B")
    assert case.open == ["C", "C", "T"]
    inside = next(t.id for t in case.restored().tasks if t.element_id == "C")
    with pytest.raises(CannotReturn, match="分不清"):
        case.case.return_to("A", "x", by="head", task_id=inside)


LINKED = (
    START + '<intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent><userTask id="B"/>'
    '<userTask id="A"/><intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent>' + END
    + flows("s A", "A t", "c B", "B e")
)  # fmt: skip


@pytest.mark.parametrize("then_back", [True, False])
def test_a_return_goes_back_over_a_link(play, then_back):
    case = play(LINKED)
    assert "B" in case.case.ahead
    case.do("A")
    case.restored().return_to("A", "x", by="head", then_back=then_back)
    assert case.open == ["A"]
    case.do("A").do("B")
    assert case.finished


def test_what_comes_behind_a_link_comes_later_in_the_flow():
    model = read_model(process(LINKED))
    assert [e.id for e in model.in_flow_order()] == ["s", "A", "t", "c", "B", "e"]
    assert ranks(model)["B"] > ranks(model)["t"] > ranks(model)["A"]


def test_a_return_that_comes_straight_back_to_an_event_gateway_gives_up_all_its_events(play):
    """The others went on waiting: one of them came while the step was done again, and the case was in two places."""
    case = play(
        START + '<userTask id="A"/><eventBasedGateway id="g"/>' + wait("c1", "m1") + wait("c2", "m2")
        + '<userTask id="U"/>' + END + flows("s A", "A g", "g c1", "g c2", "c1 U", "c2 U", "U e"),
        MESSAGES,
    )  # fmt: skip
    case.do("A")
    case.restored().return_to("A", "x", by="head", then_back=True)
    assert case.open == ["A"] and not case.case.receivable
    case.do("A")
    assert len(case.restored().receivable) == 2
    case.case.send("M2")
    assert case.open == ["U"]
    case.do("U")
    assert case.finished


def test_an_inclusive_join_waits_for_a_step_that_goes_straight_back_to_before_it(play):
    """From there it could have come by the flow that has its token; but it is on its way to the returner."""
    case = play(
        START + '<userTask id="A"/><inclusiveGateway id="i"/><userTask id="L"/><userTask id="R"/>'
        '<inclusiveGateway id="j"/><userTask id="U"/>' + END
        + flows("s A", "A i", "i L = true", "i R = true", "L j", "R j", "j U", "U e")
    )  # fmt: skip
    case.do("A").do("L")
    case.restored().return_to("A", "x", by="head", then_back=True)
    assert case.open == ["A"]
    case.do("A")
    assert case.open == ["R"]
    case.do("R").do("U")
    assert case.finished


FORK = (
    START + '<userTask id="S"/><parallelGateway id="g"/><userTask id="A"/><userTask id="A2"/><userTask id="B"/>'
    '<parallelGateway id="j"/><userTask id="U"/><userTask id="V"/>' + END
    + flows("s S", "S g", "g A", "A A2", "g B", "A2 j", "B j", "j U", "U V", "V e")
)  # fmt: skip


def back(case, element, origin, then_back):
    task = next(t.id for t in case.restored().tasks if t.element_id == origin)
    case.case.return_to(element, "x", by="head", task_id=task, then_back=then_back)


def test_a_return_from_a_step_that_was_to_come_straight_back_leaves_the_join_what_it_had(play):
    """The step is begun anew and goes the whole way; the join waited for ever for the branch that had been joined."""
    case = play(FORK).do("S").do("A").do("A2").do("B").do("U")
    back(case, "A", "V", then_back=True)
    back(case, "A", "A", then_back=False)
    case.do("A").do("A2").do("U").do("V")
    assert case.finished


def test_a_return_that_comes_straight_back_may_lie_in_another(play):
    case = play(FORK).do("S").do("A").do("A2").do("B").do("U")
    back(case, "A", "V", then_back=True)
    back(case, "S", "A", then_back=True)
    assert case.case.migrate(case.model, "x", by="head").here == ["S"]
    assert case.do("S").open == ["A"] and case.do("A").open == ["V"]
    case.do("V")
    assert case.finished


def test_a_step_that_was_to_come_straight_back_to_what_is_given_up_is_given_up(play):
    case = play(
        START + '<userTask id="A"/><userTask id="S"/><parallelGateway id="g"/><userTask id="P"/><userTask id="Q"/>'
        + END
        + flows("s A", "A S", "S g", "g P", "g Q", "P e", "Q e")
    )  # fmt: skip
    case.do("A").do("S")
    back(case, "A", "P", then_back=True)
    back(case, "S", "Q", then_back=False)
    assert case.open == ["S"]


def test_what_a_signal_wakes_and_what_has_thrown_it_go_on_in_turn(play):
    """BPMN leaves the order open: here the thrower still raises its escalation before the other ends all around it."""
    escalation = '<escalationEventDefinition escalationRef="x"/>'
    signal = '<signalEventDefinition signalRef="g"/>'
    inside = (
        '<startEvent id="is"/><parallelGateway id="f"/><userTask id="A"/>'
        f'<intermediateThrowEvent id="t">{escalation}</intermediateThrowEvent><endEvent id="te"/>'
        f'<intermediateCatchEvent id="c">{signal}</intermediateCatchEvent>'
        '<endEvent id="ce"><terminateEventDefinition/></endEvent>' + flows("is f", "f A", "A t", "t te", "f c", "c ce")
        + f'<subProcess id="H" triggeredByEvent="true"><startEvent id="hs" isInterrupting="false">{escalation}'
        f'</startEvent><userTask id="B"/><intermediateThrowEvent id="ht">{signal}</intermediateThrowEvent>'
        f'<endEvent id="he">{escalation}</endEvent>' + flows("hs B", "B ht", "ht he") + "</subProcess>"
    )  # fmt: skip
    case = play(
        START + f'<subProcess id="S">{inside}</subProcess><userTask id="U"/>' + END
        + f'<subProcess id="O" triggeredByEvent="true"><startEvent id="os" isInterrupting="false">{escalation}'
        '</startEvent><userTask id="C"/><endEvent id="oe"/>' + flows("os C", "C oe") + "</subProcess>"
        + flows("s S", "S U", "U e"),
        '<signal id="g" name="G"/><escalation id="x" escalationCode="X"/>',
    )  # fmt: skip
    assert case.do("A").open == ["B"]
    assert case.do("B").open == ["C", "U"]


@pytest.mark.parametrize("called", [True, False])
def test_a_return_from_inside_a_part_of_the_flow_has_all_that_is_in_it_done_anew(play, called):
    """What was done inside was said to stand, and the clock that ended in there did not go on."""
    inside = (
        '<startEvent id="is"/><userTask id="A" daylight:clock="ends"/><userTask id="B"/><endEvent id="ie"/>'
        + flows("is A", "A B", "B ie")
    )
    part = '<callActivity id="S" calledElement="P"/>' if called else f'<subProcess id="S">{inside}</subProcess>'
    case = play(
        START + f'<userTask id="T"/>{part}<userTask id="U"/>' + END + flows("s T", "T S", "S U", "U e"),
        f'<process id="P">{inside}</process>' if called else "",
    )  # fmt: skip
    case.do("T").do("A")
    task = case.restored().tasks[0].id
    plan = case.case.plan_return("T", task_id=task)
    assert plan.before_end and {"T", "A", "B"} <= plan.again
    assert "T" not in case.case.plan_return("A", task_id=task).again


def test_a_condition_starts_its_event_sub_process_though_what_else_it_wakes_ends_the_rest(play):
    """The oracle took one after the other: the first ended the case, and the second was waited for no longer."""
    condition = "<conditionalEventDefinition><condition>v_T = 1</condition></conditionalEventDefinition>"
    case = play(
        START + '<userTask id="T"/><intermediateCatchEvent id="c">' + condition + "</intermediateCatchEvent>" + END
        + '<subProcess id="H" triggeredByEvent="true"><startEvent id="hs" isInterrupting="false">' + condition
        + '</startEvent><userTask id="N"/><endEvent id="he"/><sequenceFlow id="h1" sourceRef="hs" targetRef="N"/>'
        '<sequenceFlow id="h2" sourceRef="N" targetRef="he"/></subProcess>' + flows("s T", "s c", "T e", "c e")
    )  # fmt: skip
    case.do("T", v_T=1)
    assert case.open == ["N"] and not case.finished
    case.do("N")
    assert case.finished
