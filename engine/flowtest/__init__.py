"""The flow test kit: a case on a virtual clock, saved and restored at every step, and what of the flow was covered."""

from engine.flowtest.coverage import Coverage
from engine.flowtest.files import Told, Trial, play_scenario, run_scenarios
from engine.flowtest.mutating import Mutation, check_mutants
from engine.flowtest.playing import Flow, FlowCase
from engine.flowtest.recording import Recording, name_in
from engine.flowtest.scenario import Scenario, ScenarioRefused, read_scenario
from engine.flowtest.scenarios import play_all

__all__ = [
    "Coverage",
    "Flow",
    "FlowCase",
    "Mutation",
    "Recording",
    "Scenario",
    "ScenarioRefused",
    "Told",
    "Trial",
    "check_mutants",
    "name_in",
    "play_all",
    "play_scenario",
    "read_scenario",
    "run_scenarios",
]
