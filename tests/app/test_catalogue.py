"""The catalogue: what is published, how it is found, and what a broken file does."""

import shutil
from pathlib import Path

import pytest
import yaml

from app.cases.commands import StartCase, start_case
from app.cases.keys import new_key
from app.catalogue.entry import EntryRefused, read_entry
from app.catalogue.queries import NoSuchPower, Where, get_power, list_categories, search_powers
from app.flows.commands import publish_folders
from app.flows.queries import PowerOutOfService, effective_flow, effective_model, list_flow_states
from tests.app.world import APPLICATION, POWER, SOMEBODY, accept, apply
from tests.support.databases import POWERS

FOOD = Path(__file__).parent.parent.parent / "bpmn" / "01-licence" / "01-food-business" / "power.yaml"


@pytest.mark.parametrize(
    "words",
    [
        "测试许可",
        "许可",
        "测试",
        "试验",
        "permit",
        "Test PERMIT",
        "市场监督管理局",
        "测 试",
        "我要办测试许可证",
        "test-permit",
        "000131014000",
        "测",
    ],
)
def test_powers_are_found_by_what_people_type(app, words):
    assert [p.code for p in search_powers(words)] == [POWER]


@pytest.mark.parametrize("words", ["殡葬", "xyz", "%", "'; DROP TABLE powers; --", "？！"])
def test_what_is_not_there_is_not_found(app, words):
    assert search_powers(words) == []


def test_searching_within_a_category(app):
    assert [p.code for p in search_powers("许可", Where("licence"))] == [POWER]
    assert search_powers("许可", Where("penalty")) == []


def test_all_ten_categories_are_listed_with_their_numbers(app):
    categories = list_categories()
    assert len(categories) == 10
    assert {c.code: c.count for c in categories if c.count} == {"licence": 1}


def test_a_power_has_everything_that_is_published_about_it(app):
    power = get_power(POWER)
    assert power.authority.zh == "云州市市场监督管理局"
    assert str(power.limit) == "10wd" and str(power.promise) == "6wd"
    assert power.entry.basis[0].law.zh and power.remedies.en
    with pytest.raises(NoSuchPower):
        get_power("no-such")


def test_the_food_licence_names_all_eight_elements_in_both_languages():
    entry = read_entry(FOOD.read_bytes())
    for text in (
        entry.duties,
        entry.procedure,
        entry.discipline,
        entry.result,
        entry.service_promise,
        entry.remedies,
        *entry.conditions,
    ):
        assert text.zh and text.en
    assert len(entry.materials) == 5 and entry.basis and entry.limit and entry.promise


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"name": None}, "name"),
        ({"limit": "10 weeks"}, "limit"),
        ({"disclosed": "yes"}, "disclosed"),
        ({"odd": 1}, "odd"),
        ({"basis": 3}, "basis"),
    ],
)
def test_an_entry_that_is_none_is_refused_with_the_field_named(change, named):
    with pytest.raises(EntryRefused, match=named):
        read_entry(yaml.safe_dump(yaml.safe_load(FOOD.read_text()) | change, allow_unicode=True))


@pytest.mark.parametrize("source", ["[", "3", "- a", "a: &a [*a]", "!!python/object/apply:os.system ['true']"])
def test_what_is_no_entry_at_all_is_refused(source):
    with pytest.raises(EntryRefused):
        read_entry(source)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("bpmn", "forms"):
        shutil.copytree(POWERS / name, tmp_path / "powers" / name)
    return tmp_path / "powers" / "bpmn", tmp_path / "powers" / "forms"


