"""Multi-instance: what is repeated over, and what stands in results and outcome."""

from decimal import Decimal

import pytest

from tests.engine.running.conftest import flows

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


def multi(sequential: bool = False, more: str = "") -> str:
    return (
        '<userTask id="T" daylight:collection="items" daylight:item="i" daylight:results="done">'
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">{more}'
        '<outputDataItem id="v"/></multiInstanceLoopCharacteristics></userTask>'
    )


def test_a_context_is_repeated_over_by_its_values_and_gives_its_keys_back(play):
    case = play(START + multi() + END + flows("s T", "T e"), data={"items": {"a": 1, "b": 2}})
    for task in case.restored().tasks:
        case.case.complete(task.id, {"v": case.case.visible(task.scope)["i"] * 2}, by="x")
    assert case.finished and case.values["done"] == {"a": Decimal(2), "b": Decimal(4)}


def test_nothing_to_do_gives_an_empty_list(play):
    case = play(START + multi() + END + flows("s T", "T e"), data={"items": []})
    assert case.finished and case.values["done"] == []


def test_what_is_repeated_over_is_worked_out_once(play):
    """Also where a round changes the collection itself."""
    body = START + multi(sequential=True).replace('results="done"', 'results="items"') + END + flows("s T", "T e")
    case = play(body, data={"items": [1, 2, 3]})
    seen = []
    while not case.finished:
        task = case.restored().tasks[0]
        seen.append(case.case.visible(task.scope)["i"])
        case.case.complete(task.id, {"v": 9}, by="x")
    assert seen == [1, 2, 3] and case.values["items"] == [9, 9, 9]


AGAIN = (
    START + '<exclusiveGateway id="m"/>'
    '<userTask id="T" daylight:collection="items" daylight:item="i" daylight:results="votes"><extensionElements>'
    '<daylight:joint rule="all" agrees="ok" outcome="result"/></extensionElements><multiInstanceLoopCharacteristics/>'
    '</userTask><boundaryEvent id="late" attachedToRef="T"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
    '</timerEventDefinition></boundaryEvent><userTask id="L"/><exclusiveGateway id="x" default="f5"/>'
    + END
    + flows("s m", "m T", "T x", "late L", "L e", "x m", "x e = result.通过")
)  # fmt: skip


def test_in_a_second_round_nothing_of_the_first_stands(play):
    case = play(AGAIN, data={"items": [1, 2]}).do("T", by="a", ok=True).do("T", by="b", ok=False)
    assert case.open == ["T", "T"]  # one was against: again
    assert case.values["votes"] == [] and case.values["result"]["通过"] is None
    case.later(hours=2)
    assert case.open == ["L"] and case.values["votes"] == [] and case.values["result"]["已签"] == 0


def test_weights_are_known_before_anybody_has_signed_also_in_order(play):
    body = (
        START + '<userTask id="T" daylight:collection="items" daylight:item="i" daylight:results="votes">'
        '<extensionElements><daylight:joint rule="weights" need="5" weight="i" agrees="ok" outcome="result"/>'
        '</extensionElements><multiInstanceLoopCharacteristics isSequential="true"/></userTask>' + END
        + flows("s T", "T e")
    )  # fmt: skip
    case = play(body, data={"items": [1, 1, 5]}).do("T", by="a", ok=False).do("T", by="b", ok=False)
    assert case.open == ["T"]  # the third alone is enough
    case.do("T", by="c", ok=True)
    assert case.finished and case.values["result"]["通过"] is True


def test_enough_is_asked_of_what_the_last_round_has_said(play):
    """It was asked without the values of that round, and never said yes."""
    enough = "<completionCondition>stop and i = 2</completionCondition>"
    case = play(START + multi(more=enough) + END + flows("s T", "T e"), data={"items": [1, 2, 3], "stop": False})
    first, second, _ = (t.id for t in case.restored().tasks)
    case.case.complete(first, {"v": 1, "stop": True}, by="x")
    assert len(case.open) == 2
    case.restored().complete(second, {"v": 2, "stop": True}, by="x")
    assert case.finished and case.values["done"] == [1, 2] and case.values["stop"] is False


def test_what_is_repeated_over_may_be_handed_up_under_its_own_name(play):
    """It was lost: each result was null."""
    body = multi().replace('results="done"', 'results="items"').replace('"v"', '"i"')
    case = play(START + body + END + flows("s T", "T e"), data={"items": [1, 2]})
    assert case.do("T", i=7).do("T", i=8).finished and case.values["items"] == [7, 8]


@pytest.mark.parametrize("sequential", [True, False])
def test_of_a_number_the_item_is_its_number_from_zero(play, sequential):
    number = "<loopCardinality>3</loopCardinality>"
    body = multi(sequential, number).replace('daylight:collection="items" ', "")
    case = play(START + body + END + flows("s T", "T e"))
    while not case.finished:
        task = case.restored().tasks[0]
        case.case.complete(task.id, {"v": case.case.visible(task.scope)["i"] * 2}, by="x")
    assert case.values["done"] == [0, 2, 4]


@pytest.mark.parametrize("name", ["scope", "element", "expression"])
def test_an_item_may_have_any_name(play, name):
    weighed = f'rule="weights" need="2" weight="{name}"'
    body = AGAIN.replace('item="i"', f'item="{name}"').replace('rule="all"', weighed)
    assert play(body, data={"items": [1, 2]}).do("T", by="a", ok=True).do("T", by="b", ok=True).finished
