"""Flow tests: one file a power, reading as the statute does. A file names its power in ``POWER``."""

from pathlib import Path
from types import ModuleType

import pytest

from engine import read_model
from engine.flowtest import Flow

ROOT = Path(__file__).parents[2]


def flow_of(power: str) -> Flow:
    """The shipped flow of a power (``01-licence/01-food-business``) with its forms and tables."""
    files = [f for folder in ("bpmn", "forms") for f in (ROOT / folder / power).iterdir() if f.suffix != ".yaml"]
    return Flow(read_model(files))


@pytest.fixture
def power(request: pytest.FixtureRequest) -> Flow:
    return flow_of(request.module.POWER)


def play_all(module: ModuleType) -> Flow:
    """Play every scenario of a module on one flow, for its coverage."""
    flow = flow_of(module.POWER)
    for name, scenario in vars(module).items():
        if (
            name.startswith("test_")
            and getattr(scenario, "__code__", None)
            and scenario.__code__.co_varnames[:1] == ("power",)
        ):
            scenario(flow)
    return flow
