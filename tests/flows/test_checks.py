"""What the checks say of the shipped powers: nothing stands against them."""

from pathlib import Path

import pytest

from app.flows.folders import CATEGORY_FLOWS
from engine import Rules, check_model, longest_paths
from tests.flows.conftest import ROOT, flow_of

FLOWS = sorted(str(p.parent.relative_to(ROOT / "bpmn")) for p in (ROOT / "bpmn").glob("*/*/flow.bpmn"))
POWERS = [flow for flow in FLOWS if not flow.startswith(CATEGORY_FLOWS)]


@pytest.mark.parametrize("flow", FLOWS)
def test_no_errors_are_found(flow: str) -> None:
    model = flow_of(flow).model
    if flow in POWERS:
        assert model.power.code == Path(flow).name
    errors = [f.message.zh for f in check_model(model, Rules(remedies=True)) if f.severity == "error"]
    assert errors == []


@pytest.mark.parametrize("power", POWERS)
def test_the_longest_way_fits_and_ends_with_the_decision(power: str) -> None:
    model = flow_of(power).model
    paths = longest_paths(model)
    assert all(path.fits and path.steps and not path.unknown for path in paths)
    assert bool(paths) == bool(model.power.limit)
    decisions = {e.id for e in model.elements.values() if e.clock == "ends"}
    assert {path.steps[-1][0] for path in paths} <= decisions


@pytest.mark.parametrize("flow", FLOWS)
def test_nothing_lies_on_anything_or_crosses_in_the_drawing(flow: str) -> None:
    assert [f.message.zh for f in check_model(flow_of(flow).model, only={"layout"})] == []
