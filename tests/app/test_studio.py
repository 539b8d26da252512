"""The studio over HTTP: who gets in, what is saved, checked, brought and taken along."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from app.flows.draft_queries import get_draft, list_drafts
from app.flows.importing import look, named
from app.people.city import DEMO_PASSWORD
from engine import pack_bundle, read_model, unpack_bundle
from tests.app.world import POWER, officer
from tests.support.databases import POWERS

FLOW = (POWERS / "bpmn/90-test/permit/flow.bpmn").read_bytes()
BEGIN = {"code": "07-small", "name": "小餐饮登记", "name_en": "Small eateries", "category": "confirmation"}
FOREIGN = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="x">
  <process id="leave" name="Leave" isExecutable="true">
    <startEvent id="s"/><userTask id="ask" name="Ask" camunda:assignee="boss"/><serviceTask id="post" name="Post" camunda:class="com.x.Post"/><endEvent id="e"/>
    <sequenceFlow id="a" sourceRef="s" targetRef="ask"/><sequenceFlow id="b" sourceRef="ask" targetRef="post"/><sequenceFlow id="c" sourceRef="post" targetRef="e"/>
  </process>
</definitions>"""  # noqa: E501


def browser(served: Flask, username: str = "wenjing") -> FlaskClient:
    client = served.test_client()
    client.post("/sign-in", data={"username": username, "password": DEMO_PASSWORD})
    return client


@pytest.fixture
def analyst(served: Flask) -> FlaskClient:
    return browser(served)


@pytest.fixture
def draft_id(analyst: FlaskClient) -> int:
    answer = analyst.post("/studio/new", data={**BEGIN, "body": "2"})
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def save(client, draft_id, revision=1, key="k1", **changes):
    body = {"revision": revision, "key": key, "changes": {n.replace("__", "."): c for n, c in changes.items()}}
    return client.post(f"/studio/drafts/{draft_id}/files", json=body)


def files(served, draft_id):
    with served.app_context():
        return dict(get_draft(draft_id).files)


PAGES = ("", "/forms", "/entry", "/history", "/forms/apply", "/export.zip", "/export.bpmn", "/export.svg")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_draft_is_for_its_organisations_analysts(served, analyst, draft_id, page):
    address = f"/studio/drafts/{draft_id}{page}"
    assert analyst.get(address).status_code == 200
    assert browser(served, "pengfei").get(address).status_code == 200
    assert browser(served, "dingning").get(address).status_code == 403
    assert browser(served, "limin").get(address).status_code == 403
    assert served.test_client().get(address).status_code == 303
    assert analyst.get(f"/studio/drafts/999{page}").status_code == 404


def test_nobody_else_writes_to_a_draft(served, draft_id):
    other = browser(served, "dingning")
    before = files(served, draft_id)
    assert save(other, draft_id, flow__bpmn="<x/>").status_code == 403
    assert other.post(f"/studio/drafts/{draft_id}/check", json={"file": "flow.bpmn", "content": ""}).status_code == 403
    assert other.post(f"/studio/drafts/{draft_id}/copy", json={"changes": {"flow.bpmn": ""}}).status_code == 403
    for page in ("drop", "forms", "remove", "entry", "forms/apply", "history/1", "drawing"):
        sent = {"kind": "form", "name": "x", "file": "handle.schema.json"}
        assert other.post(f"/studio/drafts/{draft_id}/{page}", data=sent).status_code == 403, page
    assert files(served, draft_id) == before


def test_a_new_draft_is_asked_for_again_with_what_was_typed(analyst):
    answer = analyst.post("/studio/new", data={**BEGIN, "code": "a b", "body": "2"})
    assert answer.status_code == 422 and "末尾多了内容" in answer.text and 'value="小餐饮登记"' in answer.text
    assert analyst.post("/studio/new", data={**BEGIN, "body": "4"}).status_code == 403
    assert analyst.post("/studio/new", data={"power": "no-such"}).status_code == 503


def test_saving_and_being_too_late(served, analyst, draft_id):
    assert save(analyst, draft_id, flow__bpmn="<mine/>").json == {"revision": 2}
    assert save(analyst, draft_id, flow__bpmn="<mine/>").json == {"revision": 2}, "the same key again"
    answer = save(browser(served, "pengfei"), draft_id, revision=1, key="k2", flow__bpmn="<theirs/>")
    assert answer.status_code == 409
    assert (answer.json["by"], answer.json["by_en"], answer.json["names"]) == ("文静", "Wen Jing", ["flow.bpmn"])
    assert files(served, draft_id)["flow.bpmn"] == b"<mine/>"


