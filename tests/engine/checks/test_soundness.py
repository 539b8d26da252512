"""The soundness check against the oracle, on random graphs, both ways; and its counter-examples, played as cases."""

import os

from hypothesis import HealthCheck, assume, event, example, given, settings
from hypothesis import strategies as st

from engine import ModelRefused, read_model
from engine.checks.soundness import Space, explore
from engine.checks.soundness.search import MOST_WORK
from tests.engine.checks.graphs import Graph, Maker, write
from tests.engine.checks.playing import played_to
from tests.engine.checks.token_game import Oracle, TooLarge, Verdict

MODELS = int(os.environ.get("SOUNDNESS_MODELS", "300"))
MUCH = 10**7


def spaces(graph: Graph, reduced: bool, most_work: int = MUCH) -> Space:
    try:
        model = read_model(write(graph), "Main")
    except ModelRefused:  # it turns for ever and is not even read
        assume(False)
    return explore(model, most_work, reduced)


def verdict(graph: Graph) -> Verdict:
    try:
        return Oracle(graph).judge()
    except TooLarge:
        assume(False)
        raise


@settings(max_examples=MODELS, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
@example(343896)  # a task that ends a called flow, after which the caller throws an error that ends the other branch
def test_agrees_with_the_oracle(seed: int) -> None:
    graph = Maker(seed).graph()
    said = verdict(graph)  # first: it says what is too large to follow
    full, quick = spaces(graph, False), spaces(graph, True)
    event("sound" if said.sound else "unsound")
    assert set(full.stuck) == said.stuck
    assert bool(full.multiplied) == said.twice
    assert bool(full.endless or full.turning) == said.endless
    assert said.endless or set(full.dead) == said.dead
    assert quick.sound == full.sound == said.sound


@settings(max_examples=MODELS // 3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_a_counter_example_can_be_played(seed: int) -> None:
    graph = Maker(seed).graph()
    space = spaces(graph, True, MOST_WORK)
    assume(space.stuck or space.multiplied)
    for id, marking in space.stuck.items():
        case = played_to(graph, space.path_to(marking))
        if case is None:
            continue
        event("deadlock played")
        assert case.case.status == "running"
        assert id in case.case.here
        assert not any(task.element_id == id for task in case.case.tasks)
    for id, (marking, trail, _) in space.multiplied.items():
        case = played_to(graph, space.path_to(marking, trail[:-1]))
        if case is None:
            continue
        event("two tokens played")
        assert case.tokens_seen_at(id) >= 2
