# ruff: noqa: E501
"""A public hearing: announced by an officer, signed up for on the phone, full, taken back without scripts, taken again, closed by itself, the list on the desk."""

import re

from playwright.sync_api import Page, expect

from tests.browser.looking import clean
from tests.browser.people import Site, fill, picture
from tests.browser.test_calls import PHONE, draft_made_public

HOLDER = "loushan"
OURS = "全市停车收费办法|停车|按区域|市发展|供需|草案|云州市人民政府|市政府三楼会议厅|何秀芝|夜间|减半"


def signs_up(page: Page, number: str, part: str = "speak", words: str = "夜间减半收费。") -> None:
    fill(page, {
        "part": part, "who.name": "何秀芝", "who.id_type": "idcard", "who.id_number": number, "who.phone": "13800138000",
        "words": words,
    })  # fmt: skip
    page.get_by_role("button", name="报名").click()


def test_a_seat_at_a_hearing_from_the_phone(site: Site) -> None:
    walk = draft_made_public(site, ("公告听证会",), "hearing", hearing=True)
    walk.pass_days(32)
    walk.does("xuxing", "汇总采纳", {"意见条数": "1", "采纳条数": "1", "采纳说明": "采纳。", "公开日期": "2026-12-18"})
    walk.does(HOLDER, "公告听证会", {
        "听证会日期": "2027-01-20", "听证会地点": "市政府三楼会议厅", "旁听名额": "0", "发言名额": "1", "报名截止日": "2026-12-28",
    })  # fmt: skip

    page = site.window("citizen", **PHONE)
    page.goto("/opinions")
    page.get_by_role("link", name="听证会：全市停车收费办法").click()
    expect(page.locator(".sub")).to_have_text(re.compile("发言已报 0，共 1 席$"))
    page.get_by_role("button", name="报名").click()
    expect(page.get_by_role("alert")).to_contain_text("报名人")
    clean(page, "hearing", data=OURS)
    page.set_viewport_size(PHONE["viewport"])
    signs_up(page, "11010519491231002X")
    page.wait_for_url("**/opinions/seat")
    clean(page, "hearing-receipt", data=OURS)
    page.set_viewport_size(PHONE["viewport"])
    code, password = page.locator(".receipt dd.code").all_inner_texts()
    page.get_by_role("link", name="回听证会").click()
    expect(page.locator(".sub")).to_contain_text("已报 1，共 1 席")
    expect(page.get_by_role("button", name="报名")).to_have_count(0)

    other = site.window("without scripts", **PHONE, java_script_enabled=False)
    other.goto(page.url)
    other.get_by_role("link", name="取消报名").click()
    fill(other, {"code": code, "password": "23456789"})
    other.get_by_role("button", name="取消报名").click()
    expect(other.get_by_role("alert")).to_contain_text("报名码或密码不对")
    picture(other, "hearing-back-refused")
    fill(other, {"code": code, "password": password})
    other.get_by_role("button", name="取消报名").click()
    expect(other.locator(".note.ok")).to_contain_text("已取消报名")
    expect(other.locator(".sub")).to_contain_text("已报 0，共 1 席")
    picture(other, "hearing-back")
    page.goto("/opinions/seat")
    expect(page.locator(".receipt")).to_contain_text("已取消")
    page.get_by_role("link", name="回听证会").click()
    signs_up(page, "11010519491231002X")
    page.get_by_role("link", name="取消报名").click()
    clean(page, "hearing-take-back", data=OURS)
    page.set_viewport_size(PHONE["viewport"])
    page.goto("/opinions")
    clean(page, "hearing-list", data=OURS)

    desk = walk.file(HOLDER)
    desk.get_by_role("link", name="公众意见").click()
    expect(desk.locator(".registered tbody tr")).to_have_count(2)
    expect(desk.locator(".registered tbody tr", has_text="已取消")).to_have_count(1)
    clean(desk, "hearing-desk", data=OURS)
    walk.pass_days(11)
    page.get_by_role("link", name="听证会：全市停车收费办法").click()
    expect(page.locator(".note.info")).to_contain_text("报名已经截止")
    clean(page, "hearing-over", data=OURS)
    assert walk.open_for(HOLDER) == ["通知听证"]
