"""``python -m engine test PATH``: run flow tests (pytest's, and scenario files) and say what they cover.

Needs pytest.
"""

import argparse
import json
import sys
import tempfile
from contextlib import nullcontext, redirect_stdout
from pathlib import Path

HELP = "run flow tests and say what they cover"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow the word test."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders of tests")
    parser.add_argument("--coverage", type=Path, metavar="DIR", help="write coverage.json and painted flowcharts here")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write one page with figures and painted flowcharts")
    parser.add_argument("--least", type=float, default=0.0, metavar="PERCENT", help="fail where less is covered")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the results as JUnit XML")
    parser.add_argument(
        "--json", action="store_true", help="for programs: the coverage as JSON; pytest speaks on stderr"
    )


def run(options: argparse.Namespace) -> int:
    """0 when all tests pass and enough is covered, 1 when not, 2 when there is nothing to run."""
    try:
        import pytest
    except ImportError:
        sys.stderr.write("pytest is not installed; flow tests need it: pip install pytest\n")
        return 2
    if missing := [path for path in options.paths if not path.exists()]:
        sys.stderr.write(f"{missing[0]}: no such file or folder\n")
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.coverage or Path(scratch)
        words = ["-p", "engine.flowtest.plugin", "-p", "no:cacheprovider", "-q"]
        words += [f"--flow-least={options.least}", f"--flow-report={folder}"]
        words += [f"--flow-html={options.html}"] if options.html else []
        words += [f"--junitxml={options.junit}"] if options.junit else []
        with redirect_stdout(sys.stderr) if options.json else nullcontext():
            code = int(pytest.main([*words, *map(str, options.paths)]))
        if options.json:
            said = folder / "coverage.json"
            sys.stdout.write(said.read_text(encoding="utf-8") if said.exists() else json.dumps([]) + "\n")
    return code if code in (0, 1) else 2
