"""Building a form by hand: what is typed and pressed, and what then stands in the two files."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from app.flows.draft_queries import get_draft
from app.flows.form_reading import sheet_of
from app.flows.form_sheet import SECTION, WIDGETS, Choice, Item, changed, new_item
from app.flows.form_writing import files_of
from app.studio.form_asking import TITLES, packed, sheet_from, unpacked
from engine import FormRefused, read_form
from tests.app.test_studio import BEGIN, browser

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "forms").rglob("*.schema.json"))


def both(path: Path) -> tuple[dict, dict]:
    ui = path.with_name(path.name.replace(".schema.json", ".ui.json"))
    return json.loads(path.read_text()), json.loads(ui.read_text() or "{}") if ui.exists() else {}


def said(form) -> dict:
    """What a form asks, without the order in which its files name the fields."""
    parts = ("widget", "title", "hint", "required", "options", "visible_when", "accept", "max_bytes", "min", "max",
             "min_length", "max_length", "min_rows", "max_rows", "const", "default", "format", "integer", "unit", "kinds")  # fmt: skip  # noqa: E501
    fields = {f.name: {**{p: getattr(f, p) for p in parts}, "inside": said(f)} for f in form.fields}
    return fields | ({"": (form.title, form.hint, form.sections)} if hasattr(form, "sections") else {})


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parent.name}-{p.name.split('.')[0]}")
def test_every_shipped_form_is_the_same_after_it_was_opened_and_saved(path):
    schema, ui = both(path)
    again = files_of(sheet_of(schema, ui), schema, ui)
    assert said(read_form("x", *again)) == said(read_form("x", schema, ui))
    assert files_of(sheet_of(*again), *again) == again
    for words in (schema, again[0]):
        words.pop("$schema", None)
    assert lost(schema, again[0]) == []


def lost(before, after, place="") -> list[str]:
    """What stood in the schema and does no longer."""
    if isinstance(before, dict):
        return [
            part
            for key in before
            for part in (lost(before[key], after[key], f"{place}.{key}") if key in after else [f"{place}.{key}"])
        ]
    return []


@pytest.mark.parametrize("widget", WIDGETS)
def test_every_kind_of_field_can_be_added_changed_and_turned_into_any_other(widget):
    schema, ui = {"type": "object", "properties": {"a": {"type": "string"}}}, {}
    sheet = sheet_of(schema, ui)
    sheet = replace(sheet, items=(*sheet.items, new_item(widget, ["a"], TITLES)))
    schema, ui = files_of(sheet, schema, ui)
    assert read_form("x", schema, ui).fields[1].widget == widget
    for other in WIDGETS:
        sheet = sheet_of(schema, ui)
        options = sheet.items[1].options or (Choice("甲", "甲", "A"),)
        inner = sheet.items[1].items or (new_item("text", (), TITLES),)
        turned = replace(sheet.items[1], widget=other, options=options, items=inner, default="", least="", most="")
        form = read_form("x", *files_of(replace(sheet, items=(sheet.items[0], turned)), schema, ui))
        assert form.fields[1].widget == other


def test_what_is_not_asked_stays_when_a_field_is_renamed_and_moved():
    schema, ui = both(ROOT / "forms/01-licence/01-food-business/apply.schema.json")
    sheet = sheet_of(schema, ui)
    place = next(n for n, item in enumerate(sheet.items) if item.name == "原许可证编号")
    item = replace(sheet.items[place], name="旧证号")
    sheet = replace(sheet, items=changed((*sheet.items[:place], item, *sheet.items[place + 1 :]), [place], "up"))
    new_schema, new_ui = files_of(sheet, schema, ui)
    assert new_schema["properties"]["旧证号"]["pattern"] == schema["properties"]["原许可证编号"]["pattern"]
    assert new_ui["fields"]["旧证号"] == ui["fields"]["原许可证编号"] and "原许可证编号" not in new_ui["fields"]
    assert new_ui["sections"][1]["fields"][0] == "旧证号"


def test_moving_and_dropping_in_the_list_and_in_its_rows():
    items = (Item("text", name="a"), Item(SECTION, title="b"), Item("rows", name="c", items=(Item("text", name="d"), Item("text", name="e"))))  # fmt: skip  # noqa: E501
    names = lambda found: [i.name or i.title for i in found]  # noqa: E731
    assert names(changed(items, [0], "down")) == ["b", "a", "c"]
    assert names(changed(items, [0], "up")) == ["a", "b", "c"] and names(changed(items, [9], "drop")) == ["a", "b", "c"]
    assert names(changed(items, [1], "drop")) == ["a", "c"]
    assert names(changed(items, [2, 1], "up")[2].items) == ["e", "d"]
    assert names(changed(items, [2], "in", Item("text", name="f"))[2].items) == ["d", "e", "f"]


def test_a_new_question_and_its_options_are_called_something_in_both_languages():
    item = new_item("choice", [], TITLES)
    assert (item.title, item.title_en) == ("选择", "Choice")
    assert [(o.value, o.zh, o.en) for o in item.options] == [
        ("选项1", "选项1", "Option 1"),
        ("选项2", "选项2", "Option 2"),
    ]


def asked(**changes: str) -> Item:
    said = {
        "title": "选择", "title_en": "Choice", "widget": "choice", "was": "选择", "was_title": "选择", "name": "选择",
        "o.0.zh": "选项1", "o.0.en": "Option 1", "o.0.value": "", "o.1.zh": "选项2", "o.1.en": "Option 2",
    }  # fmt: skip
    return sheet_from((f"i.0.{name}", value) for name, value in {**said, **changes}.items()).items[0]


def test_the_first_english_goes_where_only_the_chinese_is_said_anew():
    assert asked().title_en == "Choice"
    assert asked(title="登记结论").title_en == ""
    assert asked(title="登记结论", title_en="Conclusion").title_en == "Conclusion"
    assert asked(title_en="Conclusion").title == "选择"
    assert [o.en for o in asked(**{"o.0.zh": "登记"}).options] == ["", "Option 2"]
    assert [o.en for o in asked(**{"o.0.zh": "登记", "o.0.en": "Register"}).options] == ["Register", "Option 2"]


# --- over HTTP ---------------------------------------------------------------------------------------------------


class Page:
    """The form designer's page as a browser without scripts has it."""

    def __init__(self, served: Flask, username: str = "wenjing") -> None:
        self.served, self.client = served, browser(served, username)
        answer = self.client.post("/studio/new", data={**BEGIN, "body": "2"})
        self.draft_id = int(answer.headers["Location"].rsplit("/", 1)[1])
        self.text = self.open().text

    def open(self, name: str = "handle"):
        self.address = f"/studio/drafts/{self.draft_id}/forms/{name}"
        answer = self.client.get(self.address)
        self.text = answer.text
        return answer

    def fields(self) -> dict[str, str]:
        form = self.text.split("data-form-desk")[1].split("</form>")[0]
        found = {}
        for tag in re.findall(r"<input[^>]*>|<select[^>]*>(?:(?!</select>).)*</select>", form, re.S):
            name = re.search(r'name="([^"]+)"', tag)
            if not name or ('type="checkbox"' in tag and " checked" not in tag):
                continue
            value = re.search(r'<option value="([^"]*)" selected', tag) or re.search(r' value="([^"]*)"', tag)
            found[name[1]] = unescape(value[1]) if value else ""
        return found

    def press(self, do: str, **changes: str):
        data = {**self.fields(), **{k.replace("__", "."): v for k, v in changes.items()}, "_do": do}
        answer = self.client.post(self.address, data=data)
        self.text = answer.text
        return answer

    def files(self, name: str = "handle"):
        with self.served.app_context():
            there = get_draft(self.draft_id).files
        return json.loads(there[f"{name}.schema.json"]), json.loads(there[f"{name}.ui.json"])


