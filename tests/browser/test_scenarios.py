"""An analyst walks through a small flow, records it as a test and sees the whole flow covered."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import NEW
from tests.browser.looking import clean
from tests.browser.people import OfficerAtWork, Site, fill

APPLICATION = {
    "申请人.name": "巷口面馆",
    "申请人.id_type": "uscc",
    "申请人.id_number": "91350100M000100Y43",
    "申请人.phone": "13800138000",
    "声明": "yes",
}


def begun(page: Page) -> str:
    """A draft from nothing; its address."""
    page.goto("/studio/new")
    for place, value in NEW.items():
        page.fill(place, value)
    page.get_by_role("button", name="开始画").click()
    page.wait_for_url("**/studio/drafts/*")
    return re.sub(r"\?.*", "", page.url)


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_a_test_is_recorded_and_everything_is_covered(site: Site, scripts: bool) -> None:
    page = OfficerAtWork(site, "wenjing").page
    address = begun(page)
    if not scripts:
        page = plain_window(site, page)
    page.goto(f"{address}/tests")
    if scripts:
        clean(page, "studio-tests-none", data="小餐饮登记|受理|办结|提交申请|以上内容属实")
    page.get_by_role("link", name="走一遍，录成测试").first.click()
    fill(page, APPLICATION)
    page.get_by_role("button", name="开始走").click()
    expect(page.locator("#now")).to_contain_text("窗口")
    expect(page.locator("#now")).to_contain_text("3月9日")
    page.fill("#p-wait", "2")
    page.get_by_role("button", name="让时间过去").click()
    expect(page.locator("#now")).to_contain_text("3月4日")
    if scripts:
        clean(page, "studio-play", data="小餐饮登记|受理|办结|提交申请")
    page.reload()  # nothing is lost
    page.get_by_role("button", name="办：受理").click()
    expect(page.locator(".errsum")).to_contain_text("1 处需要改正")
    page.fill("#f-说明", "材料齐全")
    page.get_by_role("button", name="办：受理").click()
    expect(page.locator("#now")).to_contain_text("办结：办结")
    page.fill("#p-title", "材料齐全的当场受理")
    page.get_by_role("button", name="存为测试").click()
    expect(page.locator(".note.ok")).to_contain_text("已保存")
    expect(page.locator("main")).to_contain_text("1 / 1 个测试通过，走过 100.0 %")
    page.get_by_role("button", name="再跑一遍").click()
    expect(page.locator(".note.ok")).to_contain_text("1 个测试，1 个通过")
    page.get_by_role("link", name="做变异检查").click()
    expect(page.locator("main")).to_contain_text("测试发现")
    if scripts:
        clean(page, "studio-tests", data="小餐饮登记|受理|办结|提交申请|材料齐全的当场受理")
    page.get_by_role("link", name="材料齐全的当场受理").click()
    text = page.locator("#test-text").input_value()
    page.fill("#test-text", text + "  - {colour: red}\n")
    page.get_by_role("button", name="保存并运行").click()
    expect(page.locator(".errsum")).to_contain_text("步应当是")
    page.fill("#test-text", text.replace("受理: 2026-03-09", "受理: 2026-03-10"))
    page.fill("#test-name", "accepted")
    page.get_by_role("button", name="保存并运行").click()
    expect(page.locator("main")).to_contain_text("最后一日应为 2026-03-10，实为 2026-03-09")


def plain_window(site: Site, page: Page) -> Page:
    """A browser without scripts, signed in as the same person."""
    plain = site.window("wenjing without scripts", java_script_enabled=False)
    plain.context.add_cookies(page.context.cookies())
    return plain
