"""For pytest: scenario files as tests, and what all flow tests of a run cover together.

Used with ``-p engine.flowtest.plugin``, or by ``pip install``, which makes it known to pytest. Every ``*.test.yaml``
beside a flow's files (or in a folder beneath them) is a test. ``--flow-least=100`` fails the run where a model is
covered less; ``--flow-report=DIR`` writes ``coverage.json`` and each model's flowchart with what is covered painted
on it; ``--flow-html=FILE`` writes one page with all of that.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.flowtest.collecting import ScenarioFile
from engine.flowtest.coverage import Coverage, merged
from engine.flowtest.page import page_of
from engine.flowtest.playing import Flow
from engine.flowtest.report import paint, table
from engine.flowtest.scenario import SUFFIX


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("flows", "flow models under test")
    group.addoption("--flow-least", type=float, default=0.0, metavar="PERCENT", help="nodes and flows to be covered")
    group.addoption("--flow-report", type=Path, metavar="DIR", help="write coverage.json and painted flowcharts here")
    group.addoption("--flow-html", type=Path, metavar="FILE", help="write one page with the painted flowcharts here")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A scenario file is collected as a test."""
    if not file_path.name.endswith(SUFFIX):
        return None
    found: pytest.Collector = ScenarioFile.from_parent(parent, path=file_path)
    return found


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Gatherer(config), "engine-flow-coverage")


class _Gatherer:
    """Keeps the coverage of every ``Flow`` that is made while the tests run."""

    def __init__(self, config: pytest.Config) -> None:
        self._least: float = config.getoption("--flow-least")
        self._folder: Path | None = config.getoption("--flow-report")
        self._page: Path | None = config.getoption("--flow-html")
        self._made: list[Coverage] = []
        self._before: Callable[[Coverage], None] = Flow.made

    @pytest.hookimpl
    def pytest_sessionstart(self) -> None:
        Flow.made = staticmethod(self._made.append)

    @pytest.hookimpl
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        Flow.made = staticmethod(self._before)
        found = merged(self._made)
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            said = json.dumps([c.as_json() for c in found], ensure_ascii=False, indent=2)
            (self._folder / "coverage.json").write_text(f"{said}\n", encoding="utf-8")
            for coverage in found:
                name = coverage.model.power.code or coverage.model.process_id
                (self._folder / f"{name}.svg").write_text(paint(coverage), encoding="utf-8")
        if self._page is not None:
            self._page.parent.mkdir(parents=True, exist_ok=True)
            self._page.write_text(page_of(found), encoding="utf-8")
        if session.exitstatus == pytest.ExitCode.OK and any(c.share * 100 < self._least for c in found):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in table(merged(self._made), self._least):
            terminalreporter.write_line(line)
