"""``python -m engine test PATH``: run flow tests (pytest's, and scenario files) and say what they cover.

Needs pytest.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.flowtest.mutating import Mutation

HELP = "run flow tests and say what they cover"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow the word test."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders of tests")
    parser.add_argument("--coverage", type=Path, metavar="DIR", help="write coverage.json and painted flowcharts here")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write one page with figures and painted flowcharts")
    parser.add_argument("--mutate", action="store_true", help="which changes of a flow its scenarios would not notice")
    parser.add_argument("--seconds", type=float, default=60.0, metavar="N", help="for --mutate, at most (default 60)")
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
        # where the kit is installed, pytest would rewrite the asserts of a package that runs already
        words += ["-W", "ignore:Module already imported so cannot be rewritten:pytest.PytestAssertRewriteWarning"]
        words += [f"--flow-least={options.least}", f"--flow-report={folder}"]
        words += [f"--flow-html={options.html}"] if options.html else []
        words += [f"--junitxml={options.junit}"] if options.junit else []
        with redirect_stdout(sys.stderr) if options.json else nullcontext():
            code = int(pytest.main([*words, *map(str, options.paths)]))
        mutated = dict(_mutated(options)) if options.mutate else {}
        if options.json:
            said = folder / "coverage.json"
            found = json.loads(said.read_text(encoding="utf-8")) if said.exists() else []
            with_mutants = [one | ({"mutation": mutated[d].as_json()} if (d := one["digest"]) in mutated else {})
                            for one in found]  # fmt: skip
            sys.stdout.write(json.dumps(with_mutants, ensure_ascii=False, indent=2) + "\n")
    return code if code in (0, 1) else 2


def _mutated(options: argparse.Namespace) -> Iterator[tuple[str, "Mutation"]]:
    """The mutation check of every flow that has scenario files under the paths; the model's digest and what it found.

    Flows that cannot be read have failed as tests already.
    """
    from engine.errors import ModelRefused
    from engine.flowtest.folders import bundles_under
    from engine.flowtest.mutating import check_mutants
    from engine.flowtest.report import mutation_lines
    from engine.reading import read_model

    until = time.monotonic() + options.seconds
    for bundle, scenarios in bundles_under(options.paths).items():
        try:
            model = read_model(bundle.read())
        except ModelRefused:
            continue
        files = {str(path): path.read_bytes() for path in scenarios}
        found = check_mutants(model, files, max(0.0, until - time.monotonic()))
        for line in () if options.json else mutation_lines(model, found):
            sys.stdout.write(f"{line}\n")
        yield model.digest, found