@pytest.fixture
def page(served: Flask) -> Page:
    return Page(served)


def test_a_form_is_built_without_scripts(page):
    assert page.press("add:choice").status_code == 200
    assert page.press("save", i__1__title="结论", i__1__name="结论", i__1__title_en="Result", i__1__required="yes",
                      i__1__o__0__value="accept", i__1__o__0__zh="受理", i__1__o__0__en="Accept", i__1__o__1__value="", i__1__o__1__zh="不予受理", i__1__o__1__en="Refuse").status_code == 200  # fmt: skip  # noqa: E501
    page.press("up:1")
    page.press("add:date")
    page.press("save", i__2__visible_when='结论 = "accept"', i__2__least="= today()")
    schema, ui = page.files()
    form = read_form("handle", schema, ui)
    assert [f.name for f in form.fields] == ["结论", "说明", "日期"]
    assert schema["properties"]["结论"]["enum"] == ["accept", "不予受理"] and "结论" in schema["required"]
    assert form.fields[2].visible_when == '结论 = "accept"' and form.fields[2].min == "= today()"
    assert 'class="formc preview"' in page.text and 'name="结论" value="accept"' in page.text


def test_undo_and_redo_travel_with_the_page(page):
    before = page.files()
    page.press("add:money")
    after = page.files()
    page.press("undo")
    assert page.files() == before
    page.press("redo")
    assert page.files() == after
    page.press("undo")
    page.press("add:text")
    assert 'value="redo" disabled' in page.text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"i__0__visible_when": "1 +"}, "visible_when"),
        ({"i__0__name": "a b"}, "字段名"),
        ({"i__0__name": "_x"}, "字段名"),
        ({"i__0__visible_when": "改过的问题 = null"}, "互相依赖"),
    ],
)
def test_what_would_be_no_form_is_refused_in_place_and_nothing_typed_is_lost(page, changes, says):
    before = page.files()
    answer = page.press("save", i__0__title="改过的问题", **changes)
    assert answer.status_code == 422 and says in answer.text and "改过的问题" in answer.text
    assert page.files() == before


