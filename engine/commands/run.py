"""``python -m engine run FILE``: play a model through with made-up answers."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.commands.reading import bundle
from engine.errors import EngineError
from engine.flowtest.trying import Played, play
from engine.reading import Model, read_model

HELP = "play a model through with made-up answers: where it ends, what it would ask of whom"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow the word run."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the files of one bundle")
    parser.add_argument("--json", action="store_true", help="everything, for programs")
    parser.add_argument("--process", help="the process to run, where it is not the executable one")


def run(options: argparse.Namespace) -> int:
    """0 where it came to an end or to waiting for something from outside, 1 where not, 2 where it is refused."""
    try:
        model = read_model(bundle(options.files), options.process)
    except (EngineError, OSError) as error:
        shown = {"outcome": "refused", "error": str(error)}
        sys.stdout.write((json.dumps(shown, ensure_ascii=False) if options.json else f"refused: {error}") + "\n")
        return 2
    played = play(model)
    if options.json:
        sys.stdout.write(json.dumps(as_json(model, played), ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(as_text(played))
    return 0 if played.outcome in ("ended", "waiting") else 1


def as_json(model: Model, played: Played) -> dict[str, Any]:
    error = {"zh": played.error.zh, "en": played.error.en} if played.error else None
    return {"process": model.process_id, **asdict(played), "error": error}


def as_text(played: Played) -> str:
    lines = []
    for step in played.steps:
        of = " / ".join(s for s in (step.get("authority"), step.get("of")) if s)
        asks = "：" + "、".join(step["asks"]) if step.get("asks") else ""
        name = step.get("name") or step.get("element") or step.get("at")
        lines.append(f"  {step['what']}  {name}{f'  [{of}]' if of else ''}{asks}")
    ends = "、".join(played.ended_at) or "、".join(w["name"] or w["element"] for w in played.waits_for)
    lines.append(f"{played.outcome}{f': {ends}' if ends else ''}{f': {played.error}' if played.error else ''}")
    return "\n".join(lines) + "\n"
