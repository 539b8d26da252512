"""``python -m engine tck DIR``: run DMN conformance tests and count."""

import argparse
import json
import sys
from pathlib import Path

from engine.dmn.tck import Folder, run_folders

HELP = "run the tests of the DMN TCK that lie in a folder"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow the word tck."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="everything, for programs")
    parser.add_argument("--failures", action="store_true", help="list each failed result")


def run(options: argparse.Namespace) -> int:
    """0 when every test passed, 1 when one failed, 2 when there are none."""
    folders = run_folders(options.folder)
    if not folders:
        sys.stderr.write(f"{options.folder}: no tests\n")
        return 2
    write = sys.stdout.write
    if options.json:
        write(json.dumps([folder.as_json() for folder in folders], ensure_ascii=False, indent=1) + "\n")
    else:
        for folder in folders:
            write(_line(folder))
            for result in folder.results if options.failures else ():
                if not result.passed:
                    write(f"    {result.case} {result.name}: expected {result.expected}, got {result.actual}\n")
        _totals(folders)
    return 0 if all(folder.results_passed == len(folder.results) for folder in folders) else 1


def _line(folder: Folder) -> str:
    mark = " " if folder.cases_passed == folder.cases else "!"
    return f"{mark} {folder.level} {folder.name}: {folder.cases_passed}/{folder.cases}\n"


def _totals(folders: list[Folder]) -> None:
    for level in sorted({folder.level for folder in folders}):
        here = [folder for folder in folders if folder.level == level]
        cases, passed = sum(f.cases for f in here), sum(f.cases_passed for f in here)
        results, good = sum(len(f.results) for f in here), sum(f.results_passed for f in here)
        sys.stdout.write(f"{level}: {passed}/{cases} test cases, {good}/{results} result nodes\n")
