"""The public conformance tests of DMN, where they lie beside the checkout (see ../shared/tck/README.md)."""

from pathlib import Path

import pytest

from engine.dmn.tck import Folder, run_folder

TCK = Path(__file__).parents[3] / "shared" / "tck"
PLACES = sorted({path.parent for path in TCK.rglob("*-test-*.xml")}) if TCK.is_dir() else []


@pytest.mark.skipif(not PLACES, reason="the conformance tests are not at ../shared/tck")
@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.parent.name[-1]}-{place.name}")
def test_folder_passes(place):
    folder: Folder = run_folder(place)
    failures = [f"{r.case} {r.name}: expected {r.expected}, got {r.actual}" for r in folder.results if not r.passed]
    assert folder.results
    assert not failures, "\n".join(failures)
