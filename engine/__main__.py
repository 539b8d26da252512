"""``python -m engine COMMAND …``. Each command is a file of engine/commands."""

import argparse
import sys
from importlib import import_module
from pkgutil import iter_modules

from engine import commands


def main(words: list[str] | None = None) -> int:
    """Run a command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m engine", description="Read, check and run models.")
    chosen = parser.add_subparsers(dest="command", required=True)
    for found in iter_modules(commands.__path__):
        command = import_module(f"engine.commands.{found.name}")
        if not hasattr(command, "HELP"):
            continue  # what commands share
        own = chosen.add_parser(found.name, help=command.HELP)
        command.arguments(own)
        own.set_defaults(run=command.run)
    options = parser.parse_args(words)
    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        sys.stdout = None
        code = 0
    return code


if __name__ == "__main__":
    sys.exit(main())
