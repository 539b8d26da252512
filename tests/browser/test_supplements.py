"""A party adds words and papers to a running case, on a phone, with scripts and without; the clerk does not miss it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.looking import clean
from tests.browser.people import PDF, Site, fill, picture

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
OURS = "云市监食许〔2026〕1|食品经营许可|巷口面馆|何秀芝|简体中文"
WORDS = "隔壁 12 月在施工，核查请改走后门。后门的钥匙在门卫处，随时可以取。"
LEASE = {"name": "房屋租赁合同.pdf", "mimeType": "application/pdf", "buffer": PDF}
SCRIPT = {"name": "平面图.pdf", "mimeType": "application/pdf", "buffer": PDF + b"<</S /JavaScript /JS (x)>>"}


@pytest.mark.slow
def test_what_is_added_is_seen_before_anybody_signs(site: Site) -> None:
    applicant = site.apply()
    site.move(minutes=5)
    clerk = site.officer("limin").open()
    fill(clerk, {"受理结论": "受理"})
    clerk.fill("#opinion", "材料齐全，符合法定形式")

    site.move(minutes=5)
    page = applicant.follow()
    picture(page, "supplement-track")
    page.get_by_role("link", name="补充材料或说明").click()
    page.wait_for_url("**/supplement")
    clean(page, "supplement", data=OURS)
    page.get_by_role("button", name="提交补充").click()
    expect(page.locator(".errsum")).to_contain_text("写几句说明，或者选一个文件")
    fill(page, {"words": WORDS, "added_1": LEASE, "added_2": SCRIPT})
    page.get_by_role("button", name="提交补充").click()
    expect(page.locator(".errsum")).to_contain_text("文件里有脚本")
    expect(page.locator(".kept")).to_contain_text("房屋租赁合同.pdf")
    picture(page, "supplement-refused")
    page.get_by_role("button", name="提交补充").click()
    expect(page.locator(".note.ok")).to_contain_text("已收到，11月16日 09:10")
    expect(page.locator("#told")).to_contain_text(WORDS)
    picture(page, "supplement-sent")
    clean(page, "supplement-listed", data=OURS)

    clerk.locator("form .go .btn-primary").click()
    expect(clerk.get_by_role("alert")).to_contain_text("当事人补充了材料或说明")
    expect(clerk.locator("#opinion")).to_have_value("材料齐全，符合法定形式")
    picture(clerk, "supplement-meanwhile")
    desk = site.window("limin")
    desk.goto("/inbox")
    expect(desk.locator("tr[data-row] .tag.on").filter(has_text="有补充")).to_be_visible()
    clean(desk, "supplement-inbox", data=OURS)
    desk.get_by_role("link", name="巷口面馆", exact=True).first.click()
    desk.wait_for_url("**/tasks/*")
    expect(desk.locator(".added")).to_contain_text(WORDS)
    clean(desk, "supplement-task", data=OURS + "|" + WORDS)
    desk.goto(f"/inbox/cases/{applicant.number}?tab=entries")
    clean(desk, "supplement-case", data=OURS)
    site.move(minutes=5)
    clerk.locator("form .go .btn-primary").click()
    expect(clerk.locator(".note.ok")).to_contain_text("已签署")
    desk.goto(f"/inbox/cases/{applicant.number}?tab=entries")
    expect(desk.locator(".added")).to_have_count(0)

    applicant.withdraw("不开了")
    page.goto(f"/cases/{applicant.number}/supplement")
    expect(page.get_by_role("alert")).to_contain_text("已经办结")
    clean(page, "supplement-over", data=OURS)
    page.get_by_role("link", name="看救济途径").click()
    expect(page.locator("#e6")).to_be_visible()


@pytest.mark.slow
def test_without_scripts_on_a_phone(site: Site) -> None:
    applicant = site.apply()
    page = site.window("by phone", **PHONE, java_script_enabled=False)
    page.goto("/track")
    fill(page, {"code": applicant.code, "password": applicant.password})
    page.locator("main form button").click()
    page.wait_for_url("**/cases/*")
    page.get_by_role("link", name="补充材料或说明").click()
    fill(page, {"words": WORDS, "added_1": LEASE})
    page.get_by_role("button", name="提交补充").click()
    expect(page.locator(".note.ok")).to_contain_text("已收到")
    expect(page.locator("#told")).to_contain_text("房屋租赁合同.pdf")