def test_whoever_was_too_late_goes_on_with_a_draft_of_their_own(served, analyst, draft_id):
    save(analyst, draft_id, flow__bpmn="<mine/>")
    answer = browser(served, "pengfei").post(
        f"/studio/drafts/{draft_id}/copy", json={"key": "c", "changes": {"flow.bpmn": "<theirs/>"}}
    )
    copied = files(served, answer.json["id"])
    assert copied["flow.bpmn"] == b"<theirs/>" and "apply.schema.json" in copied
    assert files(served, draft_id)["flow.bpmn"] == b"<mine/>"


@pytest.mark.parametrize(
    "body",
    [
        None, [], {}, {"revision": 1, "key": "k", "changes": []},
        *({"revision": 1, "key": key, "changes": {"a.dmn": ""}} for key in ("", "k" * 200)),
        *({"revision": 1, "key": "k", "changes": {"a.dmn": content}} for content in (7, "\ud800")),
        {"revision": "1", "key": "k", "changes": {"a.dmn": ""}},
    ],
)  # fmt: skip
def test_what_is_no_save_is_refused(served, analyst, draft_id, body):
    answer = analyst.post(
        f"/studio/drafts/{draft_id}/files", data=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    with served.app_context():
        assert get_draft(draft_id).revision == 1


def test_wrong_names_and_too_much_are_refused_with_the_reason(analyst, draft_id):
    answer = analyst.post(
        f"/studio/drafts/{draft_id}/files", json={"revision": 1, "key": "k", "changes": {"../x.bpmn": ""}}
    )
    assert answer.status_code == 422 and "../x.bpmn" in answer.json["text"]
    answer = save(analyst, draft_id, flow__bpmn="x" * 5_000_001)
    assert answer.status_code == 413 and "5 MB" in answer.json["text"]
    check = analyst.post(f"/studio/drafts/{draft_id}/check", json={"file": "flow.bpmn", "content": "x" * 5_000_001})
    assert check.status_code == 413


def check(client, draft_id, content, language="zh"):
    return client.post(
        f"/studio/drafts/{draft_id}/check?lang={language}", json={"file": "flow.bpmn", "content": content}
    )


def test_a_drawing_is_checked_without_being_saved(served, analyst, draft_id):
    flow = files(served, draft_id)["flow.bpmn"].decode()
    fine = check(analyst, draft_id, flow).json
    assert fine["refused"] is False and not [f for f in fine["findings"] if f["severity"] == "error"]
    no_limit = check(analyst, draft_id, flow.replace(' daylight:limit="5wd"', "")).json
    found = [f for f in no_limit["findings"] if f["element"] == "handle" and f["severity"] == "error"]
    assert "时限" in found[0]["message"] and found[0]["mend"]
    other = check(
        analyst, draft_id, flow.replace('daylight:power="07-small"', 'daylight:power="07-small" daylight:limit="9wd"')
    )
    assert [f["message"] for f in other.json["findings"] if f["check"] == "entry"] == [
        "法定时限：流程写的是9 个工作日，事项写的是（没有）。"
    ]
    english = check(analyst, draft_id, flow.replace('name="窗口"', 'name="没有的岗位"'), "en").json
    assert any("there is no post" in f["message"] for f in english["findings"])
    assert files(served, draft_id)["flow.bpmn"].decode() == flow


@pytest.mark.parametrize(
    "content",
    ["", "<", "<x/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><definitions/>", "text", "<a>" * 500, "\x00", FLOW.decode()[:900]],
)
def test_whatever_is_sent_to_be_checked_is_answered(analyst, draft_id, content):
    answer = check(analyst, draft_id, content)
    assert answer.status_code == 200 and answer.json["refused"] is True and answer.json["findings"]


def bring(client, *uploads):
    answer = client.post("/studio/import", data={"files": [(io.BytesIO(c), n) for n, c in uploads]})
    answer.request.environ["wsgi.input"].close()  # a file on disk, where much is sent
    return answer


def make(client, key, **more):
    return client.post(f"/studio/import/{key}", data={**BEGIN, "code": "05-leave", "body": "2", **more})


def brought(client, *uploads):
    answer = bring(client, *uploads)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rsplit("/", 1)[1]


def test_a_foreign_file_is_reported_on_before_a_draft_is_made(served, analyst):
    key = brought(analyst, ("C:\\tmp\\leave request.bpmn20.xml", FOREIGN))
    page = analyst.get(f"/studio/import/{key}")
    assert page.status_code == 200 and "改由人办" in page.text and "<svg" in page.text
    with served.app_context():
        assert list_drafts(officer("wenjing")) == []
    answer = make(analyst, key)
    assert answer.status_code == 303
    made = files(served, int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert b'daylight:power="05-leave"' in made["flow.bpmn"] and b"BPMNShape" in made["flow.bpmn"]
    assert b"camunda:class" in made["flow.bpmn"], "what is another tool's stays"
    assert yaml.safe_load(made["power.yaml"])["code"] == "05-leave"


def test_a_file_can_be_taken_as_it_is(served, analyst):
    answer = make(analyst, brought(analyst, ("x.bpmn", FOREIGN)), how="as-it-is")
    assert files(served, int(answer.headers["Location"].rsplit("/", 1)[1]))["flow.bpmn"] == FOREIGN


def test_a_refused_file_can_be_mended_in_the_designer(served, analyst):
    script = b'<scriptTask id="post" scriptFormat="python"><script>import os</script></scriptTask>'
    reaching = FOREIGN.replace(b'<serviceTask id="post" name="Post" camunda:class="com.x.Post"/>', script)
    key = brought(analyst, ("x.bpmn", reaching))
    page = analyst.get(f"/studio/import/{key}")
    assert "现在还不能执行" in page.text and "照原样建草稿" in page.text
    answer = make(analyst, key)
    assert files(served, int(answer.headers["Location"].rsplit("/", 1)[1]))["flow.bpmn"] == reaching


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"<!DOCTYPE x [<!ENTITY a 'b'>]><definitions/>", b"<a>" * 1000, b"not xml"],
)
def test_what_cannot_be_opened_makes_no_draft(served, analyst, content):
    key = brought(analyst, ("x.bpmn", content))
    page = analyst.get(f"/studio/import/{key}")
    assert page.status_code == 200 and "建草稿" not in re.sub(r"照原样建草稿", "", page.text).split("</h1>")[1]


