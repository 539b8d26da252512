"""``python -m engine draw FILE -o out.svg|out.png|out.pdf``: the flowchart, or the public one."""

import argparse
import sys
from pathlib import Path

from engine.commands.reading import bundle
from engine.drawing import as_pdf, as_png, caption, draw, stand_alone
from engine.drawing.themes import THEMES
from engine.errors import EngineError
from engine.reading import read_model

HELP = "draw a model as SVG, PNG or PDF"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow the word draw."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the files of one bundle")
    parser.add_argument("-o", "--output", type=Path, required=True, help="its ending says what is made: svg, png, pdf")
    parser.add_argument("--public", action="store_true", help="the public stages only, where the model has some")
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--theme", choices=tuple(THEMES), default="light", help="print: black and white")


def run(options: argparse.Namespace) -> int:
    """0 when it is drawn, 2 when the model is refused or the file cannot be made."""
    try:
        model = read_model(bundle(options.files))
        svg = draw(model, language=options.language, internal=not options.public)
        said = caption(model, options.language)
        ending = options.output.suffix.lower()
        if ending == ".png":
            made = as_png(svg, said, options.theme)
        elif ending == ".pdf":
            made = as_pdf(svg, said, options.theme)
        else:
            made = stand_alone(svg, options.theme).encode()
        options.output.write_bytes(made)
    except (EngineError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0
