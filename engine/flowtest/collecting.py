"""Scenario files as pytest's tests: each is played on the flow whose files stand beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.errors import EngineError, ModelRefused
from engine.flowtest.files import Told, play_scenario
from engine.flowtest.folders import files_beside
from engine.flowtest.playing import Flow
from engine.flowtest.scenario import SUFFIX, ScenarioRefused, read_scenario
from engine.reading import read_model

_FLOWS = pytest.StashKey[dict[Path, Flow]]()


class ScenarioUnmet(Exception):
    """A scenario is not as it says."""

    def __init__(self, told: Told) -> None:
        super().__init__(told.name)
        self.told = told


class ScenarioFile(pytest.File):
    """A ``*.test.yaml``."""

    def collect(self) -> Iterator[pytest.Item]:
        yield ScenarioItem.from_parent(self, name=self.path.name.removesuffix(SUFFIX))


class ScenarioItem(pytest.Item):
    """The one scenario of a file."""

    def runtest(self) -> None:
        scenario = read_scenario(self.path.name, self.path.read_bytes())
        told = play_scenario(self._flow(), scenario)
        if not told.met:
            raise ScenarioUnmet(told)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """In words, in both languages; pytest's own way for what nobody expected."""
        error = excinfo.value
        if isinstance(error, ScenarioUnmet) and error.told.problem is not None:
            told, problem = error.told, error.told.problem
            zh = f"{told.title.zh}：第 {told.step} 步，{problem.zh}"
            return f"{zh}\n{told.title.en}, step {told.step}: {problem.en}"
        if isinstance(error, ModelRefused):
            return "\n".join(f"{f.message.zh} ({f.message.en})" for f in error.findings if f.severity == "error")
        if isinstance(error, EngineError):
            return f"{error.text.zh}\n{error.text.en}"
        return super().repr_failure(excinfo)

    def _flow(self) -> Flow:
        """One flow for all scenarios of a folder, so that it is read once."""
        flows = self.config.stash.setdefault(_FLOWS, {})
        files = files_beside(self.path)
        if files is None:
            name = self.path.name
            raise ScenarioRefused.of(name, "旁边没有流程文件（.bpmn）", "stands beside no flow (.bpmn)")
        if files.folder not in flows:
            flows[files.folder] = Flow(read_model(files.read()))
        return flows[files.folder]
