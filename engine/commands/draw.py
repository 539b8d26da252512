"""``python -m engine draw FILE -o out.svg``: the flowchart, or the public one."""

import argparse
import sys
from pathlib import Path

from engine.commands.reading import bundle
from engine.drawing import draw
from engine.errors import EngineError
from engine.reading import read_model

HELP = "draw a model as SVG"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow the word draw."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the files of one bundle")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--public", action="store_true", help="the public stages only, where the model has some")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")


def run(options: argparse.Namespace) -> int:
    """0 when it is drawn, 2 when the model is refused."""
    try:
        model = read_model(bundle(options.files))
        svg = draw(model, language=options.language, internal=not options.public)
        options.output.write_text(svg, encoding="utf-8")
    except (EngineError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0
