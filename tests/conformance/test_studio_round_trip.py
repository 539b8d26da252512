"""A file that the studio opens and saves says what it said before: no element lost, no warning new, an equal model."""

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from engine import ModelRefused, read_model
from engine.reading.xml import DAYLIGHT
from tests.conformance.corpora import CORPORA, files
from tests.support.plain import differences, meaning

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
ROOT = Path(__file__).parents[2]
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
DESCRIPTOR = json.loads((ROOT / "app/ui/src/studio/daylight.json").read_text())
# what bpmn-moddle itself writes otherwise than it read; the designer's own look at what is lost names it before saving
KNOWN = {"bpmn-js-spiffworkflow_collaboration.bpmn", "betsy_EXT054_1_Fail_both_loop_markers.bpmn"}


def saved(paths: list[Path]) -> dict[Path, dict]:
    trees = {path: etree.fromstring(path.read_bytes(), PARSER) for path in paths}
    asked = [json.dumps({"name": str(p), "xml": etree.tostring(t, encoding="unicode")}) for p, t in trees.items()]
    done = subprocess.run(
        ["node", "tests/conformance/studio_moddle.mjs"],
        input="\n".join(asked), cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(one["name"]): {**one, "before": trees[Path(one["name"])]} for one in said}


def elements(root: etree._Element) -> Counter:
    return Counter(node.tag for node in root.iter() if isinstance(node.tag, str))


def ours(root: etree._Element) -> Counter:
    """Every word of ours with its value, wherever it stands."""
    found: Counter = Counter()
    for node in root.iter():
        if isinstance(node.tag, str):
            inside = node.tag.startswith(f"{{{DAYLIGHT}}}")
            found.update((node.tag, k, v) for k, v in node.attrib.items() if inside or k.startswith(f"{{{DAYLIGHT}}}"))
    return found


@pytest.fixture(scope="module")
def shipped() -> dict[Path, dict]:
    return saved(sorted((ROOT / "bpmn").rglob("*.bpmn")))


def test_the_shipped_flows_say_the_same_after_the_studio_saved_them(shipped):
    assert len(shipped) > 15
    for path, one in shipped.items():
        assert one["error"] is None and one["warnings"] == [], path
        after = etree.fromstring(one["xml"].encode())
        assert elements(one["before"]) == elements(after), path
        assert ours(one["before"]) == ours(after), path


def test_our_own_words_are_all_described(shipped):
    """A word that the descriptor lacks would be told as unknown; one that no file uses yet is described too."""
    used = {
        key.removeprefix(f"{{{DAYLIGHT}}}")
        for one in shipped.values()
        for _, key, _ in ours(one["before"])
        if key.startswith(f"{{{DAYLIGHT}}}")
    }
    described = {p["name"] for t in DESCRIPTOR["types"] if "extends" in t for p in t["properties"]}
    assert used <= described
    documented = set((ROOT / "docs/architecture.md").read_text().split("`daylight:")[1:])
    named = {text.split("`")[0].split("=")[0].split(" ")[0] for text in documented}
    elements_of_ours = {t["name"].lower() for t in DESCRIPTOR["types"] if "superClass" in t}
    assert named - described - elements_of_ours <= {"name"}


@pytest.mark.skipif(not files("models"), reason="the corpora are not beside the checkout")
def test_files_of_other_modellers_lose_nothing_that_is_not_told_first():
    paths = [CORPORA / entry["file"] for entry in files("models")]
    readable = []
    for path in paths:
        try:
            etree.fromstring(path.read_bytes(), PARSER)
            readable.append(path)
        except etree.XMLSyntaxError:
            continue
    compared = 0
    for path, one in saved(readable).items():
        assert one["error"] is None, path.name
        assert not Counter(one["warnings"]) - Counter(one["plain"]), path.name
        if one["warnings"] or path.name in KNOWN:
            continue
        after = etree.fromstring(one["xml"].encode())
        assert not elements(one["before"]) - elements(after), path.name
        try:
            model = read_model({"flow.bpmn": path.read_bytes()})
        except ModelRefused:
            continue
        again = read_model({"flow.bpmn": one["xml"].encode()})
        assert list(differences(meaning(model), meaning(again))) == [], path.name
        compared += 1
    assert compared > 330
