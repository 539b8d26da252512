"""Whom an event reaches: what waits for it, what it ends, what catches it."""

import pytest

from tests.engine.running.conftest import flows

NAMED = '<message id="m" name="M"/><signal id="sig" name="S"/>'
X_IS_1 = "<conditionalEventDefinition><condition>x = 1</condition></conditionalEventDefinition>"
SIGNAL = '<signalEventDefinition signalRef="sig"/>'
SETS_X = '<scriptTask id="k" daylight:result="x"><script>1</script></scriptTask>'


def handler(event: str, interrupting: bool = True) -> str:
    open_ = "" if interrupting else ' isInterrupting="false"'
    return (
        f'<subProcess id="H" triggeredByEvent="true"><startEvent id="hs"{open_}>{event}</startEvent>'
        '<userTask id="ht"/><sequenceFlow id="h1" sourceRef="hs" targetRef="ht"/></subProcess>'
    )


def beside(id: str, on: str, event: str, interrupting: bool = True) -> str:
    open_ = "" if interrupting else ' cancelActivity="false"'
    return (
        f'<boundaryEvent id="{id}" attachedToRef="{on}"{open_}>{event}</boundaryEvent><userTask id="{id}t"/>'
        f'<sequenceFlow id="{id}f" sourceRef="{id}" targetRef="{id}t"/>'
    )


LAST_STEPS = {
    "answers": '<startEvent id="s"/><userTask id="T"/><endEvent id="e"/>' + flows("s T", "T e"),
    "answers, no end event": '<startEvent id="s"/><userTask id="T"/>' + flows("s T"),
    "a script": f'<startEvent id="s"/><userTask id="T"/>{SETS_X}<endEvent id="e"/>' + flows("s T", "T k", "k e"),
}


@pytest.mark.parametrize("interrupting", [True, False])
@pytest.mark.parametrize("last", LAST_STEPS)
def test_a_condition_that_the_last_step_makes_true_comes(play, last, interrupting):
    """The case, the sub-process was over before anybody had looked."""
    values = {} if last == "a script" else {"x": 1}
    case = play(LAST_STEPS[last] + handler(X_IS_1, interrupting)).do("T", **values)
    assert case.open == ["ht"]
    assert case.do("ht").finished
    sub = f'<subProcess id="P">{LAST_STEPS[last]}{{}}</subProcess><userTask id="U"/>' + flows("P U").replace("f0", "p")
    case = play(sub.format(handler(X_IS_1, interrupting))).do("T", **values)
    assert case.open == ["ht"]
    assert case.do("ht").open == ["U"]
    case = play(sub.format("") + beside("b", "P", X_IS_1, interrupting)).do("T", **values)
    assert case.open == (["bt"] if interrupting else ["U", "bt"])


def test_it_comes_beside_what_is_repeated_too(play):
    loop = '<userTask id="T"/><standardLoopCharacteristics loopMaximum="2"/>'
    case = play(f'<subProcess id="P">{loop}</subProcess><userTask id="U"/>' + beside("b", "P", X_IS_1) + flows("P U"))
    assert case.do("T").do("T", x=1).open == ["bt"]


def test_an_activity_that_is_done_is_not_interrupted_by_its_own_answers(play):
    case = play('<userTask id="T"/><userTask id="U"/>' + beside("b", "T", X_IS_1) + flows("T U"))
    assert case.do("T", x=1).open == ["U"]


@pytest.mark.parametrize(("event", "comes"), [(SIGNAL, {}), (X_IS_1, {"x": 1})])
@pytest.mark.parametrize("first", [True, False])
def test_what_interrupts_a_step_does_not_keep_it_from_what_waits_beside_it(play, event, comes, first):
    """Which of the two was drawn first decided whether the other one heard of it."""
    events = [beside("a", "T", event, interrupting=first), beside("b", "T", event, interrupting=not first)]
    case = play(
        '<startEvent id="s"/><userTask id="T"/><userTask id="V"/>' + "".join(events) + flows("s T", "s V"), NAMED
    )
    if comes:
        case.do("V", **comes)
        assert case.open == ["at", "bt"]
    else:
        case.restored().send("S")
        assert case.open == ["V", "at", "bt"]
