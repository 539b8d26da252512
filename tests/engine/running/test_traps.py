"""What SpiffWorkflow by itself does silently wrong (design D2), as it has to be."""

from decimal import Decimal
from itertools import pairwise

import pytest

from engine import NoWayOn, read_model
from tests.engine.running.conftest import Played, flows, process

TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
LOOP = (
    '<startEvent id="s"/><exclusiveGateway id="m"/><parallelGateway id="fork"/><userTask id="A"/><userTask id="B"/>'
    '<parallelGateway id="join"/><exclusiveGateway id="x" default="f7"/><endEvent id="e"/>'
    + flows("s m", "m fork", "fork A", "fork B", "A join", "B join", "join x", "x e", "x m = again = true")
)


def test_a_parallel_join_in_a_loop_waits_for_all_in_every_round(play):
    case = play(LOOP)
    for _ in range(5):
        case.do("A", again=True)
        assert case.open == ["B"]
        case.do("B")
        assert case.open == ["A", "B"]


def test_a_loop_of_many_rounds_neither_grows_nor_ends_by_itself(play):
    case = play(LOOP)
    case.do("A", again=True).do("B")
    young = len(case.case.to_bytes())
    for _ in range(1000):
        case.do("A").do("B")
    assert case.open == ["A", "B"] and not case.finished
    assert len(case.case.to_bytes()) - young < 8  # the counter's digits


def test_wide_blocks_in_a_row_predict_nothing(play):
    nodes, arrows = ['<startEvent id="s"/>', '<endEvent id="e"/>'], ["s g0"]
    for block in range(6):
        nodes.append(f'<parallelGateway id="g{block}"/><parallelGateway id="j{block}"/>')
        for task in range(4):
            nodes.append(f'<userTask id="t{block}{task}"/>')
            arrows += [f"g{block} t{block}{task}", f"t{block}{task} j{block}"]
        arrows.append(f"j{block} {f'g{block + 1}' if block < 5 else 'e'}")
    case = play("".join(nodes) + flows(*arrows))
    assert len(case.case.tokens.tasks) == 5  # the root and four tasks
    for block in range(6):
        for task in range(4):
            case.do(f"t{block}{task}")
    assert case.finished


MULTI = (
    '<startEvent id="s"/><userTask id="T"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>'
    "<loopDataOutputRef>votes</loopDataOutputRef></multiInstanceLoopCharacteristics></userTask>{}"
    '<endEvent id="e"/>'
)


def test_multi_instance_goes_on_after_a_restart_with_nothing_cached():
    xml = process(MULTI.format("") + flows("s T", "T e"))
    case = Played(read_model(xml))
    for vote in (2, 0, 1):
        case.model = read_model(xml)  # a new process: nothing was built for this model yet
        task = next(t for t in case.restored().tasks if t.item == vote)
        case.case.complete(task.id, {"vote": vote}, by="x")
    assert case.finished
    assert case.values["votes"] == [{"vote": Decimal(n)} for n in range(3)]  # in item order


def test_a_boundary_timer_on_a_multi_instance_keeps_the_votes_cast(play):
    case = play(
        MULTI.format(f'<boundaryEvent id="late" attachedToRef="T">{TIMER}</boundaryEvent><userTask id="L"/>')
        + flows("s T", "T e", "late L", "L e")
    )
    case.do("T", vote=1).later(hours=2)
    assert case.open == ["L"] and case.values["votes"] == [{"vote": Decimal(1)}]


def test_a_quorum_sees_the_votes_that_were_collected(play):
    quorum = "count(votes[ok = true]) >= 2"
    case = play(
        '<startEvent id="s"/><userTask id="T"><multiInstanceLoopCharacteristics><loopCardinality>5</loopCardinality>'
        "<loopDataOutputRef>votes</loopDataOutputRef>"
        f"<completionCondition>{quorum}</completionCondition></multiInstanceLoopCharacteristics></userTask>"
        '<endEvent id="e"/>' + flows("s T", "T e")
    )
    case.do("T", ok=True).do("T", ok=False)
    assert case.open == ["T", "T", "T"]
    case.do("T", ok=True)
    assert case.finished


