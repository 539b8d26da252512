"""All scenarios of a module are played on one flow, each as often as it has parameters."""

from types import ModuleType
from typing import Any, cast

import pytest

from engine.flowtest import Flow, play_all


def test_every_scenario_is_played_with_all_its_parameters() -> None:
    played: list[tuple[Any, ...]] = []

    def test_plain(power: Flow) -> None:
        played.append((power,))

    @pytest.mark.parametrize("who", ["a", pytest.param("b", id="second")])
    @pytest.mark.parametrize(("step", "days"), [("x", 1), ("y", 2)])
    def test_both(power: Flow, who: str, step: str, days: int) -> None:
        played.append((who, step, days))

    def test_of_something_else(tmp_path: object) -> None:
        played.append(("never",))

    module, flow = ModuleType("scenarios"), cast(Flow, object())
    for scenario in (test_plain, test_both, test_of_something_else):
        setattr(module, scenario.__name__, scenario)
    assert play_all(module, flow) is flow
    assert sorted(played[1:]) == [(w, s, d) for w in "ab" for s, d in (("x", 1), ("y", 2))]
    assert played[0] == (flow,)
