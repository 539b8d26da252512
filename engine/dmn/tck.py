"""The public conformance tests of DMN: read them, run them, compare as the public runners do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine.dmn.model import Model
from engine.dmn.reader import read_file
from engine.dmn.xml import read_xml
from engine.errors import EngineError
from engine.feel.budget import Env
from engine.feel.compare import equal
from engine.feel.display import text_of
from engine.feel.literals import temporal_text
from engine.feel.values import Value, kind_of
from engine.text import Text

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
TOLERANCE = Decimal("0.00000001")


@dataclass(slots=True)
class Result:
    """One result node: what was expected and what came."""

    case: str
    name: str
    passed: bool
    expected: str
    actual: str


@dataclass(slots=True)
class Folder:
    """The tests of one folder."""

    level: str
    name: str
    results: list[Result] = field(default_factory=list)
    cases: int = 0
    cases_passed: int = 0

    @property
    def results_passed(self) -> int:
        """How many result nodes passed."""
        return sum(result.passed for result in self.results)

    def as_json(self) -> dict[str, Any]:
        """Everything, in plain values."""
        return {
            "level": self.level,
            "folder": self.name,
            "cases": self.cases,
            "cases_passed": self.cases_passed,
            "results": [
                {"case": r.case, "name": r.name, "passed": r.passed, "expected": r.expected, "actual": r.actual}
                for r in self.results
            ],
        }


def run_folders(root: Path) -> list[Folder]:
    """Run every test file under ``root``, folder by folder."""
    places = sorted({path.parent for path in root.rglob("*.xml") if "-test-" in path.name})
    return [run_folder(place) for place in places]


def run_folder(place: Path) -> Folder:
    """Run the tests of one folder."""
    folder = Folder(place.parent.name, place.name)
    models = {path.name: path for path in place.glob("*.dmn")}
    for path in sorted(place.glob("*-test-*.xml")):
        root = read_xml(path.read_bytes())
        name = (root.findtext("{*}modelName") or "").strip()
        model = _load(models, name if name in models else f"{name}.dmn")
        for case in root.iter("{*}testCase"):
            results = [_run(model, case, node) for node in case.findall("{*}resultNode")]
            folder.results += results
            folder.cases += 1
            folder.cases_passed += all(result.passed for result in results)
    return folder


def _load(models: dict[str, Path], name: str) -> Model | None:
    try:
        files = {other: read_file(path.read_bytes()) for other, path in models.items()}
        return Model(files[name], [f for other, f in files.items() if other != name], strict=False)
    except (EngineError, KeyError):
        return None


def _run(model: Model | None, case: etree._Element, node: etree._Element) -> Result:
    name = node.get("name", "")
    expected_node = node.find("{*}expected")
    expected = read_value(expected_node) if expected_node is not None else None
    warnings: list[Text] = []
    actual: Value = None
    failure = "no model" if model is None else ""
    if model is not None:
        kind = node.get("type") or case.get("type") or "decision"
        target = name if kind == "decision" else case.get("invocableName", name)
        values = _inputs(case)
        try:
            actual = model.evaluate(target, values, Env(datetime.now(UTC), None, warnings))
        except EngineError as error:
            failure = str(error)
    passed = same(expected, actual) and not (failure and node.get("errorResult") != "true")
    said = failure or text_of(actual) + (f" ({warnings[0].en})" if actual is None and warnings else "")
    return Result(case.get("id", ""), name, passed, text_of(expected), said[:300])


def _inputs(case: etree._Element) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for node in case.findall("{*}inputNode"):
        values[" ".join(node.get("name", "").split())] = read_value(node)
    return values


def read_value(node: etree._Element) -> Value:
    """The value of an inputNode, expected, component or item element."""
    items = node.find("{*}list")
    if items is not None:
        return None if items.get(f"{XSI}nil") == "true" else [read_value(item) for item in items.findall("{*}item")]
    components = node.findall("{*}component")
    if components:
        return {" ".join(c.get("name", "").split()): read_value(c) for c in components}
    value = node.find("{*}value")
    if value is None or value.get(f"{XSI}nil") == "true":
        return None
    return _scalar(value.get(f"{XSI}type", "").rpartition(":")[2], "".join(str(t) for t in value.itertext()))


def _scalar(kind: str, text: str) -> Value:
    if kind in ("decimal", "double", "integer", "int", "long", "float"):
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in ("date", "time", "dateTime", "duration"):
        return temporal_text(text.strip())
    return text


def same(expected: Value, actual: Value) -> bool:
    """Whether a result is the expected one: numbers within 1e-8, null only to null."""
    if expected is None or actual is None:
        return expected is actual
    if kind_of(expected) != kind_of(actual):
        return False
    if type(expected) is Decimal:
        return bool(abs(expected - actual) < TOLERANCE)
    if type(expected) is list:
        return len(expected) == len(actual) and all(same(e, a) for e, a in zip(expected, actual, strict=True))
    if type(expected) is dict:
        return expected.keys() == actual.keys() and all(same(v, actual[k]) for k, v in expected.items())
    return bool(equal(expected, actual))
