"""A citizen on a phone, from the home page to the answer to a complaint: every page touched, none left by address."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import wide, widest
from tests.browser.people import APPLICATION, PDF, Site, fill
from tests.browser.walking import Walk

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
PLAN = {"name": "布局图（改）.pdf", "mimeType": "application/pdf", "buffer": PDF}
MISSING = {
    "受理结论": "一次告知补正",
    "补正内容.0.材料": "布局流程图",
    "补正内容.0.问题": "缺洗消间的位置",
    "补正说明": "其余无误。",
}

FOUND = {
    "处理方式": "答复",
    "查明情况": "当日午间无人值守。",
    "处理结论": "属实",
    "答复": "情况属实，已安排午间值守。",
}


def narrow(page: Page) -> None:
    """Nothing hangs over the edge of a phone."""
    assert wide(page) <= 390, (page.url, widest(page))


@pytest.mark.slow
def test_from_the_home_page_to_the_answer(site: Site) -> None:
    page = site.window("citizen", **PHONE)
    page.goto("/")
    narrow(page)
    page.locator(".hero [name=q]").fill("餐馆")
    page.locator(".hero .q button").tap()
    expect(page.get_by_role("link", name="食品经营许可", exact=True)).to_be_visible()
    words = page.get_by_role("textbox", name="搜索权力事项").or_(page.get_by_role("searchbox", name="搜索权力事项"))
    words.fill("spjy")
    words.press("Enter")
    page.wait_for_url("**q=spjy**")
    narrow(page)
    page.get_by_role("link", name="食品经营许可", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("食品经营许可")
    narrow(page)
    with page.expect_popup() as opened:
        page.locator(".papers a", has_text="示例").first.tap()
    assert "/papers/" in opened.value.url
    page.locator(".do").get_by_role("link", name="在线申请").tap()
    page.wait_for_url("**/apply")
    narrow(page)
    fill(page, APPLICATION)
    page.get_by_role("button", name="提交申请").tap()
    page.wait_for_url("**/receipt")
    narrow(page)
    said = page.locator("dl.kv dd").all_inner_texts()
    number, code, password = said[0], said[-2], said[-1]

    site.officer("limin").do(**MISSING)
    other = site.window("citizen at home", **PHONE)
    other.goto("/")
    fill(other, {"code": code, "password": password})
    other.get_by_role("button", name="查看办到哪一步").tap()
    other.wait_for_url("**/cases/**")
    narrow(other)
    other.get_by_role("link", name="现在去办").tap()
    expect(other.locator("main")).to_contain_text("缺洗消间的位置")
    narrow(other)
    fill(other, {"补正情况": "已补画洗消间。", "布局流程图": PLAN})
    other.get_by_role("button", name=re.compile("^提交：")).tap()
    expect(other.locator(".note.ok")).to_contain_text("已提交")

    Walk(site, "巷口面馆", number).does("limin", "补正审查", {"补正结论": "受理"})
    other.reload()
    rating = other.locator("#rate form").first
    rating.get_by_label("很满意").check()
    rating.get_by_role("button").tap()
    expect(other.locator(".note.ok")).to_contain_text("评价已经收到")
    narrow(other)

    other.get_by_role("link", name="对这一件咨询、投诉、举报").tap()
    expect(other.locator(".note.info")).to_contain_text(number)
    narrow(other)
    other.locator(".ways a", has_text="投诉").tap()
    expect(other.locator('[name="所涉办件"]')).to_have_value(number)
    fill(other, {
        "标题": "窗口中午没有人", "内容": "11 点半到窗口，没有人值班，等到一点。",
        "来信人.name": "林小雨", "来信人.phone": "13900001234",
    })  # fmt: skip
    narrow(other)
    other.get_by_role("button", name="提交", exact=True).tap()
    other.wait_for_url("**/receipt")
    complaint = Walk(site, "林小雨", other.locator("dl.kv dd").first.inner_text())
    complaint.does("mingjian", "承办", FOUND)
    complaint.does("zoucha", "核签答复", {"核签": "yes"})
    other.get_by_role("link", name="看办到哪一步").tap()
    expect(other.locator(".left")).to_have_text("投诉已答复")
    expect(other.get_by_text("情况属实，已安排午间值守。")).to_be_visible()
    narrow(other)
