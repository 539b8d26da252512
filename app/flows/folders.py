"""The folders of the powers: bpmn/<category>/<power> with its entry and model, forms/<category>/<power> with its
forms.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MODEL_SUFFIXES = {".bpmn", ".dmn"}
ENTRY = "power.yaml"


@dataclass(frozen=True, slots=True)
class PowerFolder:
    name: str  # category/power
    entry: bytes | None
    files: dict[str, bytes]  # what the bundle consists of


def power_folders(bpmn: Path, forms: Path) -> Iterator[PowerFolder]:
    """Every folder with a catalogue entry or a model, by name."""
    for folder in sorted(path for path in bpmn.glob("*/*") if path.is_dir()):
        name = folder.relative_to(bpmn).as_posix()
        models = [path for path in sorted(folder.iterdir()) if path.suffix in MODEL_SUFFIXES]
        entry = folder / ENTRY
        if models or entry.exists():
            files = {path.name: path.read_bytes() for path in [*models, *sorted((forms / name).glob("*.json"))]}
            yield PowerFolder(name, entry.read_bytes() if entry.exists() else None, files)
