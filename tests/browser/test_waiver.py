"""A draft with an error that people may judge otherwise: what the analyst reads, what becomes of the waiver."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.flows.draft_queries import get_draft
from tests.app.reviewing import changed, drawn
from tests.app.world import POWER
from tests.browser.becoming import agreed
from tests.browser.looking import clean, in_language
from tests.browser.people import OfficerAtWork, Site
from tests.support.databases import POWERS

DATA = "测试许可|本局|编制|核查"


def unseparated() -> None:
    """A draft in which one person may check and decide."""
    draft = get_draft(drawn())
    changed(draft.id, flow__bpmn=draft.files["flow.bpmn"].replace(b' daylight:separate="inspect"', b""))


def overlapping(page: Page) -> list[str]:
    """Rows of the proof that something of the row above lies upon."""
    return page.evaluate(
        """() => {
            const low = (cell) => cell.getBoundingClientRect().top + cell.scrollHeight;
            const top = (row) => row.getBoundingClientRect().top + 2;
            const lies = (above, row) => [...above.children].some(one => low(one) > top(row));
            return [...document.querySelectorAll('.pf tr')]
                .filter((row, place, all) => place && lies(all[place - 1], row)).map(row => row.innerText);
        }"""
    )


@pytest.mark.slow
def test_an_error_is_waived_with_reasons_read_by_two_and_public(start_site: Callable[..., Site]) -> None:
    site = start_site(folders=(POWERS / "bpmn", POWERS / "forms"))
    site.inside(unseparated)
    page = OfficerAtWork(site, "wenjing").page
    page.goto("/studio/")
    page.locator("main a[href*='/studio/drafts/']").first.click()
    page.get_by_role("link", name="送审", exact=True).click()
    clean(page, "submit-waiver", data=DATA)
    page.set_viewport_size({"width": 390, "height": 844})
    for language in ("en", "zh"):
        page.goto(in_language(page.url, language))
        assert overlapping(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.fill("#note", "核查由三个工作日改为两个。")
    page.get_by_role("button", name="送法制机构审核").click()
    expect(page.get_by_role("alert")).to_be_visible()
    clean(page, "submit-waiver-refused", both=False)
    page.fill("#note", "核查由三个工作日改为两个。")
    page.fill("#waiver", "本局只有一名核查员，依据编制批复。")
    page.get_by_role("button", name="送法制机构审核").click()
    expect(page.locator(".note.ok")).to_contain_text("已送审")
    legal = OfficerAtWork(site, "beiwen").page
    legal.goto("/legal")
    legal.get_by_role("link", name="测试许可").click()
    expect(legal.locator("main")).to_contain_text("本局只有一名核查员")
    clean(legal, "review-waiver", data=DATA)
    agreed(site, "测试许可", "beiwen", {"施行日期": "2026-11-16"}, "复核")
    agreed(site, "测试许可", "mingbian", {}, "固化")
    site.move(minutes=1)
    citizen = site.window("citizen")
    citizen.goto(f"/powers/{POWER}/versions")
    expect(citizen.locator("main")).to_contain_text("本局只有一名核查员，依据编制批复。")
    clean(citizen, "versions-waiver", data=DATA)
