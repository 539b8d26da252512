"""A step that fails, at the pages: the officer is told, the administrator sees where, mends, and the officer signs."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.failing import BROKEN
from tests.browser.people import OfficerAtWork, Site, fill, picture
from tests.browser.test_operations import clean
from tests.support.databases import POWERS

APPLICATION = {
    "as_whom": "organisation",
    "申请人.name": "巷口面馆",
    "申请人.id_type": "uscc",
    "申请人.id_number": "91350100M000100Y43",
    "申请人.phone": "13800138000",
    "面积": "36",
    "声明": "yes",
}


def published(folder: Path, *changes: tuple[str, str]) -> tuple[Path, Path]:
    """The test permit with something else in its flow, as folders to publish."""
    shutil.copytree(POWERS, folder, dirs_exist_ok=True)
    flow = folder / "bpmn/90-test/permit/flow.bpmn"
    text = flow.read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    flow.write_text(text)
    return folder / "bpmn", folder / "forms"


def apply(site: Site) -> Page:
    page = site.window("applicant")
    page.goto("/powers/test-permit/apply")
    fill(page, APPLICATION)
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/receipt")
    return page


@pytest.mark.slow
def test_an_incident_is_mended_and_signed_again(start_site: Callable[..., Site], tmp_path: Path) -> None:
    site = start_site(published(tmp_path / "powers", BROKEN))
    apply(site)
    page = site.officer("limin").open()
    task = page.url
    fill(page, {"结论": "受理", "_opinion": "材料齐全"})
    page.get_by_role("button", name=re.compile("^签署：")).click()
    expect(page.locator("h1")).to_have_text("办件没有动")
    clean(page, "incident-told", both=False)
    admin = OfficerAtWork(site, "admin").page
    admin.goto("/admin/incidents?over=1")
    clean(admin, "incidents-none")
    admin.goto("/admin/incidents")
    expect(admin.get_by_role("row").nth(1)).to_contain_text("巷口面馆")
    clean(admin, "incidents")
    admin.get_by_role("link", name="核查").click()
    clean(admin, "incident")
    admin.get_by_role("link", name="更正 面积").click()
    admin.goto(admin.url.removesuffix("#mend"))
    clean(admin, "incident-mend")
    fill(admin, {"面积": "10"})
    admin.locator("#mend-reason").fill("申请表上是 10 平方米，录入时写错。")
    admin.get_by_role("button", name="更正").click()
    expect(admin.locator(".dealt")).to_contain_text("36 → 10")
    admin.get_by_role("button", name="重试").click()
    expect(admin.locator(".note.ok").first).to_contain_text("由本人重新签署")
    picture(admin, "incident-over")
    page.goto(task)
    expect(page.locator("#opinion")).to_have_value("材料齐全")
    page.get_by_role("button", name=re.compile("^签署：")).click()
    expect(page.locator(".note.ok")).to_contain_text("已签署")
