"""Every file of the corpora that is read is written again: an equal model, and nothing that other modellers warn of."""

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from engine import ModelRefused, compare_models, export_model, read_model
from engine.drawing import missing_drawing
from engine.reading.xml import BPMN, DAYLIGHT, decoded, parse, tag
from tests.conformance.corpora import CORPORA, files
from tests.support.plain import differences, meaning

pytestmark = pytest.mark.skipif(not files("models"), reason="the corpora are not beside the checkout")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def exported():
    """Original and export of every file that is read: name, tree of the original, model, files of the export."""
    found = []
    for entry in files("models"):
        path = CORPORA / entry["file"]
        data = path.read_bytes()
        try:
            model = read_model({path.name: data})
        except ModelRefused:
            continue
        found.append((path.name, parse(decoded(data, path.name, []), path.name), model, export_model(model)))
    assert len(found) > 390
    return found


def test_an_export_reads_as_an_equal_model(exported):
    for name, _, model, out in exported:
        again = read_model(out)
        assert list(differences(meaning(model), meaning(again))) == [], name
        for drawn, now in ((model.shapes, again.shapes), (model.edges, again.edges)):
            assert {id: place for id, place in now.items() if id in drawn} == drawn, name
        assert missing_drawing(again) == ({}, {}), name


def test_an_export_differs_in_nothing_that_a_legal_office_would_be_told(exported):
    for name, _, model, out in exported:
        difference = compare_models(model, read_model(out))
        assert difference.is_empty and not difference.moved, name


def test_an_export_exported_again_stays_as_it_is(exported):
    for name, _, _, out in exported:
        assert export_model(read_model(out)) == out, name


def test_what_other_tools_keep_in_their_extension_elements_stays_as_it_was(exported):
    kept = 0
    for name, original, _, out in exported:
        written = {c for root in _roots(out) for c in _foreign(root)}
        for content in _foreign(original):
            assert content in written, name
            kept += 1
    assert kept > 1000


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
def test_bpmn_moddle_warns_of_nothing_that_the_original_did_not_have(exported):
    asked = [{"name": name, "xml": etree.tostring(tree, encoding="unicode")} for name, tree, _, _ in exported]
    asked += [{"name": name, "xml": _model_file(name, out).decode()} for name, _, _, out in exported]
    done = subprocess.run(
        ["node", "tests/conformance/moddle.mjs"],
        input="\n".join(map(json.dumps, asked)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    before, after = said[: len(exported)], said[len(exported) :]
    for old, new in zip(before, after, strict=True):
        assert new["error"] is None, new["name"]
        assert not Counter(map(_bare, new["warnings"])) - Counter(map(_bare, old["warnings"])), new["name"]


def _bare(warning: str) -> str:
    """The warning without the place and the prefix, which change."""
    return re.sub(r"<\w+:", "<", re.sub(r"(line|column): \d+", "", warning))


def _model_file(name: str, out: dict[str, bytes]) -> bytes:
    return out.get(name) or out[f"{name}.bpmn"]


def _roots(out: dict[str, bytes]) -> list[etree._Element]:
    return [etree.fromstring(data) for name, data in out.items() if name.endswith((".bpmn", ".xml", ".bpmn2"))]


def _foreign(root: etree._Element) -> Iterator[tuple]:
    """The extension elements that are nobody's but the other tool's, as they are written."""
    for holder in root.iter(tag(BPMN, "extensionElements")):
        for part in holder:
            if isinstance(part.tag, str) and not part.tag.startswith((f"{{{BPMN}}}", f"{{{DAYLIGHT}}}")):
                yield _written(part)


def _written(node: etree._Element) -> tuple:
    inner = tuple((_written(child), child.tail) for child in node)
    return node.prefix, node.tag, tuple(node.attrib.items()), node.text, inner
