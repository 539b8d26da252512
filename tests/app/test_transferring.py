"""移送: the case ends here, and goes on where the same power is exercised on this platform."""

import io
import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.cases.errors import CannotTransfer, LacksDetail, NoSuchMaterial
from app.cases.keys import new_key
from app.cases.materials import get_material, store_material
from app.cases.operations import Operate, operate
from app.cases.performing import Intent
from app.cases.previews import preview
from app.cases.queries import case_file, tracking
from app.cases.tables import CaseRow
from app.cases.verification import chain_status
from app.database import db
from app.flows.commands import publish_folders
from app.flows.queries import effective_model
from app.people.queries import list_organisations
from engine import CaseNotRunning
from tests.app.operating import act, case_of, entries, kinds, suspend
from tests.app.world import SOMEBODY, apply, do, officer, open_tasks
from tests.support.databases import POWERS

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def county(app, tmp_path: Path) -> str:
    """The id of a county's authority that exercises the same power."""
    for kind in ("bpmn", "forms"):
        shutil.copytree(POWERS / kind / "90-test" / "permit", tmp_path / kind / "90-test" / "county")
    entry = tmp_path / "bpmn" / "90-test" / "county" / "power.yaml"
    entry.write_text(
        entry.read_text()
        .replace("code: test-permit", "code: test-permit-county")
        .replace("body: yunzhou-scjg", "body: dongchuan-scjg")
        .replace("case_number: 云测许", "case_number: 东测许")
    )
    flow = tmp_path / "bpmn" / "90-test" / "county" / "flow.bpmn"
    flow.write_text(
        flow.read_text()
        .replace('daylight:power="test-permit"', 'daylight:power="test-permit-county"')
        .replace('name="核查组"', 'name="审查岗"')
        .replace('post="负责人"', 'post="首席代表"')
    )
    assert publish_folders(tmp_path / "bpmn", tmp_path / "forms") == [("90-test/county", None)]
    return body("dongchuan-scjg")


def body(code: str) -> str:
    return str(next(o.id for o in list_organisations() if o.code == code))


def successor(case_id: int) -> CaseRow | None:
    db.session.expire_all()
    return db.session.scalar(select(CaseRow).where(CaseRow.came_from == case_id))


def test_it_goes_on_there_with_its_data(app, county):
    receipt = apply(面积="52")
    act(receipt.case_id, "zhaoguoqiang", "transfer", "经营场所在东川县", to=county)
    assert (case_of(receipt.case_id).status, open_tasks(receipt.case_id)) == ("finished", [])
    last = next(e for e in entries(receipt.case_id) if e.kind == "transferred")
    assert (last.name, last.opinion, last.by_name) == ("移送：东川县市场监督管理局", "经营场所在东川县", "赵国强")
    there = successor(receipt.case_id)
    assert (there.number, there.status, there.applicant) == ("东测许〔2026〕1", "running", "巷口面馆")
    assert there.password_hash == case_of(receipt.case_id).password_hash, "followed with the same password"
    facts = {f.field.name: f.value for f in case_file(there.number, officer("baichuan")).facts}
    assert facts["面积"] == 52 and facts["申请人"]["name"] == "巷口面馆"
    do(there.id, "intake", "baichuan", {"结论": "受理"})
    assert chain_status(receipt.case_id).whole and chain_status(there.id).whole
    told = tracking(receipt.case_id)
    assert told.outcome.zh == "移送：东川县市场监督管理局" and told.goes_on.number == there.number


def test_one_that_does_not_exercise_it_here_is_recorded_as_outside(app):
    for details in ({"to": body("yunzhou-wjw")}, {"outside": "某某海关"}):
        case_id = apply().case_id
        act(case_id, "zhaoguoqiang", "transfer", "不归我局管辖", **details)
        assert successor(case_id) is None and kinds(case_id)[-2:] == ["transferred", "finished"]


def test_transfers_that_cannot_be(app, county):
    case_id = apply().case_id
    with pytest.raises(CannotTransfer):
        act(case_id, "zhaoguoqiang", "transfer", to=body("yunzhou-scjg"))
    with pytest.raises(CannotTransfer):
        act(case_id, "zhaoguoqiang", "transfer", to="99999")
    for details in ({}, {"to": county, "outside": "某某海关"}):
        with pytest.raises(LacksDetail):
            act(case_id, "zhaoguoqiang", "transfer", **details)
    act(case_id, "zhaoguoqiang", "terminate")
    with pytest.raises(CaseNotRunning):
        act(case_id, "zhaoguoqiang", "transfer", to=county)
    assert successor(case_id) is None


def test_to_one_that_asks_for_more_it_is_refused_before_anything_is_done(app, county, tmp_path):
    schema = tmp_path / "forms" / "90-test" / "county" / "apply.schema.json"
    asked = json.loads(schema.read_text())
    schema.write_text(json.dumps(asked | {"required": [*asked["required"], "布局图"]}, ensure_ascii=False))
    assert publish_folders(tmp_path / "bpmn", tmp_path / "forms") == [("90-test/county", None)]
    case_id = apply().case_id
    command = Operate(case_id, Intent("transfer", "不归我局", {"to": county}), new_key(), officer("zhaoguoqiang"))
    for attempt in (preview, operate):
        with pytest.raises(CannotTransfer) as refused:
            attempt(command)
        assert "布局图" in refused.value.text.zh and "平台以外" in refused.value.text.zh
    assert case_of(case_id).status == "running" and successor(case_id) is None


def test_transferred_twice_with_one_key_is_once(app, county):
    case_id, key = apply().case_id, new_key()
    for _ in range(2):
        act(case_id, "zhaoguoqiang", "transfer", key=key, to=county)
    assert len(db.session.scalars(select(CaseRow).where(CaseRow.came_from == case_id)).all()) == 1


def test_a_suspended_case_is_transferred_running(app, county):
    case_id = apply().case_id
    suspend(case_id)
    act(case_id, "zhaoguoqiang", "transfer", to=county)
    assert successor(case_id).status == "running"


def test_its_materials_go_along_as_copies_of_their_own(app, county):
    plan = model().start_form.field("布局图")
    stored = store_material(SOMEBODY, plan, "布局图", "图.pdf", io.BytesIO(PDF))
    receipt = apply(布局图=stored.value)
    act(receipt.case_id, "zhaoguoqiang", "transfer", to=county)
    there = successor(receipt.case_id)
    (material,) = case_file(there.number, officer("baichuan")).materials
    assert material.id != stored.id and material.sha256 == stored.sha256
    assert get_material(material.id, case_id=there.id).path.read_bytes() == PDF
    with pytest.raises(NoSuchMaterial):
        get_material(stored.id, case_id=there.id)
    assert get_material(stored.id, case_id=receipt.case_id).sha256 == stored.sha256


def model():
    return effective_model("test-permit")
