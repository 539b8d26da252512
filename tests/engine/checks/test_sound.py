"""Soundness as it is told: the element, why, and the way there."""

import pytest

from engine import Rules, check_model, read_model
from engine.checks.soundness import explore
from tests.engine.checks.conftest import brief
from tests.engine.running.conftest import flows, process

TASKS = '<startEvent id="s"/><userTask id="A" name="甲"/><userTask id="B" name="乙"/><endEvent id="e"/>'
CHOICE = ' = x = 1", "x B = x != 1'


def gate(id: str, kind: str) -> str:
    return f'<{kind}Gateway id="{id}"/>'


def both(split: str, join: str) -> bytes:
    """A split to A and B, and a join of them."""
    conditions = ("", "") if split == "parallel" else ("= x = 1", "= x != 1")
    ways = flows("s x", f"x A {conditions[0]}", f"x B {conditions[1]}", "A j", "B j", "j e")
    return process(TASKS + gate("x", split) + gate("j", join) + ways)


def test_a_parallel_join_behind_a_choice_waits_for_ever(said) -> None:
    (found,) = said("soundness", both("exclusive", "parallel"))
    assert (found.element, found.severity) == ("j", "error")
    assert "死锁" in found.message.zh and "甲" in found.message.zh
    assert found.path[0] == "s" and "A" in found.path and "j" not in found.path


def test_an_exclusive_merge_behind_a_parallel_split_ends_twice(said) -> None:
    assert ("e", "warning") in brief(said("soundness", both("parallel", "exclusive")))
    assert ("e", "error") in brief(said("soundness", both("parallel", "exclusive"), Rules(as_power=True)))


@pytest.mark.parametrize("kind", ["exclusive", "parallel", "inclusive"])
def test_what_matches_is_sound(said, kind: str) -> None:
    assert said("soundness", both(kind, kind)) == []


def test_what_never_comes_is_the_step_behind_a_sub_process_that_only_an_error_ends(said) -> None:
    inner = '<userTask id="B" name="乙"/><endEvent id="x"><errorEventDefinition/></endEvent>'
    inner += '<sequenceFlow id="i" sourceRef="B" targetRef="x"/>'
    caught = '<boundaryEvent id="b" attachedToRef="P"><errorEventDefinition/></boundaryEvent><endEvent id="e"/>'
    body = f'<subProcess id="P">{inner}</subProcess><userTask id="A" name="甲"/>{caught}' + flows("P A", "A e", "b e")
    assert brief(said("soundness", process(body))) == [("A", "warning")]


@pytest.mark.parametrize("first", ["true", "false"])
def test_a_signal_reaches_what_waits_beside_what_it_interrupts(said, first: str) -> None:
    """Else the join behind the two would wait for ever."""
    second = "false" if first == "true" else "true"
    beside = '<boundaryEvent id="{}" attachedToRef="A" cancelActivity="{}"><signalEventDefinition signalRef="g"/>'
    beside += "</boundaryEvent>"
    ways = flows("s A", "A e", "a j", "b j", "j B", "B e")
    body = TASKS + beside.format("a", first) + beside.format("b", second) + gate("j", "parallel") + ways
    assert said("soundness", process(body, '<signal id="g" name="G"/>')) == []


def test_two_tokens_on_one_step(said) -> None:
    xml = process(
        TASKS + '<userTask id="C" name="丙"/>' + gate("x", "parallel") + flows("s x", "x A", "x B", "A C", "B C", "C e")
    )
    assert ("C", "warning") in brief(said("soundness", xml))


def test_rounds_without_a_way_out(said) -> None:
    xml = process(
        '<startEvent id="s"/><userTask id="A" name="甲"/><userTask id="B" name="乙"/>' + flows("s A", "A B", "B A")
    )
    (found,) = said("soundness", xml)
    assert found.severity == "error" and "不能结束" in found.message.zh


def test_a_sub_process_that_only_its_border_ends_is_no_endless_round(said) -> None:
    border = (
        '<boundaryEvent id="b" attachedToRef="P"><messageEventDefinition messageRef="m"/></boundaryEvent>'
        '<endEvent id="e"/>'
    )
    inside = '<startEvent id="i"/><userTask id="A" name="甲"/><userTask id="B" name="乙"/>' + flows("i A", "A B", "B A")
    inside = inside.replace('id="f', 'id="g')
    xml = process(
        f'<startEvent id="s"/><subProcess id="P">{inside}</subProcess>{border}' + flows("s P", "b e"),
        '<message id="m" name="停"/>',
    )
    assert [f for f in said("soundness", xml) if f.severity == "error"] == []


def test_a_withdrawal_does_not_hide_that_a_case_cannot_be_decided(said) -> None:
    handler = (
        '<subProcess id="H" triggeredByEvent="true"><startEvent id="h"><messageEventDefinition messageRef="m"/>'
        "</startEvent></subProcess>"
    )
    body = both("exclusive", "parallel").decode()
    body = body.replace("<process", '<message id="m" name="撤回"/><process').replace(
        "</process>", f"{handler}</process>"
    )
    assert ("j", "error") in brief(said("soundness", body.encode()))


def test_an_error_that_nothing_raises_is_never_caught(said) -> None:
    xml = process(
        TASKS + '<boundaryEvent id="b" attachedToRef="A"><errorEventDefinition/></boundaryEvent>'
        + flows("s A", "A e", "b B", "B e")
    )  # fmt: skip
    (found,) = said("soundness", xml)
    assert found.element == "b" and "永远不会发生" in found.message.zh


def many(n: int) -> bytes:
    """``n`` branches at once, of three steps each with a timer: more orders than anybody wants to see."""
    out = '<startEvent id="s"/><parallelGateway id="x"/><parallelGateway id="j"/><endEvent id="e"/>'
    pairs = ["s x", "j e"]
    for i in range(n):
        for k in range(3):
            out += f'<userTask id="T{i}_{k}" name="{i} {k}"/>'
            out += (
                f'<boundaryEvent id="B{i}_{k}" attachedToRef="T{i}_{k}" cancelActivity="false"><timerEventDefinition>'
                f"<timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"
            )
        pairs += [f"x T{i}_0", f"T{i}_0 T{i}_1", f"T{i}_1 T{i}_2", f"T{i}_2 j"]
    return process(out + flows(*pairs))


def test_too_many_states_are_not_decided(said) -> None:
    (found,) = said("soundness", many(9))
    assert found.severity == "warning" and "Not decided" in found.message.en


def test_branches_of_plain_steps_are_gone_through_in_one_order() -> None:
    xml = many(8).decode()
    while "<boundaryEvent" in xml:
        head, rest = xml.split("<boundaryEvent", 1)
        xml = head + rest.split("</boundaryEvent>", 1)[1]
    space = explore(read_model(xml.encode()))
    assert space.sound and space.size < 100  # 4 ** 8 = 65,536 in every order


def test_a_flow_may_have_any_name() -> None:
    ways = flows("s A", "A x", "x A = n = 1", "x B = n != 1", "B e")
    for name in ("again", "inner", "None"):
        xml = process(TASKS + gate("x", "exclusive") + ways.replace('id="f2"', f'id="{name}"'))
        assert explore(read_model(xml)).sound


def test_the_worst_comes_first() -> None:
    found = check_model(read_model(both("exclusive", "parallel")))
    assert [f.severity for f in found] == sorted((f.severity for f in found), key=("error", "warning", "note").index)
