"""Random flows of sub-processes, calls and repetitions that tell one another things, played by engine and oracle."""

import os
from datetime import timedelta
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from engine import TooManySteps, read_model
from tests.engine.running.conftest import MONDAY, Played
from tests.engine.running.oracle.nested import TOLD, Maker, write
from tests.engine.running.oracle.telling import Endless, Telling

MODELS = int(os.environ.get("ORACLE_MODELS", "600"))
STEPS = 20
WHAT = ["do"] * 6 + ["send", "signal", "time", "value", "keep", "suspension"]


@settings(max_examples=MODELS, deadline=None, database=None)
@given(st.integers(0, 2**32))
def test_the_engine_agrees_on_what_is_told_from_place_to_place(seed: int) -> None:
    with patch("engine.running.tokens.MAX_STEPS", 2000):
        event(play(seed))


def play(seed: int) -> str:
    """How it went. A seed gives the model and all that is done."""
    made, random = Maker(seed), Random(seed)
    model = read_model(write(made), "Main")
    try:
        game = Telling(made.main)
    except Endless:
        with pytest.raises(TooManySteps):
            Played(model)
        return "endless"
    case = Played(model)
    agree(case, game, "start")
    for _ in range(STEPS):
        if game.finished:
            return "finished"
        try:
            step(case, game, random, made.waited_for)
        except Endless:
            return "endless"
    return "open"


def agree(case: Played, game: Telling, done: str) -> None:
    assert (done, case.open) == (done, sorted(t.part.id for t in game.tasks))
    assert (done, case.finished) == (done, game.finished)
    assert (done, sorted(r.message for r in case.case.receivable)) == (done, game.messages)
    due = [round((at - MONDAY) / timedelta(minutes=1)) for at, _ in case.case.due]
    assert (done, due) == (done, game.due)


def step(case: Played, game: Telling, random: Random, waited_for: set[str]) -> None:
    """One on both sides; where the oracle goes on and on the engine has to say so, and stay where it was."""
    what = random.choice(WHAT)
    minutes, tasks = random.randint(1, 20), game.tasks
    name = random.choice(TOLD["signal"] if what == "signal" else TOLD["message"])
    if what == "do" and tasks:
        task = random.choice(tasks)
        number = [t for t in tasks if t.part is task.part].index(task)
        both(case, lambda: do(case, task.part.id, number), lambda: game.do(task))
    elif what == "signal" and game.waiting("signal", name):
        both(case, lambda: case.case.send(name), lambda: game.signal(name))
    elif (what == "keep" and name in waited_for) or (what == "send" and game.waiting("message", name)):
        both(case, lambda: case.case.send(name, keep=what == "keep"), lambda: game.send(name, keep=True))
    elif what == "value":
        value = random.randint(1, 4)
        both(case, lambda: case.case.mend("n", value, "x", by="x"), lambda: game.set(value))
    elif what == "suspension":
        case.restored().suspend("x", by="x")
        case.later(minutes=minutes).restored().resume("x", by="x")
        game.stand_still(minutes)
    elif what == "time":
        case.clock.advance_to(case.clock.now() + timedelta(minutes=minutes))
        both(case, lambda: case.case.advance(), lambda: game.later(minutes))
    agree(case, game, what)


def do(case: Played, element: str, number: int) -> None:
    """The one of several that has been open so long."""
    task = [t for t in case.case.tasks if t.element_id == element][number]
    case.case.complete(task.id, {}, by="x")


def both(case: Played, engine, oracle) -> None:
    before = case.restored().pack()
    try:
        oracle()
    except Endless:
        with pytest.raises(TooManySteps):
            engine()
        assert case.case.pack() == before
        raise
    engine()
