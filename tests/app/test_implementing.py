"""Unified items and the bodies that implement them: defined once, adopted by many, each with what is its own."""

import io
import json

import pytest
import yaml

from app.cases.commands import StartCase, start_case
from app.cases.keys import new_key
from app.cases.moving import load_case
from app.catalogue.codes import CodesRefused, read_schemes, scheme
from app.catalogue.commands import enter_power
from app.catalogue.implementing import AdoptionRefused, adopt, change_own
from app.catalogue.importing import begin_import, confirm_import, find_import, look_through, write_for
from app.catalogue.queries import (
    Where,
    get_power,
    list_documents,
    list_implementers,
    list_powers,
    search_powers,
)
from app.catalogue.sheets import read_rows, write_rows
from app.database import db
from app.flows.queries import PowerOutOfService, effective_flow
from app.people.tables import Holding, OfficerRow, Organisation, Post
from tests.app.test_http_tasks import browser
from tests.app.world import APPLICATION, POWER, SOMEBODY, do, officer, open_tasks
from tests.support.databases import POWERS

COUNTY = f"{POWER}.dongchuan-scjg"
OWN = {"promise": "8wd", "phone": "0591-1", "place": {"zh": "东川县大厅", "en": "Dongchuan hall"}, "case_number": "东"}
ENTRY = POWERS / "bpmn" / "90-test" / "permit" / "power.yaml"


def entry(**changes: object) -> bytes:
    return yaml.safe_dump(yaml.safe_load(ENTRY.read_text()) | changes, allow_unicode=True).encode()


@pytest.fixture
def county(app):
    adopt(POWER, ["dongchuan-scjg"], OWN, officer("admin").id)
    return COUNTY


def imported(documents: list[dict], kind: str = "json") -> dict:
    import_id = begin_import(f"a.{kind}", kind, write_rows(kind, documents), officer("admin").id, new_key())
    look_through(import_id)
    if find_import(import_id).state == "ready":
        confirm_import(import_id)
        write_for(import_id, 60)
    return find_import(import_id).report


# ------------------------------------------------------------------------------------------------ what is whose


def test_the_six_unified_are_the_items_and_the_rest_is_the_bodys(county):
    item, here = get_power(POWER).entry, get_power(county)
    for name in ("name", "basis", "materials", "limit", "fee", "conditions", "result", "unified_code"):
        assert getattr(here.entry, name) == getattr(item, name), name
    assert (str(here.promise), here.phone, here.place.zh, here.authority.zh) == (
        "8wd", "0591-1", "东川县大厅", "东川县市场监督管理局",
    )  # fmt: skip
    assert here.entry.hours == item.hours  # what it does not say is as the item has it


def test_a_change_of_the_item_shows_in_all_its_implementations(county):
    enter_power(entry(name={"zh": "测试准许", "en": "Test leave"}, limit="7wd", promise="5wd"))
    here = get_power(county)
    assert (here.name.zh, str(here.limit)) == ("测试准许", "7wd")
    assert str(here.promise) == "7wd"  # a promise above the new statutory limit falls to it
    assert [str(p.promise) for p in list_powers(Where(organisation_id=here.organisation_id))] == ["7wd"]


def test_an_item_is_found_once_with_its_implementers_and_by_level_and_body(county):
    (found,) = search_powers("测试许可")
    assert (found.code, found.bodies) == (POWER, {"city": 1, "county": 1})
    assert [p.code for p in list_powers()] == [POWER]
    assert [p.code for p in search_powers("测试", Where(level="county"))] == [POWER]
    assert search_powers("测试", Where(level="township")) == [] == list_powers(Where(level="township"))
    body = get_power(county).organisation_id
    assert [p.code for p in search_powers("测试", Where(organisation_id=body))] == [county]
    assert [(one.code, one.level) for one in list_implementers(POWER)] == [(POWER, "city"), (county, "county")]


# ------------------------------------------------------------------------------------------------ running


def _posts(organisation: str) -> None:
    """The body gets the posts that the flow names, one officer holding them all."""
    body = db.session.scalar(db.select(Organisation).where(Organisation.code == organisation))
    someone = db.session.scalar(db.select(OfficerRow).where(OfficerRow.organisation_id == body.id))
    for name in ("窗口", "审查岗", "核查组", "首席代表", "负责人"):
        post = db.session.scalar(db.select(Post).where(Post.organisation_id == body.id, Post.name == name))
        if post is None:
            post = Post(organisation_id=body.id, name=name, name_en=name)
            db.session.add(post)
            db.session.flush()
            db.session.add(Holding(officer_id=someone.id, post_id=post.id))
    db.session.commit()


