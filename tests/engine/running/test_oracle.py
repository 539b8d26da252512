"""Random models, played by the engine and by the oracle with the same choices, saved and restored at every step."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

from engine import Calendar, Case, FixedClock, HeldByBranch, Model, read_model
from tests.engine.running.oracle.blocks import Block, models, ways_back
from tests.engine.running.oracle.game import Endless, Game, Joint, in_order
from tests.engine.running.oracle.writing import write

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CALENDAR = Calendar.china()
MODELS = int(os.environ.get("ORACLE_MODELS", "600"))
PHASES = (Phase.explicit, Phase.generate, *(() if "ORACLE_MODELS" in os.environ else (Phase.shrink,)))
"""A long run finds models and leaves the shrinking to a run with the seed that it prints."""
STEPS = 60
STEPS_TAKEN = [
    *["task"] * 6,
    *["message"] * 3,
    *["time"] * 2,
    "suspension",
    "return",
    "signers",
    "branch",
    "withdrawal",
]


class Player:
    """The engine's side: every step on a case that has just been restored."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self.model: Model = read_model(xml, "Main")
        self.clock = FixedClock(START)
        self.case = Case.start(self.model, clock=self.clock, calendar=CALENDAR)

    def restore(self, cold: bool) -> None:
        if cold:  # as after a restart: nothing that was built for the model is left
            self.model = read_model(self.xml, "Main")
        blob = self.case.pack()
        self.case = Case.unpack(self.model, blob, clock=self.clock, calendar=CALENDAR)

    def labelled(self) -> list[tuple[tuple[str, tuple[int, ...]], str]]:
        """Open tasks with the numbers of the items around them, outermost first."""
        found = []
        for task in self.case.tasks:
            scopes = self.case.tokens.outward(self.case.tokens.scopes[task.scope])
            items = tuple(s.item for s in scopes if s.item is not None)[::-1]
            found.append(((task.element_id, items), task.id))
        return found

    def values(self) -> list[dict[str, object]]:
        running = self.case.tokens.scopes.keys() - {"0"}
        inner = [values for scope, values in self.case.values.items() if scope in running and values]
        return in_order([self.case.values["0"], *inner])


def agree(player: Player, game: Game) -> None:
    finished = player.case.status == "finished"
    assert finished == game.finished
    assert sorted(label for label, _ in player.labelled()) == sorted(game.open())
    awaited = game.awaited() + ["withdraw"] * (not game.finished)
    assert sorted(r.message for r in player.case.receivable) == sorted(awaited)
    due = [(at, player.case.tokens.tasks[id].task_spec.element.id) for at, id in player.case.due]
    assert sorted(due) == game.waiting()
    assert player.values() == game.values()
    assert len(player.case.branches) == (game.going_on() and not game.finished)


@settings(max_examples=MODELS, deadline=None, database=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(models(), st.data())
def test_the_engine_agrees_with_the_token_game(root: Block, data: st.DataObject) -> None:
    play(root, data, STEPS_TAKEN)


def play(root: Block, data: st.DataObject, taken: list[str]) -> None:
    try:
        game = Game(root, START)
        player = Player(write(root))
        agree(player, game)
        for done in range(STEPS):
            if game.finished:
                event(f"finished after {done // 5 * 5} steps or more")
                return
            player.restore(cold=data.draw(st.integers(0, 9)) == 0)
            step(player, game, data, taken)
            agree(player, game)
    except Endless:
        assume(False)


@settings(
    max_examples=MODELS // 2, deadline=None, database=None, phases=PHASES, suppress_health_check=list(HealthCheck)
)
@given(ways_back(), st.data())
def test_the_engine_agrees_on_ways_back_beside_reminders_and_meetings(root: Block, data: st.DataObject) -> None:
    play(root, data, [*["task"] * 4, *["return"] * 3, *["time"] * 3, "signers", "suspension", "branch"])


def step(player: Player, game: Game, data: st.DataObject, taken: list[str]) -> None:
    open_tasks = list(dict.fromkeys(sorted(game.open())))
    what = data.draw(st.sampled_from(taken))
    if what == "withdrawal" and data.draw(st.integers(0, 4)) == 0:
        game.withdraw()
        player.case.send("withdraw")
    elif what == "return" and (returns := game.returns()):
        sequence, index, label = data.draw(st.sampled_from(returns))
        event("a return that gives up what runs beside" if sequence.beside(index) else "a return")
        sequence.return_to(index)
        target, task = sequence.running.block.parts[index].id, next(id for at, id in player.labelled() if at == label)
        player.case.return_to(target, "x", by="someone", task_id=task)
    elif what == "signers" and (signings := game.signings()):
        change_signers(player, data.draw(st.sampled_from(signings)), data)
    elif what == "branch" and not game.going_on():
        event("a branch flow")
        game.start_branch()
        player.case.start_branch("branch", "x", by="someone")
    elif what == "branch" and data.draw(st.integers(0, 2)) == 0:
        event("a branch flow is cancelled")
        game.cancel_branch()
        player.case.cancel_branch(player.case.branches[0].id, "x", by="someone")
    elif what == "suspension":
        stand_still(player, game, timedelta(minutes=data.draw(st.integers(1, 30))))
    elif what == "message" and game.awaited():
        message = data.draw(st.sampled_from(game.awaited()))
        game.send(message)
        player.case.send(message)
    elif open_tasks and what != "time":
        label = data.draw(st.sampled_from(open_tasks))
        task = next(id for found, id in player.labelled() if found == label)
        if game.held(label):
            event("held by a branch flow")
            with pytest.raises(HeldByBranch):
                player.case.complete(task, {}, by="someone")
            return
        value = data.draw(st.integers(0, 3))
        game.complete(label, value)
        player.case.complete(task, {f"v_{label[0]}": value}, by=f"signer of {task}")
    else:
        later = game.now + timedelta(minutes=data.draw(st.integers(1, 12)))
        game.advance(later)
        player.clock.advance_to(later)
        player.case.advance()


def change_signers(player: Player, joint: Joint, data: st.DataObject) -> None:
    """One more, or one less; the last cannot be removed."""
    name, unsigned = joint.name, joint.unsigned()
    if len(joint.items) == 4 or (len(joint.items) > 1 and data.draw(st.booleans())):
        index = data.draw(st.sampled_from(unsigned))
        label = (name, (*joint.running.place.items, index))
        task = next(id for found, id in player.labelled() if found == label)
        joint.remove(index)
        player.case.remove_signer(task, "x", by="someone")
    else:
        joint.add()
        player.case.add_signer(name, "x", by="someone")


def stand_still(player: Player, game: Game, time: timedelta) -> None:
    """Suspended, saved and restored while it is, and nothing fires; then resumed."""
    player.case.suspend("x", by="someone")
    game.stand_still(time)
    player.clock.advance_to(game.now)
    player.restore(cold=False)
    assert player.case.advance() == 0 and player.case.due == []
    player.case.resume("x", by="someone")
