"""The catalogue entry as a form: every field of power.yaml, each wrong one named, nothing lost."""

import re
from html import unescape
from pathlib import Path

import pytest
import yaml
from flask import Flask

from app.catalogue.editing import answered, missing
from app.catalogue.entry import MAY_LACK, entry_from, read_entry
from app.flows.draft_queries import get_draft
from tests.app.test_studio import BEGIN, browser

ROOT = Path(__file__).parents[2]
ENTRIES = sorted((ROOT / "bpmn").rglob("power.yaml"))


def as_form(document, prefix="") -> dict[str, str]:
    """The entry as the page's fields have it."""
    sent: dict[str, str] = {}
    for name, value in document.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            sent.update({f"{path}.{k}": v for k, v in value.items()})
        elif name in ("limit", "promise", "extension"):
            amount, unit = re.fullmatch(r"(\d*)(\D*)", value or "").groups()
            sent.update({f"{path}.amount": amount, f"{path}.unit": unit or "wd"})
        elif isinstance(value, bool):
            sent.update({path: "yes"} if value else {})
        elif name == "keywords":
            sent[path] = "、".join(map(str, value))
        elif name == "life_events":
            sent.update({f"{path}.{event}": "yes" for event in value})
        elif isinstance(value, list):
            for number, row in enumerate(value):
                simple = row.keys() == {"zh", "en"}
                sent.update({f"{path}.{number}.{k}": v for k, v in row.items()} if simple else as_form(row, f"{path}.{number}."))  # fmt: skip  # noqa: E501
        else:
            sent[path] = str(value)
    return sent


@pytest.mark.parametrize("path", ENTRIES, ids=lambda p: p.parent.name)
def test_every_shipped_entry_goes_through_the_form_unchanged(path):
    document = {**MAY_LACK, **yaml.safe_load(path.read_text())}
    said = answered(as_form(document).items(), document)
    assert said.errors == {}
    assert entry_from(said.document) == entry_from(document)


FOOD = yaml.safe_load((ROOT / "bpmn/01-licence/01-food-business/power.yaml").read_text())


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"limit.amount": "ten"}, ["limit.amount"]),
        ({"promise.amount": "0", "extension.amount": "-1"}, ["extension.amount", "promise.amount"]),
        ({"fee.en": ""}, ["fee.en"]),
        ({"place.zh": ""}, ["place.zh"]),
        ({"name.zh": "", "name.en": ""}, ["name.en", "name.zh"]),
        ({"code": ""}, ["code"]),
        ({"category": "bribe"}, ["category"]),
        ({"basis.1.law.en": ""}, ["basis.1.law.en"]),
        ({"materials.4.source.zh": "", "materials.4.source.en": ""}, ["materials.4.source.zh"]),
        ({"conditions.2.en": ""}, ["conditions.2.en"]),
        ({"duties.zh": "长" * 4001}, ["duties.zh"]),
        ({"disclosed": "no", "undisclosed_reason.zh": ""}, ["undisclosed_reason.zh"]),
    ],
)
def test_each_wrong_field_is_named_by_its_path(changes, wrong):
    said = answered({**as_form(FOOD), **changes}.items(), FOOD)
    assert sorted(said.errors) == wrong


@pytest.mark.parametrize(
    ("changes", "field", "part"),
    [
        ({"code": "食品"}, "code", "小写字母"),
        ({"unified_code": "0001310140"}, "unified_code", "子项顺序"),
        ({"unified_code": "0001310140001"}, "unified_code", "多了内容"),
    ],
)
def test_codes_are_held_to_the_governments_scheme_by_their_field(served, draft_id, changes, field, part):
    client, address = browser(served), f"/studio/drafts/{draft_id}/entry"
    sent = {**as_form({**FOOD, "code": "07-small"}), "_revision": "1", "_key": "k", **changes}
    refused = client.post(address, data=sent)
    assert refused.status_code == 422
    assert f'href="#f-{field}"' in refused.text and part in refused.text
    assert f'value="{changes[field]}"' in refused.text and "食品经营许可" in refused.text
    right = {"code": "07-small", "unified_code": "000131014000"}
    assert client.post(address, data={**sent, **right}).status_code == 303


