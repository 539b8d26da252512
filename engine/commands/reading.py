"""What the commands share: files from the command line, findings for programs."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.errors import Finding
from engine.reading.xml import MAX_BYTES

_OTHERS = (".bpmn", ".bpmn20.xml", ".bpmn2", ".dmn", ".json")


def bundle(paths: Iterable[Path]) -> dict[str, bytes]:
    """The files of one bundle by name; a file of another ending is taken for BPMN. Raises OSError."""
    files = {}
    for path in paths:
        name = path.name if path.name.endswith(_OTHERS) else f"{path.name}.bpmn"
        with path.open("rb") as stream:
            files[name] = stream.read(MAX_BYTES + 1)
    return files


def finding_json(finding: Finding) -> dict[str, Any]:
    mend = finding.mend
    return {
        "check": finding.check,
        "element": finding.element,
        "severity": finding.severity,
        "message": finding.message.zh,
        "message_en": finding.message.en,
        "mend": mend.zh if mend else None,
        "mend_en": mend.en if mend else None,
        "path": list(finding.path),
    }
