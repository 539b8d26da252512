"""Two cases of one party merged and split again, at the pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.variants import MERGEABLE
from tests.browser.people import OfficerAtWork, Site, picture
from tests.browser.test_incidents import apply, published
from tests.browser.test_operations import clean

AT_ONCE = (MERGEABLE[0],)


@pytest.mark.slow
def test_merged_and_split(start_site: Callable[..., Site], tmp_path: Path) -> None:
    site = start_site(published(tmp_path / "powers", *AT_ONCE))
    for _ in range(2):
        apply(site)
    page = OfficerAtWork(site, "limin").open()
    page.get_by_text("更多操作").click()
    page.get_by_role("link", name="并案").click()
    clean(page, "merge", both=False)  # labels are numbers of cases, which are Chinese in every language
    english = site.window("limin")
    english.goto(f"{page.url}?lang=en")
    picture(english, "merge-en")
    expect(english.locator(".duty")).to_contain_text("investigated and decided with this one")
    english.goto(f"{page.url}?lang=zh")
    page.get_by_label("云测许〔2026〕2").check()
    page.fill("#op-reason", "同一当事人，一并办理。")
    page.get_by_role("button", name="先看会发生什么").click()
    expect(page.locator("dl.kv")).to_contain_text("云测许〔2026〕2")
    clean(page, "merge-review", both=False)
    page.get_by_role("button", name="确认").click()
    expect(page.locator(".note.info").first).to_contain_text("并入本案")
    clean(page, "merged")
    page.get_by_role("link", name="云测许〔2026〕2").first.click()
    expect(page.locator(".note.info").first).to_contain_text("已并入")
    page.go_back()
    page.get_by_text("更多操作").click()
    page.get_by_role("link", name="分案").click()
    page.locator('input[name="source"]').first.check()
    clean(page, "split", both=False)
    page.fill("#op-reason", "另有共同申请人，分开办理。")
    page.get_by_role("button", name="先看会发生什么").click()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("云测许〔2026〕3").first).to_be_visible()
