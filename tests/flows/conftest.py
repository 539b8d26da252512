"""Flow tests: one file a power, reading as the statute does. A file names its power in ``POWER``."""

from pathlib import Path

import pytest

from app.flows.folders import bundle_of
from engine import read_model
from engine.flowtest import Flow

ROOT = Path(__file__).parents[2]


def flow_of(power: str) -> Flow:
    """The shipped flow of a power (``01-licence/01-food-business``) with its forms, tables and category flows."""
    return Flow(read_model(bundle_of(ROOT / "bpmn", ROOT / "forms", power)))


@pytest.fixture
def power(request: pytest.FixtureRequest) -> Flow:
    return flow_of(request.module.POWER)
