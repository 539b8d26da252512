"""What the checks say of the shipped powers: nothing stands against them."""

from pathlib import Path

import pytest

from engine import Rules, check_model, longest_paths
from tests.flows.conftest import ROOT, flow_of

POWERS = sorted(str(p.parent.relative_to(ROOT / "bpmn")) for p in (ROOT / "bpmn").glob("*/*/flow.bpmn"))


@pytest.mark.parametrize("power", POWERS)
def test_no_errors_are_found(power: str) -> None:
    model = flow_of(power).model
    assert model.power.code == Path(power).name
    errors = [f.message.zh for f in check_model(model, Rules(remedies=True)) if f.severity == "error"]
    assert errors == []


@pytest.mark.parametrize("power", POWERS)
def test_the_longest_way_fits_and_ends_with_the_decision(power: str) -> None:
    paths = longest_paths(flow_of(power).model)
    assert paths and all(path.fits and path.steps and not path.unknown for path in paths)
    assert {path.steps[-1][0] for path in paths} == {"decide"}
