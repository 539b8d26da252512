"""Every node and every flow of every shipped power and category flow is passed by its own tests."""

import importlib
from pathlib import Path

import pytest

from engine.flowtest import play_all
from tests.flows.conftest import ROOT, flow_of

MODULES = sorted(p.stem for p in Path(__file__).parent.glob("test_[0-9][0-9]_*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_every_node_and_flow_is_covered(name: str) -> None:
    module = importlib.import_module(f"tests.flows.{name}")
    assert play_all(module, flow_of(module.POWER)).coverage.missing == []


def test_every_shipped_flow_has_its_tests() -> None:
    flows = {str(p.parent.relative_to(ROOT / "bpmn")) for p in (ROOT / "bpmn").glob("*/*/flow.bpmn")}
    assert flows == {importlib.import_module(f"tests.flows.{m}").POWER for m in MODULES}
