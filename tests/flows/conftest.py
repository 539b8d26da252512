"""Flow tests: one file a power, reading as the statute does. A file names its power in ``POWER``."""

from pathlib import Path

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
