"""The folders of the powers: bpmn/<category>/<power> with its entry and model, forms/<category>/<power> with its forms;
and of the category flows that they call: bpmn/00-category/<flow>, forms/00-category/<flow>.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.flows.draft_files import PAPER_SUFFIXES
from engine import with_category_flows

MODEL_SUFFIXES = {".bpmn", ".dmn"}
ENTRY = "power.yaml"
IMPLEMENTATIONS = "implementations.yaml"
CATEGORY_FLOWS = "00-category"


@dataclass(frozen=True, slots=True)
class PowerFolder:
    name: str  # category/power
    entry: bytes | None
    files: dict[str, bytes]  # its own
    library: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)  # the category flows it may call
    implementations: bytes = b""  # which other bodies adopt the item to begin with

    @property
    def bundle(self) -> dict[str, bytes]:
        """Its files and those of the category flows that it calls. Raises ModelRefused where file names clash."""
        return with_category_flows(self.files, self.library)


def power_folders(bpmn: Path, forms: Path) -> Iterator[PowerFolder]:
    """Every folder with a catalogue entry or a model, by name."""
    library = category_flows(bpmn, forms)
    for folder in sorted(path for path in bpmn.glob("*/*") if path.is_dir() and path.parent.name != CATEGORY_FLOWS):
        name = folder.relative_to(bpmn).as_posix()
        files = _files(bpmn, forms, name)
        entry = folder / ENTRY
        if entry.exists() or any(Path(file).suffix in MODEL_SUFFIXES for file in files):
            others = folder / IMPLEMENTATIONS
            yield PowerFolder(
                name, entry.read_bytes() if entry.exists() else None, files, library,
                others.read_bytes() if others.exists() else b"",
            )  # fmt: skip


def category_flows(bpmn: Path, forms: Path) -> dict[str, dict[str, bytes]]:
    """The files of every category flow, by the name of its folder."""
    folders = sorted(path for path in bpmn.glob(f"{CATEGORY_FLOWS}/*") if path.is_dir())
    return {folder.name: _files(bpmn, forms, f"{CATEGORY_FLOWS}/{folder.name}") for folder in folders}


def bundle_of(bpmn: Path, forms: Path, name: str) -> dict[str, bytes]:
    """The files of one flow's bundle: of a power (``01-licence/01-food-business``), or of a category flow."""
    return with_category_flows(_files(bpmn, forms, name), category_flows(bpmn, forms))


def _files(bpmn: Path, forms: Path, name: str) -> dict[str, bytes]:
    models = [path for path in sorted((bpmn / name).iterdir()) if path.suffix in MODEL_SUFFIXES | {*PAPER_SUFFIXES}]
    return {path.name: path.read_bytes() for path in [*models, *sorted((forms / name).glob("*.json"))]}
