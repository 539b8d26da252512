"""The guide for analysts followed with another power than its own: three ends, tests played instead of written."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import becoming
from tests.browser.becoming import agreed, submitted
from tests.browser.drawing import Analyst
from tests.browser.looking import clean
from tests.browser.people import OfficerAtWork, Site, fill, fill_application, picture
from tests.browser.test_analyst import APPLICANT, incoming

NAME, CODE = "一次性集市食品销售备案", "07-fair"
ENDS = ("已备案", "退件", "转办许可")


@pytest.mark.slow
def test_another_power_by_the_guide_alone(site: Site) -> None:
    analyst = Analyst(site)
    page = analyst.page
    # 1
    page.goto("/inbox")
    page.get_by_role("link", name="草稿", exact=True).click()
    page.get_by_role("link", name="新建草稿").first.click()
    page.locator("#n-name").fill(NAME)
    page.locator("#n-name-en").fill("Filing of food sales at a fair")
    page.locator("#n-code").fill(CODE)
    picture(page, "guide-1")
    page.get_by_role("button", name="开始画").click()
    analyst.opened()
    picture(page, "guide-1-canvas")
    # 2
    page.get_by_role("link", name="表单和决策表").click()
    page.get_by_role("link", name="受理", exact=True).click()
    page.get_by_role("button", name="单选").click()
    page.locator("#i-1-title").fill("核对结论")
    page.locator("#i-1-required").check()
    page.locator("#i-1-o0-zh").fill("备案")
    page.locator("#i-1-o1-zh").fill("退件")
    page.locator("#i-1-o2-zh").fill("转办许可")
    picture(page, "guide-2")
    page.get_by_role("button", name="保存", exact=True).click()
    # 3
    page.get_by_role("link", name="流程图", exact=True).click()
    analyst.opened()
    analyst.delete("done")
    step = "handle"
    analyst.select(step)
    analyst.write("name", "核对备案")
    analyst.write("en", "Check the filing")
    analyst.choose("form", "handle")
    analyst.limit("limit", 2)
    analyst.write("duty", "当场核对摊位和食品来源")
    analyst.write("stage", "核对")
    fork = analyst.append(step, "append.gateway")
    analyst.write("name", "结论？")
    for name, answer in zip(ENDS, ("备案", "退件", None), strict=True):
        end = analyst.append(fork, "append.end-event")
        analyst.write("name", name)
        analyst.select(incoming(analyst, end))
        if answer is None:
            analyst.tick("default")
        else:
            analyst.entry("condition-field").locator("select").select_option("核对结论")
            analyst.choose("condition-answer", answer)
        analyst.write("name", answer or "转办许可")
    analyst.select("authority")
    analyst.limit("statute", 10)
    analyst.limit("promise", 5)
    found = analyst.checked()
    picture(page, "guide-3")
    assert [text for severity, text in found if severity == "error"] == []
    analyst.saved()
    # 4
    becoming.entered(analyst)
    # 5
    page.get_by_role("link", name="测试", exact=True).click()
    for number, answer in enumerate(("备案", "退件", "转办许可"), start=1):
        page.get_by_role("link", name="走一遍，录成测试").first.click()
        fill(page, APPLICANT)
        page.get_by_role("button", name="开始走").click()
        fill(page, {"核对结论": answer, "说明": "当场核对"})
        page.get_by_role("button", name="办：核对备案").click()
        expect(page.locator("#now-t")).to_contain_text(ENDS[number - 1])
        picture(page, f"guide-5-{number}")
        page.fill("#p-title", f"{answer}的走到{ENDS[number - 1]}")
        page.get_by_role("button", name="存为测试").click()
    expect(page.locator("h2.sub").first).to_contain_text("3 / 3 个测试通过，走过 100.0 %")
    picture(page, "guide-5")
    # 6, 7, 8
    submitted(analyst, "新设一次性集市食品销售备案，窗口两个工作日内核对。")
    agreed(site, NAME, "beiwen", {"施行日期": "2026-11-17"}, "复核")
    agreed(site, NAME, "mingbian", {}, "固化")
    site.move(days=1)
    citizen = site.window("citizen")
    citizen.goto("/powers?q=集市")
    citizen.get_by_role("link", name=NAME).click()
    clean(citizen, "guide-8", data="集市|食品销售|备案|核对|退件|转办", both=False)
    citizen.get_by_role("link", name=re.compile("在线")).first.click()
    fill_application(citizen, APPLICANT)
    citizen.get_by_role("button", name="提交申请").click()
    citizen.wait_for_url("**/receipt")
    OfficerAtWork(site, "limin").do(核对结论="转办许可", 说明="经营超过三日，应当申请许可")
    citizen.get_by_role("link", name="看办到哪一步").click()
    expect(citizen.locator(".left")).to_contain_text("转办许可")
