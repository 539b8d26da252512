"""A draft on which everybody may give an opinion: opened by a step, given on the phone, read, answered, published."""

import re

from playwright.sync_api import expect

from tests.browser.looking import clean
from tests.browser.people import PDF, Site, fill
from tests.browser.walking import Walk

PHONE: dict = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DRAFT = {"name": "停车收费办法（草案）.pdf", "mimeType": "application/pdf", "buffer": PDF}
OURS = "全市停车收费办法|停车|按区域|市发展|供需|分时段|草案|老李|夜间|云州市人民政府"


def draft_made_public(site: Site, looks: tuple[str, ...], pictures: str, hearing: bool = False) -> Walk:
    """A major decision up to where everybody may give an opinion."""
    walk = Walk(site, "全市停车收费办法", looks=looks, pictures=pictures)
    walk.opened_by("xuxing", "10-major-decision", {
        "决策事项": "全市停车收费办法", "事项类型": "价格收费", "承办单位": "市发展和改革委员会",
        "必要性": "停车供需矛盾突出。", "目录内": "yes", "决策草案": DRAFT,
    })  # fmt: skip
    walk.does("yuxian", "决定启动", {"启动意见": "启动"})
    walk.does("xuxing", "公开征求意见", {
        "草案说明": "按区域和时段收费，居民夜间优惠。", "征求途径": "政府网站", "征求截止日": "2026-12-17",
        "切身利益": "yes" if hearing else "no",
    })  # fmt: skip
    return walk


def test_an_opinion_from_the_phone_to_what_became_of_it(site: Site) -> None:
    walk = draft_made_public(site, ("open", "汇总采纳"), "call")

    page = site.window("citizen", **PHONE)
    page.goto("/")
    page.get_by_role("link", name="全市停车收费办法").click()
    expect(page.locator(".sub")).to_contain_text("12月17日")
    with page.expect_response(re.compile("/files/")) as draft:
        page.evaluate("fetch(document.querySelector('.call a[href*=files]').href)")
    assert draft.value.status == 200
    clean(page, "call", data=OURS)
    page.set_viewport_size(PHONE["viewport"])
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("alert")).to_contain_text("意见要写两个字以上")
    fill(page, {"words": "<b>夜间</b>应当便宜些，\n老人看病按次收。", "name": "老李"})
    page.get_by_role("button", name="提交意见").click()
    expect(page.locator(".note.ok")).to_contain_text("意见已经收到")
    assert "老李" not in page.content()
    expect(page.locator(".sub")).to_contain_text("收到意见1")
    page.goto("/opinions")
    clean(page, "calls", data=OURS)

    walk.pass_days(32)
    page.reload()
    page.get_by_role("link", name="全市停车收费办法").click()
    expect(page.locator(".note.info")).to_contain_text("截止")
    assert page.get_by_role("button", name="提交意见").count() == 0
    desk = walk.at("xuxing", "汇总采纳")
    expect(desk.locator(".formc .note.info")).to_contain_text("网上收到 1 条意见")
    expect(desk.locator(".said-in-calls")).to_contain_text("<b>夜间</b>应当便宜些")
    clean(desk, "call-desk", data=OURS)
    walk.does("xuxing", "汇总采纳", {
        "意见条数": "1", "采纳条数": "1", "采纳说明": "采纳：夜间减半。", "公开日期": "2026-12-18",
    })  # fmt: skip
    page.reload()
    expect(page.locator(".answer")).to_contain_text("采纳：夜间减半。")
    clean(page, "call-answered", data=OURS + "|采纳|减半")