def test_an_archive_comes_back_as_it_was_taken_along(served, analyst, draft_id):
    taken = analyst.get(f"/studio/drafts/{draft_id}/export.zip").data
    assert unpack_bundle(taken) == files(served, draft_id)
    key = brought(analyst, ("07-small.zip", taken))
    answer = make(analyst, key, code="07-small", how="as-it-is")
    copy = files(served, int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert {n: c for n, c in copy.items() if n != "power.yaml"} == {
        n: c for n, c in files(served, draft_id).items() if n != "power.yaml"
    }


def test_hostile_uploads_are_refused_by_name(analyst):
    assert bring(analyst).status_code == 422
    altered = bytearray(pack_bundle({"flow.bpmn": FLOW}))
    altered[200] ^= 1
    outside = io.BytesIO()
    with zipfile.ZipFile(outside, "w") as archive:
        archive.writestr("../../flow.bpmn", FLOW)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("flow.bpmn", b"0" * 60_000_000)
    for content in (bytes(altered), outside.getvalue(), bomb.getvalue(), b"PK\x03\x04rubbish"):
        assert bring(analyst, ("a.zip", content)).status_code == 422
    assert bring(analyst, ("run.exe", b"MZ")).status_code == 422
    assert bring(analyst, ("big.bpmn", b"x" * 5_000_001)).status_code == 413
    assert bring(analyst, *[(f"f{n}.bpmn", b"x" * 4_999_999) for n in range(5)]).status_code == 413


def test_what_was_brought_is_nobody_elses(served, analyst):
    key = brought(analyst, ("x.bpmn", FOREIGN))
    assert browser(served, "pengfei").get(f"/studio/import/{key}").status_code == 404
    assert analyst.get("/studio/import/nonsense").status_code == 404


def test_uploads_get_names_that_a_draft_can_hold():
    assert set(named([("食品 经营.bpmn", b"a")])) == {"flow.bpmn"}
    assert set(named([("a.bpmn", b"a"), ("A b.bpmn2", b"b"), ("x/a.bpmn", b"c")])) == {"a.bpmn", "A-b.bpmn", "a-2.bpmn"}
    decision = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
    assert set(named([("t.xml", decision), ("f.xml", FOREIGN)])) == {"t.dmn", "flow.bpmn"}


def test_files_in_other_encodings_are_opened_as_utf8():
    text = FOREIGN.decode().replace("Leave", "请假").replace('encoding="UTF-8"', 'encoding="GBK"')
    found = look({"flow.bpmn": text.encode("gbk")})
    assert "请假" in found.mended["flow.bpmn"].decode()


CORPORA = Path(__file__).parents[3] / "shared/corpora/models"


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not beside the checkout")
@pytest.mark.parametrize("kind", ["camunda7", "flowable", "activiti", "chinese", "spiff"])
def test_files_of_other_modellers_come_in(served, analyst, kind, database_url):
    if not database_url.startswith("sqlite"):
        kind = "miwg"
    file = sorted((CORPORA / kind).glob("*.bpmn"))[0]
    answer = make(analyst, brought(analyst, (file.name, file.read_bytes())))
    assert answer.status_code == 303
    assert analyst.get(answer.headers["Location"]).status_code == 200


def test_exports_are_files_and_say_what_they_are(analyst, draft_id):
    for kind, begins in (("bpmn", b"<?xml"), ("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("zip", b"PK")):
        answer = analyst.get(f"/studio/drafts/{draft_id}/export.{kind}")
        assert answer.data.startswith(begins), kind
        assert f"07-small-1.{kind}" in answer.headers["Content-Disposition"]
    assert analyst.get(f"/studio/drafts/{draft_id}/export.exe").status_code == 404
    save(analyst, draft_id, flow__bpmn="<broken")
    assert analyst.get(f"/studio/drafts/{draft_id}/export.bpmn").data == b"<broken"
    assert analyst.get(f"/studio/drafts/{draft_id}/export.svg").status_code == 409


def test_a_drawing_that_is_missing_is_completed(served, analyst):
    answer = make(analyst, brought(analyst, ("x.bpmn", FOREIGN)), how="as-it-is")
    draft_id = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert analyst.post(f"/studio/drafts/{draft_id}/drawing", data={"file": "flow.bpmn"}).status_code == 303
    assert b"BPMNShape" in files(served, draft_id)["flow.bpmn"]


def test_the_history_brings_back_what_was(served, analyst, draft_id):
    flow = files(served, draft_id)["flow.bpmn"]
    save(analyst, draft_id, flow__bpmn="<other/>", more__dmn="<t/>")
    assert "1.zip" in analyst.get(f"/studio/drafts/{draft_id}/history").text
    assert unpack_bundle(analyst.get(f"/studio/drafts/{draft_id}/history/1.zip").data)["flow.bpmn"] == flow
    assert analyst.post(f"/studio/drafts/{draft_id}/history/1").status_code == 303
    assert files(served, draft_id)["flow.bpmn"] == flow and "more.dmn" not in files(served, draft_id)


def test_forms_and_tables_are_made_copied_and_removed(served, analyst, draft_id):
    address = f"/studio/drafts/{draft_id}/forms"
    assert analyst.post(address, data={"kind": "form", "name": "review", "from": "apply"}).status_code == 303
    assert analyst.post(address, data={"kind": "table", "name": "standard"}).status_code == 303
    made = analyst.post(address, data={"kind": "flow", "name": "sign"})
    assert analyst.get(made.headers["Location"]).status_code == 200
    with served.app_context():
        draft = get_draft(draft_id)
        assert set(read_model(draft.model_files).processes) == {"process", "sign"}
    there = files(served, draft_id)
    assert there["review.schema.json"] == there["apply.schema.json"] and b"decisionTable" in there["standard.dmn"]
    assert analyst.get(f"/studio/drafts/{draft_id}/tables/standard.dmn").status_code == 200
    for name, status in (("review", 409), ("a b", 422), ("../x", 422), ("", 422), ("x" * 41, 422)):
        assert analyst.post(address, data={"kind": "form", "name": name}).status_code == status, name
    assert analyst.post(f"/studio/drafts/{draft_id}/remove", data={"file": "review.schema.json"}).status_code == 303
    assert not [name for name in files(served, draft_id) if name.startswith("review")]
    for kept in ("flow.bpmn", "power.yaml", "../x"):
        assert analyst.post(f"/studio/drafts/{draft_id}/remove", data={"file": kept}).status_code == 422


def test_a_draft_of_a_power_is_drawn_and_dropped(served, analyst):
    answer = analyst.post("/studio/new", data={"power": POWER})
    draft_id = int(answer.headers["Location"].rsplit("/", 1)[1])
    page = analyst.get(answer.headers["Location"]).text
    given = json.loads(re.search(r'id="given">(.*?)</script>', page, re.S)[1])
    assert given["content"] == FLOW.decode() and "受理" in [c["options"][0]["value"] for c in given["choices"]]
    assert "窗口" in [post["name"] for post in given["authorities"][0]["posts"]]
    assert analyst.post(f"/studio/drafts/{draft_id}/drop").status_code == 303
    assert analyst.get(f"/studio/drafts/{draft_id}").status_code == 404


def test_styles_within_pages_are_allowed_where_the_editors_need_them_only(analyst, draft_id):
    def styles(address: str) -> str:
        policy = analyst.get(address).headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        return next(rule for rule in policy.split("; ") if rule.startswith("style-src"))

    assert styles(f"/studio/drafts/{draft_id}") == "style-src 'self' 'unsafe-inline'"
    for address in ("/", "/studio/", f"/studio/drafts/{draft_id}/forms/apply", "/inbox"):
        assert styles(address) == "style-src 'self'", address
