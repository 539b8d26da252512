"""``python -m engine export FILE -o out.bpmn``: what was read, as canonical BPMN; or the whole bundle as an archive."""

import argparse
import sys
from pathlib import Path

from engine.commands.reading import bundle
from engine.errors import EngineError
from engine.exporting import export_model, pack_bundle
from engine.reading import read_model

HELP = "write a model as canonical BPMN, or its bundle as an archive"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow the word export."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the files of one bundle")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help="a .bpmn file, a folder, or a .zip for the whole bundle"
    )


def run(options: argparse.Namespace) -> int:
    """0 when it is written, 2 when the model is refused."""
    try:
        files = export_model(read_model(bundle(options.files)))
        if options.output.suffix == ".zip":
            options.output.write_bytes(pack_bundle(files))
        elif options.output.suffix == ".bpmn":
            drawn = [name for name in sorted(files) if name.endswith((".bpmn", ".bpmn2", ".xml"))]
            options.output.write_bytes(files[drawn[0]])
        else:
            options.output.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (options.output / name).write_bytes(content)
    except (EngineError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0
