"""What is handed to an activity and from it, in our words; how others say it: tests/engine/reading/test_mappings.py."""

import pytest

from tests.engine.running.conftest import flows

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
DONE = "<userTask id='Done'/>"


def handed(inputs: str = "", outputs: str = "", more: str = 'only="true"') -> str:
    """``"b = a + 1; c = b"``."""
    parts = [
        f'<daylight:{kind} name="{pair.partition("=")[0].strip()}" value="{pair.partition("=")[2].strip()}"/>'
        for kind, pairs in (("input", inputs), ("output", outputs))
        for pair in filter(None, pairs.split(";"))
    ]
    return f"<extensionElements><daylight:handed {more}>{''.join(parts)}</daylight:handed></extensionElements>"


def step(kind: str, inside: str, more: str = "", attributes: str = "") -> str:
    """The activity, then another step."""
    return (
        f'{START}<{kind} id="T" {attributes}>{inside}</{kind}>{DONE}{END}'
        + more
        + flows("s T", "T Done", "Done e").replace('id="f', 'id="main')
    )


def test_what_a_step_is_given_stands_in_it_alone_and_what_it_gives_goes_on(play):
    case = play(step("userTask", handed("x = x + 1; y = x * 2", "z = y + v")), data={"x": 1})
    assert case.case.visible(case.case.tasks[0].scope) == {"x": 2, "y": 4}
    case.do("T", v=10, other=True)
    assert case.values == {"x": 1, "z": 14} and list(case.restored().values) == ["0"]


def test_unless_nothing_else_goes_on_the_rest_does(play):
    case = play(step("userTask", handed("x = 5", "z = x", more="")), data={"x": 1}).do("T", v=10)
    assert case.values == {"x": 1, "z": 5, "v": 10}


def test_what_has_no_value_is_not_handed_over_where_it_says_so(play):
    case = play(step("userTask", handed("x = nothing", "z = nothing", more='filled="true"')), data={"x": 1, "z": 2})
    assert case.case.visible(case.case.tasks[0].scope) == {"x": 1, "z": 2}
    assert case.do("T").values == {"x": 1, "z": 2}


def test_a_sub_process_has_values_of_its_own(play):
    inside = '<userTask id="A"/><userTask id="B"/>' + flows("A B")
    case = play(step("subProcess", handed("x = 7", "z = x + v") + inside), data={"x": 1}).do("A", v=1).do("B")
    assert case.open == ["Done"] and case.values == {"x": 1, "z": 8}


def test_a_called_flow_gives_what_the_call_says(play):
    called = '<process id="P"><scriptTask id="Q" daylight:result="c"><script>b + 1</script></scriptTask></process>'
    case = play(step("callActivity", handed("b = a", "d = c"), attributes='calledElement="P"'), called, {"a": 4})
    assert case.open == ["Done"] and case.values == {"a": 4, "d": 5}


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_each_round_of_a_multi_instance_is_given_its_own(play, sequential):
    multi = f'<multiInstanceLoopCharacteristics isSequential="{sequential}"><outputDataItem id="d"/>'
    said = 'daylight:collection="items" daylight:item="i" daylight:results="r"'
    inside = handed("b = i * 10", "d = b + v") + multi + "</multiInstanceLoopCharacteristics>"
    case = play(step("userTask", inside, attributes=said), data={"items": [1, 2]}).do("T", v=1).do("T", v=2)
    assert case.values["r"] == [11, 22] and "d" not in case.values


def test_each_round_of_a_loop_gives_before_it_is_asked_whether_again(play):
    loop = "<standardLoopCharacteristics><loopCondition>n &lt; 3</loopCondition></standardLoopCharacteristics>"
    case = play(step("userTask", handed("b = n", "n = b + 1") + loop), data={"n": 0}).do("T").do("T").do("T")
    assert case.open == ["Done"] and case.values == {"n": 3}


def test_what_is_interrupted_gives_nothing(play):
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    late = f'<boundaryEvent id="b" attachedToRef="T">{timer}</boundaryEvent><userTask id="L"/>' + flows("b L")
    case = play(step("userTask", handed("x = 5", "z = x"), late)).later(hours=1)
    assert case.open == ["L"] and case.values == {} and list(case.case.values) == ["0"]


def test_a_message_goes_where_the_event_says(play):
    event = handed("", "z = v * 2") + '<messageEventDefinition messageRef="m"/>'
    case = play(step("intermediateCatchEvent", event), '<message id="m" name="m"/>')
    case.restored().send("m", {"v": 4})
    assert case.open == ["Done"] and case.values == {"z": 8}


def test_so_does_one_that_was_kept_and_what_a_receive_task_gets(play):
    case = play(
        START + '<userTask id="A"/><receiveTask id="R" messageRef="m">' + handed("", "z = v * 2") + "</receiveTask>"
        + DONE + flows("s A", "A R", "R Done"), '<message id="m" name="m"/>'
    )  # fmt: skip
    case.restored().send("m", {"v": 4}, keep=True)
    assert case.do("A").open == ["Done"] and case.values == {"z": 8}


def test_done_again_after_a_return_it_is_given_anew(play):
    case = play(step("userTask", handed("x = a", "z = x + v")), data={"a": 1}).do("T", v=1)
    case.restored().mend("a", 5, "wrong", by="x")
    case.restored().return_to("T", "again", by="x")
    assert case.do("T", v=1).values["z"] == 6
