"""Which flow a scenario file belongs to: the files that stand beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.flowtest.scenario import SUFFIX

FLOWS = ".bpmn"
OF_A_BUNDLE = (FLOWS, ".dmn", ".schema.json", ".ui.json")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one flow: in ``folder``, and its forms and tables in folders beneath it."""

    folder: Path

    def read(self) -> dict[str, bytes]:
        """By name, for ``read_model``. A name that stands nearer to the flow wins."""
        beside = [path for path in sorted(self.folder.iterdir()) if path.is_file()]
        beneath = [p for name in ("forms", "tables") for p in sorted((self.folder / name).glob("*")) if p.is_file()]
        return {path.name: path.read_bytes() for path in (*beneath, *beside) if path.name.endswith(OF_A_BUNDLE)}


def files_beside(scenario: Path) -> Bundle | None:
    """The bundle in the scenario's own folder, or in the one above it (``tests/granted.test.yaml``)."""
    for folder in scenario.resolve().parents[:2]:
        if any(path.name.endswith(FLOWS) for path in folder.iterdir()):
            return Bundle(folder)
    return None


def bundles_under(paths: Iterable[Path]) -> dict[Bundle, list[Path]]:
    """The flows that have scenario files among or under ``paths``, each with those, in order."""
    found: dict[Bundle, list[Path]] = {}
    for path in paths:
        for scenario in sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path]:
            bundle = files_beside(scenario) if scenario.name.endswith(SUFFIX) else None
            if bundle is not None:
                found.setdefault(bundle, []).append(scenario)
    return found
