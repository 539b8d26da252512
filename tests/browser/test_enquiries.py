# ruff: noqa: E501
"""A complaint written on the phone, from a power's guide: routed, handled, signed, read with code and password, rated."""

import re

from playwright.sync_api import expect

from tests.browser.looking import clean
from tests.browser.people import Site, fill
from tests.browser.walking import PARTY, Walk

PHONE: dict = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def test_a_complaint_from_the_guide_to_the_answer(site: Site) -> None:
    page = site.window(PARTY, **PHONE)
    page.goto("/powers/01-food-business")
    page.get_by_role("link", name="对这一项咨询、投诉、举报").click()
    expect(page.locator(".note.info")).to_contain_text("食品经营许可")
    clean(page, "enquiry-ask")
    page.set_viewport_size(PHONE["viewport"])
    page.locator(".ways a", has_text="投诉").click()
    clean(page, "enquiry-form", data="食品经营许可")
    page.set_viewport_size(PHONE["viewport"])
    expect(page.locator('[name="领域"]')).to_have_value("市场、食品和药品")
    expect(page.locator('[name="所涉事项"]')).to_have_value(re.compile("食品经营许可"))
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("标题")
    fill(page, {
        "标题": "窗口中午没有人", "内容": "11 月 13 日 11 点半到窗口，没有人值班，等到一点。",
        "来信人.name": "林小雨", "来信人.phone": "13900001234",
    })  # fmt: skip
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/receipt")
    clean(page, "enquiry-receipt")
    said = page.locator("dl.kv dd").all_inner_texts()
    walk = Walk(site, "林小雨", said[0], looks=("承办", "核签答复"), pictures="enquiry")
    found = {
        "处理方式": "答复",
        "查明情况": "当日午间无人值守。",
        "处理结论": "属实",
        "答复": "情况属实，已安排午间值守。谢谢您。",
    }
    walk.does("hechun", "承办", found)
    assert walk.open_for("hechun") == []
    walk.does("wufa", "核签答复", {"核签": "yes"})

    reader = site.window("reader", **PHONE)
    reader.goto("/track")
    fill(reader, {"code": said[-2], "password": said[-1]})
    reader.get_by_role("button", name="查看办到哪一步").click()
    expect(reader.locator(".left")).to_have_text("投诉已答复")
    expect(reader.get_by_text("情况属实，已安排午间值守")).to_be_visible()
    assert "何春" not in reader.content() and "吴法" not in reader.content()
    clean(reader, "enquiry-answered")
    rating = reader.locator("#rate form", has_text="答复")
    rating.get_by_label("很满意").check()
    rating.get_by_role("button").click()
    expect(reader.locator(".note.ok")).to_contain_text("评价已经收到")
    reader.goto("/figures")
    expect(reader.get_by_role("row", name=re.compile("投诉已答复"))).to_contain_text("100.0 %")
    clean(reader, "enquiry-figures")


def test_a_question_is_answered_for_everybody(site: Site) -> None:
    walk = Walk(site, "林小雨", pictures="enquiry")
    walk.apply("10-enquiry", {
        "类别": "咨询", "领域": "市场、食品和药品", "标题": "开面馆要办哪些证", "内容": "想开一家面馆，要办哪些证，多久能办好？",
        "来信人.name": "林小雨", "来信人.phone": "13900001234", "同意公开": "yes",
    })  # fmt: skip
    walk.does("hechun", "承办", {"处理方式": "答复", "答复": "先办营业执照，再办食品经营许可证。"})
    walk.does("wufa", "核签答复", {
        "核签": "yes", "可公开": "yes", "公开问题": "开面馆要办哪些证？", "公开答复": "先办营业执照，再办食品经营许可证。",
    })  # fmt: skip
    assert walk.ended() == "咨询已答复并公开"
    page = site.window("guest")
    page.goto("/answers?q=面馆")
    page.get_by_text("开面馆要办哪些证", exact=True).click()
    expect(page.get_by_text("先办营业执照")).to_be_visible()
    assert "林小雨" not in page.content()
    clean(page, "enquiry-answers", data="开面馆要办哪些证|先办营业执照|面馆")
