"""Running cases moved to a new version, at the administrator's pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.variants import RENAMED
from tests.browser.people import OfficerAtWork, Site, fill
from tests.browser.test_incidents import apply, published
from tests.browser.test_operations import clean


@pytest.mark.slow
def test_seen_case_by_case_and_moved(start_site: Callable[..., Site], tmp_path: Path) -> None:
    site = start_site(published(tmp_path / "before"))
    for _ in range(2):
        apply(site)
    window = site.officer("limin")
    page = window.open()
    fill(page, {"结论": "受理"})
    page.get_by_role("button", name="签署：受理").click()
    expect(page.locator(".note.ok")).to_contain_text("已签署")
    site.publish(published(tmp_path / "after", *RENAMED))
    admin = OfficerAtWork(site, "admin").page
    admin.goto("/admin/migrations")
    clean(admin, "migrations")
    admin.get_by_role("link", name="测试许可").click()
    expect(admin.locator(".op .duty")).to_contain_text("可以转 1 件")
    clean(admin, "migration")
    admin.select_option('[name="map.inspect"]', "visit")
    admin.get_by_role("button", name="按这样对应再看").click()
    expect(admin.locator(".op .duty")).to_contain_text("可以转 2 件")
    admin.locator("#op-reason").fill("新版本施行，核查改称实地查看。")
    admin.get_by_role("button", name="转移能转的").click()
    expect(admin.locator(".note")).to_contain_text("还剩 2 件")
    clean(admin, "migration-waiting", both=False)
    site.move(seconds=1)
    admin.reload()
    expect(admin.locator(".note")).to_contain_text("已转 2 件")
    clean(admin, "migration-done")
