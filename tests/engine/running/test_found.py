"""Models on which the engine and the oracle once disagreed."""

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
