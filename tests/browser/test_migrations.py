"""Running cases moved to a new version, at the administrator's pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.cases import migrating
from app.cases.moving import Loaded
from app.cases.tables import MigrationRun
from app.jobs.commands import MOST_ATTEMPTS
from tests.app.variants import LONGER, RENAMED
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


@pytest.mark.slow
def test_a_case_that_was_given_up_is_tried_again(
    start_site: Callable[..., Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start_site(published(tmp_path / "before"))
    for _ in range(2):
        apply(site)
    site.publish(published(tmp_path / "after", *LONGER))
    admin = OfficerAtWork(site, "admin").page
    admin.goto("/admin/migrations")
    admin.get_by_role("link", name="测试许可").click()
    admin.locator("#op-reason").fill("新版本施行。")
    admin.get_by_role("button", name="转移能转的").click()
    expect(admin.locator(".note")).to_contain_text("还剩 2 件")
    usual, broken = migrating.moved_to, set[int]()

    def failing(loaded: Loaded, run: MigrationRun, accept: bool) -> Loaded:
        if not broken or loaded.id in broken:
            broken.add(loaded.id)
            raise RuntimeError("the disk is full")
        return usual(loaded, run, accept)

    monkeypatch.setattr(migrating, "moved_to", failing)
    for _ in range(MOST_ATTEMPTS):
        site.move(hours=1)
    monkeypatch.setattr(migrating, "moved_to", usual)
    address, admin = admin.url, OfficerAtWork(site, "admin").page  # hours later, signed in again
    admin.goto(address)
    expect(admin.locator("td .lt.r")).to_have_count(1)
    clean(admin, "migration-given-up")
    admin.get_by_role("button", name="再试放弃的 1 件").dblclick()
    expect(admin.locator("form.op")).to_have_count(0)
    expect(admin.locator("dl.kv")).to_contain_text("办件 1 件")
    clean(admin, "migration-again")
    site.move(seconds=1)
    admin.reload()
    expect(admin.locator(".note[role=status]").last).to_contain_text("已转 2 件")
    expect(admin.locator("dl.kv")).to_contain_text("办件 1 件")
