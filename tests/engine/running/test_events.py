"""Whom an event reaches: what waits for it, what it ends, what catches it."""

from datetime import timedelta

import pytest

from engine import ModelRefused, read_model
from tests.engine.running.conftest import MONDAY, flows, process

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


@pytest.mark.parametrize("event", ["message", "signal", "error", "escalation", "terminate", "cancel"])
def test_it_comes_before_anything_is_thrown(play, event):
    """The message was sent, or the error had ended the sub-process, before anybody had looked."""
    ref = {"message": ' messageRef="m"', "signal": ' signalRef="sig"'}.get(event, "")
    inside = f'<userTask id="T"/>{SETS_X}<endEvent id="x"><{event}EventDefinition{ref}/></endEvent>'
    inside += handler(X_IS_1) + flows("T k", "k x").replace('id="f', 'id="p')
    around = beside("c", "P", f"<{event}EventDefinition/>") if event in ("error", "escalation", "cancel") else ""
    case = play(f'<transaction id="P">{inside}</transaction>' + around, NAMED).do("T")
    assert case.open == ["ht"] and case.case.changes.sent == () and "x" not in case.case.history
    assert case.do("ht").finished


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


# ---------------------------------------------------------------------- what is raised


def raising(event: str, more: str = "") -> str:
    """A sub-process P that raises an event once its step T is done."""
    inside = f'<userTask id="T"/><endEvent id="x">{event}</endEvent>{more}' + flows("T x").replace("f0", "p")
    return f'<startEvent id="s"/><subProcess id="P">{inside}</subProcess>' + flows("s P")


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_a_catch_of_what_has_no_code_catches_any(play, kind):
    """BPMN 2.0, 8.4.3 and 8.4.4. It caught only what refers to the very same."""
    declared = f'<{kind} id="one" {kind}Code="1"/><{kind} id="two" {kind}Code=""/><{kind} id="three"/>'
    event = f'<{kind}EventDefinition {kind}Ref="{{}}"/>'
    any_of_them = beside("a", "P", event.format("two"))
    case = play(raising(event.format("one")) + any_of_them, declared)
    assert case.do("T").open == ["at"] and not case.model.report
    more_specific = beside("b", "P", event.format("one"))
    assert play(raising(event.format("one")) + any_of_them + more_specific, declared).do("T").open == ["bt"]
    the_very_same = beside("b", "P", event.format("three"))
    assert play(raising(event.format("three")) + any_of_them + the_very_same, declared).do("T").open == ["bt"]


CANCEL = "<cancelEventDefinition/>"
ANY_ERROR = "<errorEventDefinition/>"


def test_a_cancelled_transaction_is_not_taken_for_an_error(play):
    """What catches any error inside caught it, and the transaction went on."""
    inner = '<subProcess id="I"><userTask id="T"/><endEvent id="x">' + CANCEL + "</endEvent>"
    inner += flows("T x").replace("f0", "i") + handler(ANY_ERROR) + "</subProcess>" + beside("b", "I", ANY_ERROR)
    case = play(f'<transaction id="P">{inner}</transaction>' + beside("c", "P", CANCEL))
    assert case.do("T").open == ["ct"]
    assert {f.check for f in case.model.report} == {"never-raised"}


def test_a_cancel_event_leaves_its_own_transaction_only(play):
    """Where that has no boundary event, it is not the one around it that is left."""
    inner = '<transaction id="I"><userTask id="T"/><endEvent id="x">' + CANCEL + "</endEvent>"
    inner += flows("T x").replace("f0", "i") + "</transaction>"
    case = play(f'<transaction id="P">{inner}</transaction>' + beside("c", "P", CANCEL))
    assert case.do("T").open == ["x"] and "undoing" in {f.check for f in case.model.report}


@pytest.mark.parametrize("host", ['<userTask id="P"/>', '<subProcess id="P"><userTask id="T"/></subProcess>'])
def test_a_cancel_event_on_anything_but_a_transaction_is_told_by_a_person(play, host):
    case = play(host + beside("c", "P", CANCEL))
    assert [(f.check, f.element) for f in case.model.report] == [("undoing", "c")]
    case.restored().send("c")
    assert case.open == ["ct"]


