"""``python -m engine check FILE...``: can these files be run, what was mended, what stands against it."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.checks import check_model
from engine.commands.reading import bundle, finding_json
from engine.errors import EngineError, Finding, ModelRefused
from engine.reading import Model, read_model
from engine.text import Text

HELP = "read a model and say what was mended, why it is refused, and what stands against it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow the word check."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the files of one bundle")
    parser.add_argument("--json", action="store_true", help="everything, for programs")
    parser.add_argument("--process", help="the process to run, where it is not the executable one")


def run(options: argparse.Namespace) -> int:
    """0 accepted, 1 repaired, 2 refused; what the checks find changes nothing in that."""
    model: Model | None = None
    try:
        model = read_model(bundle(options.files), options.process)
        findings: tuple[Finding, ...] = model.report
    except ModelRefused as refused:
        findings = refused.findings
    except (EngineError, OSError) as error:
        findings = (failed(error),)
    verdict = "refused" if model is None else "repaired" if findings else "accepted"
    found = check_model(model) if model is not None else []
    if options.json:
        sys.stdout.write(json.dumps(as_json(verdict, model, findings, found), ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(verdict + "\n")
        for finding in findings:
            sys.stdout.write(f"  {finding.severity}: {finding.message}\n")
        for finding in found:
            sys.stdout.write(f"  {finding.severity} ({finding.check}): {finding.message}\n")
            if finding.mend:
                sys.stdout.write(f"    → {finding.mend}\n")
    return {"accepted": 0, "repaired": 1, "refused": 2}[verdict]


def failed(error: Exception) -> Finding:
    """What could not even be read, as a finding."""
    text = error.text if isinstance(error, EngineError) else Text(f"读不了文件：{error}", f"cannot be read: {error}")
    return Finding("file", None, "error", text)


def as_json(
    verdict: str, model: Model | None, findings: tuple[Finding, ...], found: Sequence[Finding]
) -> dict[str, Any]:
    """The answer for programs (design 4). ``findings`` come from reading, ``found`` from the checks."""
    return {
        "verdict": verdict,
        "processes": [_process(model, id) for id in model.processes] if model else [],
        "repairs": [
            {"rule": f.check, "element": f.element, "message": f.message.zh, "message_en": f.message.en}
            for f in findings
            if f.severity != "error"
        ],
        "findings": [finding_json(f) for f in (*(f for f in findings if f.severity != "note"), *found)],
    }


def _process(model: Model, id: str) -> dict[str, Any]:
    elements = [e for e in model.elements.values() if e.process_id == id]
    own = {e.id for e in elements}
    return {
        "id": id,
        "name": model.processes[id].name.zh,
        "runs": id == model.process_id,
        "nodes": len(elements),
        "flows": sum(f.source in own for f in model.flows.values()),
        "user_tasks": [e.name.zh or e.id for e in elements if e.kind == "userTask"],
    }
