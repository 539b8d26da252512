"""``python -m engine diff OLD NEW``: what is different between two models, in words."""

import argparse
import json
import sys
from pathlib import Path

from engine.commands.reading import bundle
from engine.comparing import compare_models, overlays
from engine.drawing import draw, stand_alone
from engine.errors import EngineError
from engine.exporting import unpack_bundle
from engine.reading import Model, read_model
from engine.text import Text

HELP = "say what is different between two models"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow the word diff."""
    for name in ("old", "new"):
        parser.add_argument(name, type=Path, help="a BPMN file, the folder of a bundle, or its archive")
    parser.add_argument(
        "--drawings", type=Path, metavar="DIR", help="write old.svg and new.svg with the changes marked"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")


def run(options: argparse.Namespace) -> int:
    """0 when both mean the same, 1 when they differ, 2 when one of them is refused."""
    try:
        old, new = _model(options.old), _model(options.new)
        difference = compare_models(old, new)
        if options.drawings:
            options.drawings.mkdir(parents=True, exist_ok=True)
            for name, model, overlay in zip(("old", "new"), (old, new), overlays(difference), strict=True):
                svg = stand_alone(draw(model, language=options.language, overlay=overlay))
                (options.drawings / f"{name}.svg").write_text(svg, encoding="utf-8")
    except (EngineError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if options.json:
        sys.stdout.write(json.dumps(difference.as_json(), ensure_ascii=False, indent=2) + "\n")
    else:
        marks = {"added": "+", "removed": "-", "changed": "~"}
        for number, change in enumerate(difference.changes, start=1):
            sys.stdout.write(f"{number:3} {marks[change.kind]} {change.text.in_(options.language)}\n")
        if difference.moved:
            moved = Text(
                f"另有 {len(difference.moved)} 处只是图上移动。", f"{len(difference.moved)} only moved in the drawing."
            )
            sys.stdout.write(f"  {moved.in_(options.language)}\n")
    return 0 if difference.is_empty else 1


def _model(path: Path) -> Model:
    if path.suffix == ".zip":
        return read_model(unpack_bundle(path.read_bytes()))
    if path.is_dir():
        return read_model(bundle(p for p in sorted(path.iterdir()) if p.suffix in (".bpmn", ".dmn", ".json")))
    return read_model(bundle([path]))