def test_another_governments_scheme_holds_as_well(served, draft_id, tmp_path):
    file = tmp_path / "codes.yaml"
    shipped = yaml.safe_load((ROOT / "app/catalogue/codes.yaml").read_text())
    means = {"zh": "Z 加数字", "en": "Z and digits"}
    shipped["unified_code"]["parts"] = [{"name": {"zh": "号", "en": "number"}, "pattern": "Z[0-9]+", "means": means}]
    file.write_text(yaml.safe_dump(shipped, allow_unicode=True))
    served.config["CODES"] = str(file)
    client, address = browser(served), f"/studio/drafts/{draft_id}/entry"
    sent = {**as_form({**FOOD, "code": "07-small"}), "_revision": "1", "_key": "k"}
    assert "Z 加数字" in client.post(address, data=sent).text
    assert client.post(address, data={**sent, "unified_code": "Z12"}).status_code == 303


def test_a_row_that_is_emptied_is_gone_and_those_after_it_move_up():
    sent = {k: ("" if k.startswith("basis.0.") else v) for k, v in as_form(FOOD).items()} | {"basis.2.law.en": ""}
    said = answered(sent.items(), FOOD)
    assert [b["law"]["zh"] for b in said.document["basis"]] == [b["law"]["zh"] for b in FOOD["basis"][1:]]
    assert list(said.errors) == ["basis.1.law.en"]


def test_what_is_still_to_be_said_is_listed():
    assert missing(FOOD) == []
    assert missing({**FOOD, "remedies": {"zh": "", "en": ""}, "basis": [], "phone": ""}) == ["basis", "remedies.zh", "phone"]  # fmt: skip  # noqa: E501


def test_the_exercising_body_is_not_changed_by_a_form():
    said = answered({**as_form(FOOD), "body": "yunzhou-fgw", "authority": "x"}.items(), FOOD)
    assert (said.document["body"], said.document["authority"]) == ("yunzhou-scjg", "市场监督管理局")


@pytest.fixture
def draft_id(served: Flask) -> int:
    answer = browser(served).post("/studio/new", data={**BEGIN, "body": "2"})
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def test_the_page_saves_and_names_what_is_wrong(served, draft_id):
    client, address = browser(served), f"/studio/drafts/{draft_id}/entry"
    page = client.get(address).text
    revision = re.search(r'name="_revision" value="(\d+)"', page)[1]
    assert "送审以前要写全" in page
    sent = {**as_form({**FOOD, "code": "07-small"}), "_revision": revision, "_key": "k"}
    wrong = client.post(address, data={**sent, "basis.1.article.en": "", "limit.amount": "x"})
    assert wrong.status_code == 422
    assert "法律依据 第 2 项 条款 （英文）" in unescape(wrong.text) and 'value="x"' in wrong.text
    assert client.post(address, data=sent).status_code == 303
    with served.app_context():
        draft = get_draft(draft_id)
        assert read_entry(draft.entry).basis == entry_from(FOOD).basis and draft.name.zh == "食品经营许可"
    assert "送审以前要写全" not in client.get(address).text
    late = client.post(address, data={**sent, "phone": "1", "_key": "k2"})
    assert late.status_code == 409 and "已经改过" in late.text and "把我的存成另一份草稿" in late.text
    copy = client.post(address, data={**sent, "phone": "1", "name.zh": "另一个名字", "_key": "k4", "_do": "copy"})
    assert copy.headers["Location"] != address and "另一个名字" in client.get(copy.headers["Location"]).text
    other = client.post(address, data={**sent, "code": "test-permit-of-others!", "_revision": "2", "_key": "k3"})
    assert other.status_code == 422
