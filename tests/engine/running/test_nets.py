"""Random flows without block structure, played by the engine and by the oracle, saved and restored at every step."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from engine import ModelRefused, TooManySteps
from tests.engine.running.oracle.marking import Ambiguous, Crowded, Endless, Marking
from tests.engine.running.oracle.nets import Net, handling_nets, nets, write_net
from tests.engine.running.test_oracle import MODELS, PHASES, START, Player, stand_still

STEPS = 40


def agree(player: Player, game: Marking) -> None:
    tokens = player.case.tokens
    assert (player.case.status == "finished") == game.finished
    assert player.case.values["0"] == game.top.values
    assert sorted(t.element_id for t in player.case.tasks) == sorted(t.node.id for t in game.waiting("task"))
    assert sorted(r.message for r in player.case.receivable) == sorted({t.node.id for t in game.waiting("message")})
    due = sorted((at, tokens.tasks[id].task_spec.element.id) for at, id in player.case.due)
    assert due == sorted((t.due, t.node.id) for t in game.waiting("timer") if t.due)
    joins = [
        (t.task_spec.element.id, t.internal_data["arrived"]) for t in tokens.live() if "arrived" in t.internal_data
    ]
    assert sorted(joins, key=lambda j: j[0]) == game.joins()


@settings(max_examples=MODELS, deadline=None, database=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(nets(), st.data())
def test_the_engine_agrees_with_the_marking(net: Net, data: st.DataObject) -> None:
    with patch("engine.running.tokens.MAX_STEPS", 1000):
        play(net, data)


@settings(max_examples=MODELS, deadline=None, database=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(handling_nets(), st.data())
def test_the_engine_agrees_on_event_sub_processes(net: Net, data: st.DataObject) -> None:
    with patch("engine.running.tokens.MAX_STEPS", 1000):
        play(net, data)


def play(net: Net, data: st.DataObject) -> None:
    """Left out: models refused when read (circles nobody ever leaves), and what BPMN leaves open (``Ambiguous``)."""
    try:
        xml = write_net(net)
        try:
            game = Marking(net, START)
        except Endless:
            with pytest.raises((TooManySteps, ModelRefused)):
                Player(xml)
            event("endless")
            return
        player = Player(xml)
        agree(player, game)
        for done in range(STEPS):
            if game.finished or not step(player, game, data):
                event(f"{'finished' if game.finished else 'stuck'} after {done // 5 * 5} steps or more")
                return
            agree(player, game)
    except Crowded:
        event("crowded")
    except (ModelRefused, Ambiguous):
        assume(False)


def step(player: Player, game: Marking, data: st.DataObject) -> bool:
    """One step on both sides; False where nothing can be done any more."""
    player.restore(cold=data.draw(st.integers(0, 19)) == 0)
    tasks = sorted({t.node.id for t in game.waiting("task")})
    messages = sorted({t.node.id for t in game.waiting("message") if not game.runs(t)})
    can = [*["task"] * 4 * bool(tasks), *["message"] * 2 * bool(messages)]
    if any(t.due for t in game.waiting("timer")):
        can += ["time", "suspension"]
    if not can:
        return False
    what = data.draw(st.sampled_from(can))
    if what == "suspension":
        stand_still(player, game, timedelta(minutes=data.draw(st.integers(1, 30))))
        return True
    try:
        if what == "task":
            task, value = data.draw(st.sampled_from(tasks)), data.draw(st.integers(0, 3))
        elif what == "message":
            task = data.draw(st.sampled_from(messages))
        else:
            later = game.now + timedelta(minutes=data.draw(st.integers(1, 12)))
        if what == "task":
            game.complete(task, value)
        elif what == "message":
            game.send(task)
        else:
            game.advance(later)
    except Endless:
        before = player.case.pack()
        with pytest.raises(TooManySteps):
            move(player, what, locals())
        assert player.case.pack() == before
        event("endless")
        return False
    move(player, what, locals())
    return True


def move(player: Player, what: str, drawn: dict) -> None:
    if what == "task":
        task = next(t for t in player.case.tasks if t.element_id == drawn["task"])
        player.case.complete(task.id, {f"v_{drawn['task']}": drawn["value"]}, by="someone")
    elif what == "message":
        player.case.send(drawn["task"])
    else:
        player.clock.advance_to(drawn["later"])
        player.case.advance()
