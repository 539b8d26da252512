"""Somebody applies as an agent, on a phone: with scripts and without."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.looking import clean
from tests.browser.people import APPLICATION, PDF, Site, fill, picture

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
AGENT: dict[str, Any] = {
    "as_whom": "agent",
    "as_agent.name": "王小明",
    "as_agent.id_type": "idcard",
    "as_agent.id_number": "11010519491231002X",
    "as_agent.phone": "13900001234",
    "as_relation": "staff",
    "as_scope": "whole",
}
AUTHORITY = {"as_authority": {"name": "授权委托书.pdf", "mimeType": "application/pdf", "buffer": PDF}}


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_an_agent_applies_on_a_phone(site: Site, scripts: bool) -> None:
    page = site.window("agent", **PHONE, java_script_enabled=scripts)
    page.goto("/powers/01-food-business/apply")
    if scripts:
        expect(page.locator('[name="as_agent.name"]')).to_be_hidden()
    fill(page, {**APPLICATION, **AGENT, "as_agent.phone": "139"})
    page.get_by_role("button", name="提交申请").click()
    summary = page.locator(".errsum")
    expect(summary.locator("a")).to_have_count(2)
    expect(summary).to_contain_text("授权委托书")
    expect(page.locator('[name="as_agent.name"]')).to_have_value("王小明")
    expect(page.locator('[name="申请人.name"]')).to_have_value("巷口面馆")
    if scripts:
        picture(page, "apply-agent-errors")
        page.set_viewport_size(PHONE["viewport"])
    fill(page, {"as_agent.phone": "13900001234", **AUTHORITY, "承诺": "yes"})
    page.get_by_role("button", name="暂存").click()
    expect(page.locator(".note.ok")).to_contain_text("已暂存")
    expect(page.locator('[name="as_relation"][value="staff"]')).to_be_checked()
    expect(page.locator(".kept").first).to_contain_text("授权委托书.pdf")
    fill(page, {"承诺": "yes"})
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/receipt*")
    expect(page.locator("dl.kv")).to_contain_text("王小明")
    number = page.locator("dl.kv dd").first.inner_text()
    if scripts:
        clean(page, "receipt-agent", data="王小明|巷口面馆")
    page.goto(f"/cases/{number}")
    expect(page.locator("main .hg .sub")).to_contain_text("王**")
    expect(page.locator("main")).not_to_contain_text("王小明")
    if scripts:
        clean(page, "tracking-agent")
    clerk = site.officer("limin").open()
    expect(clerk.locator(".chd")).to_contain_text("王小明")
    clerk.goto(f"/inbox/cases/{number}?tab=facts")
    expect(clerk.locator(".facts5")).to_contain_text("11010519491231002X")
    clerk.goto(f"/inbox/cases/{number}?tab=materials")
    expect(clerk.locator(".ml")).to_contain_text("授权委托书")
    if scripts:
        clean(clerk, "case-agent", data="王小明")
