"""Samples and blank forms of materials: part of the bundle, opened from the guide, missed by name."""

import hashlib
import io
from dataclasses import replace

import pytest
import yaml

from app.catalogue.editing import answered
from app.catalogue.entry import entry_from, read_entry
from app.flows.checking import check_files
from app.flows.commands import publish
from app.flows.draft_files import WrongFileName, demand_fit
from app.flows.draft_queries import get_draft
from app.flows.folders import power_folders
from app.flows.freezing import Tampered, demand_whole
from app.flows.papers import paper_changes, paper_findings
from app.flows.queries import effective_flow, list_flow_states
from engine import pack_bundle, read_model
from tests.app.test_studio import BEGIN, browser
from tests.app.world import POWER, ROOT
from tests.support.databases import POWERS

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def folder_with(**papers):
    """The test permit; its first material names papers."""
    folder = next(power_folders(POWERS / "bpmn", POWERS / "forms"))
    document = yaml.safe_load(folder.entry)
    document["materials"][0] |= papers
    return replace(folder, entry=yaml.safe_dump(document, allow_unicode=True).encode())


def with_files(folder, **files):
    return replace(folder, files={**folder.files, **files})


def test_a_paper_is_in_the_bundle_and_another_one_is_another_version(app):
    before = effective_flow(POWER)
    folder = folder_with(sample="示例.pdf")
    assert publish(with_files(folder, **{"示例.pdf": PDF})) is None
    first = effective_flow(POWER)
    assert first.model.files["示例.pdf"] == PDF and first.version == before.version + 1
    assert publish(with_files(folder, **{"示例.pdf": PDF + b"%"})) is None
    assert effective_flow(POWER).version == first.version + 1
    assert first.model.digest != effective_flow(POWER).model.digest


def test_what_is_named_and_not_there_is_told_by_name_and_stops_nothing(app):
    assert publish(with_files(folder_with(sample="没有.pdf", blank="空.docx"), **{"多.png": b"x"})) is None
    (state,) = [state for state in list_flow_states() if state.power_code == POWER]
    told = [f["zh"] for f in state.findings if f["check"] == "papers"]
    assert len(told) == 3 and "没有.pdf" in told[0] and "空.docx" in told[1] and "多.png" in told[2]
    assert all(f["severity"] == "warning" for f in state.findings if f["check"] == "papers")


def test_a_frozen_archive_keeps_them_and_tells_when_one_was_altered(app):
    files = {**effective_flow(POWER).model.files, "示例.pdf": PDF}
    archive, digest = pack_bundle(files), read_model(files).digest
    kept = demand_whole(archive, hashlib.sha256(archive).hexdigest(), digest)
    assert kept["示例.pdf"] == PDF
    other = pack_bundle({**files, "示例.pdf": PDF + b"%"})
    with pytest.raises(Tampered):
        demand_whole(other, hashlib.sha256(other).hexdigest(), digest)


def test_the_hall_opens_what_a_material_names_and_nothing_else(served):
    with served.app_context():
        folder = with_files(folder_with(sample="示例.pdf", blank="空表.docx"), **{"示例.pdf": PDF, "空表.docx": b"PK"})
        assert publish(folder) is None
    client = served.test_client()
    guide = client.get(f"/powers/{POWER}").text
    assert f"/powers/{POWER}/papers/%E7%A4%BA%E4%BE%8B.pdf" in guide and "空表" in guide
    shown = client.get(f"/powers/{POWER}/papers/示例.pdf")
    assert shown.data == PDF and shown.mimetype == "application/pdf"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "attachment" in client.get(f"/powers/{POWER}/papers/空表.docx").headers["Content-Disposition"]
    for other in ("flow.bpmn", "power.yaml", "没有.pdf"):
        assert client.get(f"/powers/{POWER}/papers/{other}").status_code == 404
    assert "材料的示例和空表" in client.get(f"/powers/{POWER}/apply").text


def test_an_entry_without_papers_reads_as_before_and_the_guide_has_no_column(served):
    client = served.test_client()
    assert "/papers/" not in client.get(f"/powers/{POWER}").text
    entry = read_entry((ROOT / "bpmn/02-penalty/02-street-occupation/power.yaml").read_bytes())
    assert {(m.sample, m.blank) for m in entry.materials} == {("", "")}


def test_the_blank_power_of_attorney_names_the_power(served):
    answer = served.test_client().get(f"/powers/{POWER}/power-of-attorney.pdf")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")


def test_the_form_of_an_entry_asks_for_them():
    document = yaml.safe_load((ROOT / "bpmn/01-licence/01-food-business/power.yaml").read_text())
    sent = {"materials.0.name.zh": "图", "materials.0.name.en": "Plan", "materials.0.sample": "图.pdf"}
    (material,) = answered(sent.items(), document).document["materials"]
    assert (material["sample"], material["blank"], material["required"]) == ("图.pdf", "", False)


def test_a_draft_takes_papers_of_known_kinds_only():
    demand_fit({"示例.pdf": b"", "图.png": b"", "空表.docx": b""})
    for name in ("x.exe", "x.html", "x.svg"):
        with pytest.raises(WrongFileName):
            demand_fit({name: b""})


def test_a_paper_is_added_to_a_draft_named_and_removed(served):
    client = browser(served)
    made = client.post("/studio/new", data={**BEGIN, "body": "2"})
    draft_id = int(made.headers["Location"].rsplit("/", 1)[1])
    page = client.get(f"/studio/drafts/{draft_id}/entry").text
    assert "样表和空表" in page
    added = {"file": (io.BytesIO(PDF), "示例.pdf")}
    assert client.post(f"/studio/drafts/{draft_id}/papers", data=added).status_code == 303
    page = client.get(f"/studio/drafts/{draft_id}/entry").text
    assert '<option value="示例.pdf"' in page
    with served.app_context():
        draft = get_draft(draft_id)
        assert draft.files["示例.pdf"] == PDF
        told = [f.message.zh for f in check_files(draft.files, draft.organisation_id).findings if f.check == "papers"]
        assert told == ["样表“示例.pdf”没有材料用到。"]
    wrong = client.post(f"/studio/drafts/{draft_id}/papers", data={"file": (io.BytesIO(b"MZ\0"), "坏.pdf")})
    assert wrong.status_code == 422 and "坏.pdf" in wrong.text
    assert client.get(f"/studio/drafts/{draft_id}/papers/示例.pdf").data == PDF
    assert client.post(f"/studio/drafts/{draft_id}/remove", data={"file": "示例.pdf"}).status_code == 303
    assert client.get(f"/studio/drafts/{draft_id}/papers/示例.pdf").status_code == 404


def test_findings_name_the_material():
    document = yaml.safe_load((ROOT / "bpmn/01-licence/01-food-business/power.yaml").read_text())
    first, *_ = paper_findings(entry_from(document), {})
    assert "食品经营许可申请书" in first.message.zh and "申请书-示例.pdf" in first.message.zh


def test_what_became_of_papers_is_told_to_the_reviewer():
    before = {"a.pdf": b"1", "b.pdf": b"1", "c.pdf": b"1"}
    told = list(paper_changes(before, {"a.pdf": b"1", "b.pdf": b"2", "d.png": b""}))
    assert [(c.field, c.before and c.before.zh, c.after and c.after.zh) for c in told] == [
        ("b.pdf", None, None), ("c.pdf", "有", "没有"), ("d.png", "没有", "有"),
    ]  # fmt: skip
