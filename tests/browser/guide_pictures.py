"""The pictures of the guide for analysts, as the browser tests make them: ``python -m tests.browser.guide_pictures``.

Plays the tests that follow the guide and puts what they saw at their places in docs/.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser.people import PICTURES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TESTS = {
    "guide-canvas": "test_analyst.py::test_a_new_power_from_an_empty_canvas_to_a_citizens_case",
    "guide-tests": "test_analyst.py::test_a_new_power_from_an_empty_canvas_to_a_citizens_case",
    "guide-review": "test_analyst.py::test_a_new_power_from_an_empty_canvas_to_a_citizens_case",
}
"""Which test makes which picture, by the name it gives to it; it says so by ``for_the_guide``."""
LANGUAGES = ("zh", "en")
MOST_BYTES = 400_000


def file_of(name: str, language: str) -> str:
    return f"{name}-{language}.png"


def named(page: Path) -> list[str]:
    """The pictures that a page of the guide names."""
    return re.findall(r"\]\((guide-[\w-]+\.png)\)", page.read_text())


def main() -> int:
    tests = [f"{Path(__file__).parent}/{test}" for test in dict.fromkeys(TESTS.values())]
    played = subprocess.run([sys.executable, "-m", "pytest", "-q", *tests], cwd=ROOT, check=False)
    if played.returncode:
        return played.returncode
    for name in TESTS:
        for language in LANGUAGES:
            shutil.copyfile(PICTURES / file_of(name, language), DOCS / file_of(name, language))
    return 0


if __name__ == "__main__":
    sys.exit(main())