@pytest.mark.parametrize("declared", ['<escalation id="x" escalationCode="X"/>', ""])
def test_an_escalation_that_nobody_catches_is_told_outside(play, declared):
    event = '<escalationEventDefinition escalationRef="x"/>'
    case = play(raising(event), declared).do("T")
    assert case.finished and case.case.changes.sent == (("escalation", "X" if declared else "x"),)
    caught = play(raising(event) + beside("b", "P", event), declared).do("T")
    assert caught.open == ["bt"] and not caught.case.changes.sent


# ---------------------------------------------------------------------- timers


@pytest.mark.parametrize(
    ("text", "amount"), [("PT1.5H", 90), ("PT0,5H", 30), ("PT.5H", 30), ("P0.5D", 720), ("P1DT1.5M", 1441.5)]
)
def test_the_last_number_of_a_duration_may_have_a_fraction(play, text, amount):
    """ISO 8601, 5.5.2.2."""
    timer = f"<timerEventDefinition><timeDuration>{text}</timeDuration></timerEventDefinition>"
    case = play('<userTask id="T"/>' + beside("b", "T", timer))
    assert case.case.due[0][0] == MONDAY + timedelta(minutes=amount)


@pytest.mark.parametrize("text", ["PT1.5H30M", "P1.5Y", "P", "PT", "P1H", "P1DT", "PT1H1"])
def test_what_is_no_duration_is_refused(text):
    timer = f"<timerEventDefinition><timeDuration>{text}</timeDuration></timerEventDefinition>"
    with pytest.raises(ModelRefused) as refused:
        read_model(process('<userTask id="T"/>' + beside("b", "T", timer)))
    assert refused.value.element == "b"


# ---------------------------------------------------------------------- what undoes


COMPENSATION = "<compensateEventDefinition{}/>"
UNDOES = '<association id="as{0}" sourceRef="{0}" targetRef="{1}"/><userTask id="{1}" isForCompensation="true"/>'


def undone(step: str) -> str:
    return (
        f'<userTask id="{step}"/><boundaryEvent id="{step}b" attachedToRef="{step}">{COMPENSATION.format("")}'
        "</boundaryEvent>" + UNDOES.format(f"{step}b", f"{step}u")
    )


@pytest.mark.parametrize(
    ("what", "by"), [("", ["Au", "H", "Bu"]), (' activityRef="A"', ["Au"]), (' activityRef="P"', ["Bu", "H"])]
)
def test_who_undoes_is_told_by_what(what, by):
    """Of what stands in the same scope, or in what is named; nothing begins it before."""
    inside = undone("B") + handler(COMPENSATION.format(""))
    throw = f'<intermediateThrowEvent id="X">{COMPENSATION.format(what)}</intermediateThrowEvent>'
    body = undone("A") + f'<subProcess id="P">{inside}</subProcess>{throw}' + flows("A P", "P X")
    model = read_model(process(body, f'<process id="Q">{undone("D")}</process>'), "Main")
    told = next(f.message.en for f in model.report if f.element == "X")
    assert sorted(told.partition("done (")[2].rstrip(").").split(", ")) == sorted(by)


def test_before_a_transaction_is_cancelled_a_person_undoes_what_was_done_in_it(play):
    """It was left, and nobody was asked."""
    inside = undone("T") + f'<endEvent id="x">{CANCEL}</endEvent>' + flows("T x").replace("f0", "p")
    case = play(f'<transaction id="P">{inside}</transaction>' + beside("c", "P", CANCEL)).do("T")
    assert case.open == ["x_undo"] and case.do("x_undo").open == ["ct"]
    assert any("(Tu)" in f.message.en for f in case.model.report if f.element == "x")


def test_an_event_sub_process_that_undoes_is_not_begun_while_its_sub_process_runs(play):
    case = play('<subProcess id="P"><userTask id="T"/>' + handler(COMPENSATION.format("")) + "</subProcess>")
    assert case.restored().receivable == []
    assert case.do("T").finished


def test_a_step_that_undoes_and_that_flows_lead_to_is_named(play):
    case = play('<startEvent id="s"/><userTask id="T" isForCompensation="true"/>' + flows("s T"))
    assert case.open == ["T"] and [f.element for f in case.model.report] == ["T"]
