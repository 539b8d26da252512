"""The corpora of BPMN files beside the checkout (../shared/corpora): what becomes of each file."""

import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import ModelRefused, check_model, draw, read_model
from engine.flowtest.trying import play

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
PLAYED = ("ended", "waiting")


@dataclass(frozen=True)
class Outcome:
    """What became of one file. ``lost``: names of user tasks that are not in the model."""

    folder: str
    file: str
    verdict: str  # accepted | repaired | refused | crash
    milliseconds: float
    played: str = ""
    lost: tuple[str, ...] = ()
    why: str = ""


def files(collection: str) -> list[dict[str, Any]]:
    """What the manifest of ``models`` or ``hostile`` says of each file; none where the corpora are not there."""
    manifest = CORPORA / collection / "manifest.json"
    return json.loads(manifest.read_text())["files"] if manifest.is_file() else []


def outcomes() -> Iterator[Outcome]:
    """Read, play and draw every real model."""
    for entry in files("models"):
        yield outcome(entry)


def outcome(entry: dict[str, Any]) -> Outcome:
    path = CORPORA / entry["file"]
    folder, data = path.parent.name, path.read_bytes()
    begun = time.perf_counter()
    try:
        model = read_model({path.name: data})
        check_model(model)
    except ModelRefused as refused:
        spent = (time.perf_counter() - begun) * 1000
        why = next(f.message.en for f in refused.findings if f.severity == "error")
        return Outcome(folder, path.name, "refused", spent, why=why)
    except Exception as error:
        return Outcome(folder, path.name, "crash", 0, why=repr(error))
    spent = (time.perf_counter() - begun) * 1000
    verdict = "repaired" if model.report else "accepted"
    names = [e.name.zh for e in model.elements.values()]
    lost = tuple(n for n in entry["user_task_names"] if n and " ".join(n.split()) not in names)
    if sum(e.kind == "userTask" for e in model.elements.values()) < entry["user_tasks"]:
        lost += ("(number)",)
    try:
        draw(model)
        played = play(model)
    except Exception as error:
        return Outcome(folder, path.name, "crash", spent, lost=lost, why=repr(error))
    why = played.error.en if played.error else ", ".join(str(w["element"]) for w in played.waits_for)
    return Outcome(folder, path.name, verdict, spent, played.outcome, lost, why)


def median_ms(found: list[Outcome]) -> float:
    return statistics.median(o.milliseconds for o in found)
