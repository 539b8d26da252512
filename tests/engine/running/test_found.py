"""Models on which the engine and the oracle once disagreed."""

import pytest

from engine import CannotReturn
from tests.engine.running.conftest import flows

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