GAP = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:t">
<decision id="standard" name="standard"><variable name="standard"/><decisionTable hitPolicy="UNIQUE">
<input><inputExpression typeRef="string"><text>grade</text></inputExpression>
<inputValues><text>"low","high"</text></inputValues></input><output/>
<rule><inputEntry><text>"low"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def _break(folders: tuple[Path, Path], how: str) -> None:
    bpmn, forms = folders[0] / "90-test" / "permit", folders[1] / "90-test" / "permit"
    flow = bpmn / "flow.bpmn"
    match how:
        case "not xml":
            flow.write_text("<bpmn")
        case "no start form":
            flow.write_text(flow.read_text().replace('daylight:form="apply"', ""))
        case "no such post":
            flow.write_text(flow.read_text().replace("窗口", "没有的岗位"))
        case "no such form":
            (forms / "decide.schema.json").unlink()
        case "broken condition":
            flow.write_text(flow.read_text().replace('= 决定 = "准予"', "= 决定 = ("))
        case "a gap in a table":
            (bpmn / "standard.dmn").write_text(GAP)
        case "limits beyond the promise":
            flow.write_text(flow.read_text().replace('daylight:limit="3wd"', 'daylight:limit="30wd"'))
        case "no entry":
            (bpmn / "power.yaml").unlink()
        case "broken entry":
            (bpmn / "power.yaml").write_text("code: [")
        case "no model":
            flow.unlink()


@pytest.mark.parametrize(
    "how",
    [
        "not xml",
        "no start form",
        "no such post",
        "no such form",
        "broken condition",
        "a gap in a table",
        "limits beyond the promise",
        "no entry",
        "broken entry",
        "no model",
    ],
)
def test_a_broken_power_is_out_of_service_with_the_reason_and_the_rest_runs(app, folders, how):
    running = apply()
    shutil.copytree(folders[0] / "90-test" / "permit", folders[0] / "90-test" / "other")
    shutil.copytree(folders[1] / "90-test" / "permit", folders[1] / "90-test" / "other")
    entry = folders[0] / "90-test" / "other" / "power.yaml"
    entry.write_text(entry.read_text().replace("test-permit", "other-permit"))
    _break(folders, how)
    reasons = dict(publish_folders(*folders))
    assert reasons["90-test/permit"] is not None and reasons["90-test/other"] is None
    state = next(s for s in list_flow_states() if s.folder == "90-test/permit")
    assert not state.in_service and state.reason.zh and state.reason.en
    with pytest.raises(PowerOutOfService):
        apply()
    start_case(StartCase("other-permit", APPLICATION, new_key(), SOMEBODY))
    accept(running.case_id)  # what was begun goes on under its own bundle


def test_mended_it_is_in_service_again(app, folders):
    good = (folders[0] / "90-test" / "permit" / "flow.bpmn").read_text()
    _break(folders, "not xml")
    publish_folders(*folders)
    (folders[0] / "90-test" / "permit" / "flow.bpmn").write_text(good)
    publish_folders(*folders)
    apply()


def test_publishing_the_same_files_again_makes_no_new_version(app, folders):
    before = effective_flow(POWER).version
    publish_folders(*folders)
    assert effective_flow(POWER).version == before == 1


def test_a_case_stays_under_the_version_it_began_with(app, folders):
    running = apply()
    before = effective_model(POWER).digest
    flow = folders[0] / "90-test" / "permit" / "flow.bpmn"
    flow.write_text(flow.read_text().replace('name="核查"', 'name="实地核查"'))
    publish_folders(*folders)
    assert effective_flow(POWER).version == 2 and effective_model(POWER).digest != before
    assert accept(running.case_id).next[0].name.zh == "核查"
    assert accept(apply().case_id).next[0].name.zh == "实地核查"


def test_a_flow_whose_approver_does_not_exist_is_not_put_into_service(app, tmp_path):
    for kind in ("bpmn", "forms"):
        shutil.copytree(POWERS / kind / "90-test" / "permit", tmp_path / kind / "90-test" / "permit")
    flow = tmp_path / "bpmn" / "90-test" / "permit" / "flow.bpmn"
    flow.write_text(flow.read_text().replace('of="extend" post="负责人"', 'of="extend" post="厅长"'))
    ((_, reason),) = publish_folders(tmp_path / "bpmn", tmp_path / "forms")
    assert "厅长" in reason.zh
