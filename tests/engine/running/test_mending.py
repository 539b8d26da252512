"""Where a step fails: the case stands whole and says which element; what an administrator can then do."""

from datetime import timedelta

import pytest

from engine import CaseError, EngineError, NoWayOn, TaskNotOpen, read_model
from tests.engine.running.conftest import MONDAY, Played, flows, process

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="grade" name="grade"><decisionTable id="t" hitPolicy="UNIQUE"><input id="i"><inputExpression id="ie">
<text>amount</text></inputExpression></input><output id="o"/>
<rule id="r"><inputEntry id="ri"><text>&lt; 10</text></inputEntry>
<outputEntry id="ro"><text>"low"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
SCRIPT = '<scriptTask id="X" daylight:result="y"><script>{}</script></scriptTask>'


def straight(middle: str, *more: str) -> bytes:
    return process(START + '<userTask id="T"/>' + middle + END + flows("s T", "T X", "X e", *more))


FAILING = {
    "a gateway without a way": straight(
        '<exclusiveGateway id="X"/><endEvent id="e2"/>', "X e2 = a = 2"
    ).replace(b'targetRef="e"></seq', b'targetRef="e"><conditionExpression>a = 1</conditionExpression></seq'),
    "a script without a result": straight('<scriptTask id="X"><script>{y: 1}.y</script></scriptTask>'),
    "a script that reads too far": straight(SCRIPT.format("string join(for i in 1..10000000 return string(i))")),
    "a table without a row": straight('<businessRuleTask id="X" daylight:decision="grade" daylight:result="y"/>'),
    "a list that is none": straight(
        '<userTask id="X" daylight:collection="a"><multiInstanceLoopCharacteristics/></userTask>'
    ),
    "a timer that is none": straight(
        '<intermediateCatchEvent id="X"><timerEventDefinition><timeDate>= a</timeDate></timerEventDefinition>'
        "</intermediateCatchEvent>"
    ),
    "nobody whose task it is": straight(
        '<userTask id="X"><extensionElements><daylight:post post="= b"/></extensionElements></userTask>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FAILING)
def test_a_failure_names_its_element_and_leaves_the_case_where_it_was(what: str) -> None:
    case = Played(read_model({"flow.bpmn": FAILING[what], "t.dmn": TABLE}))
    before = case.restored().pack()
    with pytest.raises(EngineError) as failed:
        case.case.complete(case.case.tasks[0].id, {"a": 3, "amount": 11}, by="li")
    assert failed.value.element == "X" and failed.value.text.zh and failed.value.text.en
    assert case.case.pack() == before and case.case.changes.entries == ()


def test_a_due_timer_that_fails_fires_once_the_value_is_mended():
    wait = (
        '<intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    )
    case = Played(
        read_model(
            process(
                START + wait + '</intermediateCatchEvent><exclusiveGateway id="X"/><endEvent id="e2"/>' + END
                + flows("s w", "w X", "X e = a = 1", "X e2 = a = 2")
            )
        ),
        {"a": 3},
    )  # fmt: skip
    case.clock.advance_to(MONDAY + timedelta(hours=2))
    with pytest.raises(NoWayOn):
        case.restored().advance()
    assert len(case.restored().due) == 1
    case.case.mend("a", 2, "录入错误", by="admin")
    entry = case.case.changes.entries[-1]
    assert (entry.kind, entry.by, entry.opinion, entry.values) == ("mended", "admin", "录入错误", {"a": 2})
    assert case.restored().advance() == 1 and case.finished and case.case.ended_at == ["e2"]


def test_a_mended_value_wakes_what_waits_for_it(play):
    condition = "<conditionalEventDefinition><condition>a = 1</condition></conditionalEventDefinition>"
    case = play(
        START + f'<intermediateCatchEvent id="c">{condition}</intermediateCatchEvent><userTask id="T"/>' + END
        + flows("s c", "c T", "T e")
    )  # fmt: skip
    assert case.open == []
    case.restored().mend("a", 1, "漏录", by="admin")
    assert case.open == ["T"]


def test_nothing_is_mended_without_a_reason_or_where_there_is_nothing(play):
    case = play(START + '<userTask id="T"/>' + END + flows("s T", "T e"))
    for name, reason, scope in (("a", " ", "0"), ("a", "x", "99")):
        with pytest.raises(CaseError):
            case.restored().mend(name, 1, reason, by="admin", scope=scope)
    assert "a" not in case.case.values["0"]


def test_a_task_or_an_event_is_skipped_with_a_reason(play):
    case = play(
        START + '<userTask id="T"/><receiveTask id="R" messageRef="m"/><userTask id="U"/>' + END
        + flows("s T", "T R", "R U", "U e"),
        '<message id="m" name="M"/>',
    )  # fmt: skip
    assert [element for _, element in case.case.skippable] == ["T"]
    case.restored().skip(case.case.tasks[0].id, "岗位已撤销", by="admin", values={"a": 1})
    assert case.values["a"] == 1 and case.case.here == ["R"]
    [(waiting, element)] = case.restored().skippable
    assert element == "R"
    case.case.skip(waiting, "对方不再发", by="admin")
    assert [e.kind for e in case.case.changes.entries] == ["skipped"]
    assert case.open == ["U"]
    with pytest.raises(TaskNotOpen):
        case.restored().skip(waiting, "x", by="admin")


def test_the_result_of_a_step_that_cannot_be_worked_out_is_given_by_hand():
    case = Played(read_model({"flow.bpmn": FAILING["a table without a row"], "t.dmn": TABLE}))
    case.restored().supply("X", {"y": "middle"}, "表里没有这一档，按请示办", by="admin")
    case.do("T", amount=11)
    assert case.finished and case.values["y"] == "middle"
    with pytest.raises(CaseError):
        Played(case.model).case.supply("T", {}, "x", by="admin")
