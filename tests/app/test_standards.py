"""Discretion standards (裁量基准) are the tables that the flow marks as such, and no other rule."""

from pathlib import Path

import pytest
import yaml

from app.flows.checking import check_files
from app.flows.draft_files import model_files
from app.flows.folders import bundle_of
from app.flows.safeguards import standards_of, unmarked_standards
from engine import compare_models, read_model

ROOT = Path(__file__).parents[2]
POWERS = sorted(p.parent.relative_to(ROOT / "bpmn").as_posix() for p in (ROOT / "bpmn").glob("*/*/power.yaml"))
MARK = b' daylight:discretion="true"'


def bundle(name):
    return bundle_of(ROOT / "bpmn", ROOT / "forms", name)


def category(name):
    return yaml.safe_load((ROOT / "bpmn" / name / "power.yaml").read_text())["category"]


@pytest.mark.parametrize("name", POWERS)
def test_of_the_shipped_powers_penalties_publish_theirs_and_nobody_else_a_rule(name):
    model = read_model(bundle(name))
    published = standards_of(model)
    assert [s.name.zh for s in published] == (["裁量幅度"] if category(name) == "penalty" else [])
    assert list(unmarked_standards(model, category(name))) == []


def test_a_penalty_that_marks_none_is_warned_of_by_its_rule():
    files = bundle("02-penalty/02-unlicensed-food")
    model = read_model({**files, "flow.bpmn": files["flow.bpmn"].replace(MARK, b"")})
    assert standards_of(model) == []
    (told,) = unmarked_standards(model, "penalty")
    assert (told.severity, told.element) == ("warning", "discretion") and "裁量基准" in told.message.zh
    assert list(unmarked_standards(model, "licence")) == []


def test_the_studio_and_the_comparison_tell_it(app):
    files = bundle("02-penalty/02-unlicensed-food")
    entry = (ROOT / "bpmn/02-penalty/02-unlicensed-food/power.yaml").read_bytes()
    unmarked = {**files, "flow.bpmn": files["flow.bpmn"].replace(MARK, b"")}
    assert "discretion" in {f.check for f in check_files({**unmarked, "power.yaml": entry}, 1).findings}
    changes = compare_models(read_model(model_files(unmarked)), read_model(files)).changes
    assert [c.element for c in changes] == ["discretion"] and "裁量基准" in changes[0].text.zh


def test_in_english_no_cell_of_the_shipped_standards_is_chinese():
    for name in (name for name in POWERS if category(name) == "penalty"):
        for standard in standards_of(read_model(bundle(name))):
            cells = [cell.en for row in standard.rows for cell in row]
            assert [cell for cell in cells if any("\u4e00" <= sign <= "\u9fff" for sign in cell)] == [], name
    (food,) = standards_of(read_model(bundle("02-penalty/02-unlicensed-food")))
    assert "Value of the goods * 10" in {cell.en for row in food.rows for cell in row}
