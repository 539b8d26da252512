"""The mutation check: would the tests notice if the flow said something else?"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.flowtest.files import play_scenario
from engine.flowtest.mutants import Mutant, mutants
from engine.flowtest.playing import Flow
from engine.flowtest.scenario import SUFFIX, Scenario, ScenarioRefused, read_scenario
from engine.reading.model import Model

SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Mutation:
    """How a flow's scenarios stood up to its mutants. ``untried``: those for which there was no time."""

    noticed: int
    unnoticed: tuple[Mutant, ...]
    untried: int

    @property
    def tried(self) -> int:
        return self.noticed + len(self.unnoticed)

    @property
    def score(self) -> float:
        """Between 0 and 1: how many of those tried were noticed."""
        return self.noticed / self.tried if self.tried else 1.0

    def as_json(self) -> dict[str, Any]:
        """Plain data, both languages."""
        return {
            "score": round(self.score, 4),
            "noticed": self.noticed,
            "untried": self.untried,
            "unnoticed": [
                {"kind": m.kind, "element": m.element, "said": {"zh": m.said.zh, "en": m.said.en}}
                for m in self.unnoticed
            ],
        }


def check_mutants(model: Model, files: Mapping[str, bytes], seconds: float = SECONDS) -> Mutation:
    """Play the scenarios (``*.test.yaml`` of ``files``) that are met against every mutant of the flow.

    A mutant is noticed when one of them is no longer met. Stops after so many seconds; what is left is ``untried``.
    """
    until = time.monotonic() + seconds
    good = _met(model, files)
    all_of_them = mutants(model)
    noticed = 0
    unnoticed: list[Mutant] = []
    for number, mutant in enumerate(all_of_them):
        found = _notices(mutant, good, until)
        if found is None:
            return Mutation(noticed, tuple(unnoticed), len(all_of_them) - number)
        if found:
            noticed += 1
        else:
            unnoticed.append(mutant)
    return Mutation(noticed, tuple(unnoticed), 0)


def _met(model: Model, files: Mapping[str, bytes]) -> list[tuple[Scenario, frozenset[str]]]:
    """The scenarios that are met by the flow as it is, each with what it passes."""
    found, flow = [], Flow(model, heard=False)
    for name in sorted(name for name in files if name.endswith(SUFFIX)):
        try:
            scenario = read_scenario(name, files[name])
        except ScenarioRefused:
            continue
        told = play_scenario(flow, scenario)
        if told.met:
            found.append((scenario, told.passed))
    return found


def _notices(mutant: Mutant, good: list[tuple[Scenario, frozenset[str]]], until: float) -> bool | None:
    """Whether a scenario notices, the likeliest asked first; None when there is no time left."""
    likely = sorted(good, key=lambda pair: mutant.at not in pair[1] and mutant.element not in pair[1])
    if time.monotonic() > until:
        return None
    flow = Flow(mutant.make(), heard=False)
    for scenario, _ in likely:
        if not play_scenario(flow, scenario).met:
            return True
        if time.monotonic() > until:
            return None
    return False