@pytest.mark.parametrize("body", ["dongchuan-scjg", "shiqiao"])
def test_a_case_runs_the_items_flow_with_the_posts_and_the_promise_of_its_body(app, body):
    _posts(body)
    (code,) = adopt(POWER, [body], OWN, officer("admin").id)
    receipt = start_case(StartCase(code, APPLICATION, new_key(), SOMEBODY))
    here = get_power(code).organisation_id
    (task,) = open_tasks(receipt.case_id)
    assert db.session.get(Post, task.post_id).organisation_id == here
    assert receipt.number.startswith("东")
    clerk = "baichuan" if body == "dongchuan-scjg" else "suqiao"
    do(receipt.case_id, task.element_id, clerk, {"结论": "受理"}, "材料齐全")
    limits = load_case(db.session(), receipt.case_id).case.limits
    assert (str(limits.promised.limit), str(limits.statutory.limit)) == ("8wd", "10wd")
    change_own(code, {**OWN, "promise": "9wd"}, officer("admin").id)
    assert str(load_case(db.session(), receipt.case_id).case.limits.promised.limit) == "8wd"  # as it began
    assert effective_flow(code).model.digest == effective_flow(POWER).model.digest


def test_nothing_begins_where_the_body_lacks_a_post_or_the_item_is_not_in_force(app):
    (code,) = adopt(POWER, ["shiqiao"], OWN, officer("admin").id)
    with pytest.raises(PowerOutOfService, match="首席代表"):
        start_case(StartCase(code, APPLICATION, new_key(), SOMEBODY))
    document = next(d for d in list_documents() if d["code"] == POWER)
    report = imported(
        [{**document, "code": "no-flow"}, {"adopts": "no-flow", "code": "no-flow.qinghe", "body": "qinghe"}]
    )
    assert report["counts"] == {"new": 2}
    with pytest.raises(PowerOutOfService, match="流程模型"):
        start_case(StartCase("no-flow.qinghe", APPLICATION, new_key(), SOMEBODY))


# ------------------------------------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"promise": "11wd"}, "长于统一的法定时限 10wd"),
        ({"promise": "3d"}, "单位"),
        ({"promise": "soon"}, "promise"),
        ({"fee": {"zh": "十元", "en": "ten yuan"}}, "“收费”（fee）由统一事项规定"),
        ({"name": {"zh": "别名", "en": "other"}}, "“名称”（name）由统一事项规定"),
        ({"limit": "12wd"}, "“法定时限”（limit）由统一事项规定"),
        ({"materials": []}, "“申请材料”（materials）由统一事项规定"),
    ],
)
def test_what_a_body_may_not_say_is_refused_by_the_fields_name(app, said, words):
    with pytest.raises(AdoptionRefused) as refused:
        adopt(POWER, ["dongchuan-scjg"], said, officer("admin").id)
    assert "东川县市场监督管理局" in refused.value.text.zh and words in refused.value.text.zh
    assert [one.code for one in list_implementers(POWER)] == [POWER]


def test_adopted_twice_or_by_nobody_is_refused_and_then_none_of_them_adopts(county):
    with pytest.raises(AdoptionRefused, match="已经实施"):
        adopt(POWER, ["xiling-scjg", "dongchuan-scjg"], OWN, officer("admin").id)
    with pytest.raises(AdoptionRefused, match="选"):
        adopt(POWER, [], OWN, officer("admin").id)
    assert len(list_implementers(POWER)) == 2