def test_a_reminder_of_a_cycle_timer_stays_when_its_activity_ends(play):
    cycle = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
    case = play(
        '<startEvent id="s"/><userTask id="T"/><userTask id="remind"/><endEvent id="e"/>'
        f'<boundaryEvent id="c" attachedToRef="T" cancelActivity="false">{cycle}</boundaryEvent>'
        + flows("s T", "T e", "c remind", "remind e")
    )
    case.later(minutes=61)
    assert case.open == ["T", "remind"]
    case.do("T")
    assert case.open == ["remind"] and not case.finished
    case.do("remind")
    assert case.finished


def test_a_cycle_timer_fires_as_often_as_it_says(play):
    cycle = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
    case = play(
        '<startEvent id="s"/><userTask id="T"/><userTask id="remind"/><endEvent id="e"/>'
        f'<boundaryEvent id="c" attachedToRef="T" cancelActivity="false">{cycle}</boundaryEvent>'
        + flows("s T", "T e", "c remind", "remind e")
    )
    case.later(hours=1)
    assert case.open.count("remind") == 1
    case.later(hours=50)
    assert case.open.count("remind") == 3 and case.restored().due == []


def test_two_timers_of_an_event_gateway_each_have_their_own_time(play):
    def wait(id: str, time: str) -> str:
        timer = f"<timerEventDefinition><timeDuration>{time}</timeDuration></timerEventDefinition>"
        return f'<intermediateCatchEvent id="{id}">{timer}</intermediateCatchEvent><userTask id="T{id}"/>'

    case = play(
        '<startEvent id="s"/><eventBasedGateway id="g"/><endEvent id="e"/>'
        + wait("long", "PT1H")
        + wait("short", "PT6M")
        + flows("s g", "g long", "g short", "long Tlong", "short Tshort", "Tlong e", "Tshort e")
    )
    assert len(case.restored().due) == 2
    case.later(minutes=6)
    assert case.open == ["Tshort"] and case.restored().due == []


def test_a_join_keeps_what_each_branch_set(play):
    case = play(
        '<startEvent id="s"/><parallelGateway id="g"/><userTask id="A"/><userTask id="B"/><parallelGateway id="j"/>'
        '<userTask id="T"/><endEvent id="e"/>' + flows("s g", "g A", "g B", "A j", "B j", "j T", "T e"),
        data={"x": 0, "y": 0},
    )
    case.do("B", y=2).do("A", x=1)
    assert (case.values["x"], case.values["y"]) == (1, 2)


def test_a_deep_chain_is_no_end(play):
    tasks = [f"t{n}" for n in range(1100)]
    names = ["s", *tasks, "e"]
    case = play(
        '<startEvent id="s"/><endEvent id="e"/>'
        + "".join(f'<userTask id="{t}"/>' for t in tasks)
        + flows(*(f"{a} {b}" for a, b in pairwise(names)))
    )
    for task in tasks:
        assert not case.finished
        case.case.complete(case.case.tasks[0].id, {}, by="x")
        assert case.case.history[-1] == task or case.finished
    assert case.finished


def test_suspicious_names_of_elements_are_just_names(play):
    case = play(
        '<startEvent id="Start"/><userTask id="End"/><endEvent id="root"/>' + flows("Start End", "End root"),
        data={"typename": "x"},
    )
    case.do("End")
    assert case.finished and case.values["typename"] == "x"


def test_no_way_on_is_an_error_and_changes_nothing(play):
    case = play(
        '<startEvent id="s"/><userTask id="T"/><exclusiveGateway id="x"/><endEvent id="e"/><endEvent id="e2"/>'
        + flows("s T", "T x", "x e = a = 1", "x e2 = a = 2")
    )
    before = case.case.pack()
    with pytest.raises(NoWayOn) as refused:
        case.case.complete(case.case.tasks[0].id, {"a": 3}, by="x")
    assert refused.value.element == "x"
    assert case.case.pack() == before and case.case.changes.values == () and len(case.case.changes.entries) == 1
    case.do("T", a=2)
    assert case.finished and case.case.ended_at == ["e2"]