def test_the_slower_of_two_is_told(page):
    slow = page.fields()
    page.press("add:text")
    answer = page.client.post(page.address, data={**slow, "_do": "add:date"})
    assert answer.status_code == 409 and "已经改过" in answer.text
    assert "把我的存成另一份草稿" in answer.text


@pytest.mark.parametrize("scripts", [False, True])
def test_the_slower_of_two_goes_on_in_a_copy_with_what_was_typed(page, scripts):
    slow = {**page.fields(), "i.0.title": "我写的问题"}
    page.press("save", i__0__title="对方写的问题")
    headers = {"HX-Request": "true"} if scripts else {}
    answer = page.client.post(page.address, data={**slow, "_do": "copy"}, headers=headers)
    there = answer.headers["HX-Redirect" if scripts else "Location"]
    assert there != page.address and "我写的问题" in page.client.get(there).text
    assert "对方写的问题" in page.client.get(page.address).text


def test_a_form_that_a_step_names_and_nobody_made_is_begun_here(page):
    assert "新建这张表单" in page.open("inspect").text
    page.client.post(page.address, data={"_do": "begin"})
    assert read_form("inspect", *page.files("inspect")).fields


def test_the_preview_is_what_a_step_sees(page, served):
    with served.app_context():
        flow = get_draft(page.draft_id).files["flow.bpmn"].decode()
    changed_flow = flow.replace('daylight:form="handle"', 'daylight:form="handle" daylight:reads="说明"')
    page.client.post(f"/studio/drafts/{page.draft_id}/files",
                     json={"revision": 1, "key": "k", "changes": {"flow.bpmn": changed_flow}})  # fmt: skip
    whole = page.open().text.split("formc preview")[1]
    step = page.client.get(f"{page.address}?_step=handle").text.split("formc preview")[1]
    assert 'name="说明"' in whole and 'name="说明"' not in step and "已有的值" in step


@pytest.mark.parametrize("past", ["", "!!", "eJw=", "A" * 1000, packed([["x"]]), packed([[{"type": "object"}, {}]])])
def test_a_past_of_nobodys_making_does_no_harm(page, past):
    before = page.files()
    assert page.press("undo", _past=past).status_code in (200, 422)
    assert page.files() == before


def test_a_past_does_not_unpack_beyond_measure():
    import base64
    import zlib

    bomb = base64.b64encode(zlib.compress(b"[" + b" " * 50_000_000 + b"]")).decode()
    assert unpacked(bomb) == []


def test_a_file_that_is_no_form_is_said_and_not_touched(page, served):
    page.client.post(f"/studio/drafts/{page.draft_id}/files",
                     json={"revision": 1, "key": "k", "changes": {"handle.schema.json": "[1"}})  # fmt: skip
    assert "没有保存" in page.open().text or "不是表单" in page.text
    assert page.client.post(page.address, data={"_do": "save"}).status_code in (200, 422, 409)
    with served.app_context():
        assert get_draft(page.draft_id).files["handle.schema.json"] == b"[1"


def test_nothing_of_a_form_is_read_that_is_refused():
    with pytest.raises(FormRefused):
        sheet_of({"type": "object"}, {})


def test_what_conditions_call_a_new_field_follows_its_first_title(page):
    page.press("add:choice")
    place = max(int(key.split(".")[1]) for key in page.fields() if key.startswith("i.") and key.endswith(".was"))
    answer = page.press("save", **{f"i__{place}__title": "登记结论"})
    assert answer.status_code == 200 and "登记结论" in {f.name for f in read_form("apply", *page.files()).fields}
    page.press("save", **{f"i__{place}__title": "登记的结论"})
    assert "登记结论" in {f.name for f in read_form("apply", *page.files()).fields}  # from now on it stays