# ------------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize("kind", ["yaml", "json", "csv", "xlsx"])
def test_implementations_are_taken_out_and_brought_in_without_loss(county, kind):
    documents = list(list_documents())
    assert documents[-1] == {"adopts": POWER, "code": county, "body": "dongchuan-scjg", **OWN}
    rows = [row.document for row in read_rows(kind, write_rows(kind, documents))]
    assert rows == documents
    assert imported(rows, kind)["counts"] in ({"same": 1, "changed": 1}, {"same": 2})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"adopts": "nothing"}, "没有统一事项（adopts）：nothing"),
        ({"adopts": COUNTY}, "本身是实施事项"),
        ({"body": "nowhere"}, "没有这个机构：nowhere"),
        ({"body": "yunzhou-scjg"}, "统一事项自己的机构"),
        ({"fee": {"zh": "十元", "en": "ten yuan"}}, "fee"),
        ({"promise": "11wd"}, "promise"),
        ({"code": "X 1"}, "“事项”应当是小写字母"),
        ({"code": "x-1"}, "“机构”应当是点号后接机构代码"),
        ({"code": POWER}, "“机构”应当是"),
        ({"odd": 1}, "odd"),
    ],
)
def test_a_wrong_row_of_an_implementation_is_told_by_its_number(county, change, words):
    good = {"adopts": POWER, "code": f"{POWER}.xiling-scjg", "body": "xiling-scjg"}
    report = imported([good, {**good, "code": f"{POWER}.qinghe", "body": "qinghe", **change}])
    (told,) = report["rows"]
    assert told["row"] == 2 and words in told["zh"] and told["en"]


def test_a_code_that_does_not_fit_the_scheme_names_the_part(app):
    document = next(list_documents())
    report = imported([{**document, "unified_code": "00013101400"}, {**document, "code": "no good"}])
    assert "“子项顺序”应当是3 位数字" in report["rows"][0]["zh"] and "“事项编码”" not in report["rows"][0]["zh"]
    assert "no good" in report["rows"][1]["zh"]


@pytest.mark.parametrize("said", ["", "code: {}", "[", "unified_code: 1\ncode: 2\nimplementation: 3"])
def test_a_scheme_that_is_none_is_refused(tmp_path, said):
    file = tmp_path / "codes.yaml"
    file.write_text(said)
    with pytest.raises(CodesRefused):
        read_schemes(file)


def test_a_government_has_its_own_scheme(app, tmp_path):
    part = {"name": {"zh": "段", "en": "part"}, "pattern": "Z[0-9]", "means": {"zh": "Z 加数字", "en": "Z and a digit"}}
    kind = {"name": {"zh": "码", "en": "code"}, "parts": [part], "proposal": "{item}{body}"}
    (tmp_path / "codes.yaml").write_text(json.dumps(dict.fromkeys(("unified_code", "code", "implementation"), kind)))
    app.config["CODES"] = tmp_path / "codes.yaml"
    assert scheme("code").problem("Z1") is None and "Z 加数字" in scheme("code").problem("x").zh


# ------------------------------------------------------------------------------------------------ pages


def test_on_the_pages_a_body_adopts_changes_and_is_chosen(served):
    admin = browser(served, "admin")
    assert POWER in admin.get("/admin/catalogue?q=测试许可").text
    address = f"/admin/catalogue/items/{POWER}"
    page = admin.get(address)
    assert ("西岭区市场监督管理局" in page.text and "廉政风险点" in page.text) or page.status_code == 200
    form = {"_body": ["dongchuan-scjg", "qinghe"], "promise": "8", "phone": "0591-22"}
    assert admin.post(address, data=form).status_code == 303
    assert "0591-22" in admin.get(f"{address}.qinghe").text
    refused = admin.post(address, data={"_body": ["xiling-scjg"], "promise": "80", "phone": "keep me"})
    assert refused.status_code == 422 and "长于统一的法定时限" in refused.text and "keep me" in refused.text
    forged = admin.post(f"{address}.qinghe", data={"fee.zh": "十元", "fee.en": "ten"})
    assert forged.status_code == 422 and "收费" in forged.text
    half = admin.post(f"{address}.qinghe", data={"place.zh": "大厅"})
    assert half.status_code == 422 and "中文、英文都要写" in half.text
    assert admin.post(f"{address}.qinghe", data={"promise": "9"}).status_code == 303
    guide = served.test_client().get(f"/powers/{POWER}").text
    assert "东川县清河镇人民政府" in guide and f"/powers/{POWER}.qinghe" in guide
    assert "9 个工作日" in served.test_client().get(f"/powers/{POWER}.qinghe").text
    assert admin.get("/admin/catalogue/items/none").status_code == 404
    assert browser(served, "limin").get(address).status_code == 403
    with served.app_context():
        content = write_rows("csv", list_documents())
    sent = admin.post("/admin/catalogue", data={"_key": new_key(), "file": (io.BytesIO(content), "a.csv")})
    assert sent.status_code == 303
