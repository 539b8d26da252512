"""Every scenario of a test module on one flow: what all of them together have covered."""

import inspect
from collections.abc import Callable, Iterator
from itertools import product
from types import ModuleType
from typing import Any

from engine.flowtest.playing import Flow


def play_all(module: ModuleType, flow: Flow) -> Flow:
    """Play the tests of ``module`` that take a ``power``, each with all its parameters; ``flow`` gathers the coverage.

    Parameters are those of ``pytest.mark.parametrize``. A test that takes anything else is no scenario.
    """
    for name, scenario in vars(module).items():
        if name.startswith("test_") and inspect.isfunction(scenario):
            for given in _given(scenario):
                if set(inspect.signature(scenario).parameters) == {"power", *given}:
                    scenario(power=flow, **given)
    return flow


def _given(scenario: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """The arguments of every call that its parametrize marks stand for; marks one above the other are multiplied."""
    marks = [mark.args[:2] for mark in getattr(scenario, "pytestmark", ()) if mark.name == "parametrize"]
    for rows in product(*(values for _, values in marks)):
        given: dict[str, Any] = {}
        for (names, _), row in zip(marks, rows, strict=True):
            listed = [n.strip() for n in names.split(",")] if isinstance(names, str) else list(names)
            values = getattr(row, "values", row) if hasattr(row, "marks") else row
            single = len(listed) == 1 and not hasattr(row, "marks")
            given.update({listed[0]: values} if single else zip(listed, values, strict=True))
        yield given
