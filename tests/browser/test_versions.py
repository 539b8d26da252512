"""The legal office puts an earlier version in force again or retires a power, and everybody may read why."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.cases.keys import new_key
from app.flows.draft_queries import get_draft
from app.flows.drafts import draft_from_power
from app.jobs.worker import run_due_jobs
from tests.app.reviewing import AGREE, changed, decide, drawn, limit_of, submitted
from tests.app.world import POWER, officer
from tests.browser.looking import clean
from tests.browser.people import OfficerAtWork, Site
from tests.support.databases import POWERS

VERSIONS = f"/legal/powers/{POWER}"
NAMES = "贝文|明辨|文静|测试许可|第三版|没有收件|依据|已经废止"


def two_versions_by_two_persons() -> None:
    """Version 2 and 3 of the test power, both signed by the legal office; 3 is in force."""
    for draw in (drawn, _another):
        submission = submitted(draw())
        decide(submission, "beiwen", {**AGREE, "施行日期": "2026-11-16"})
        if submission.state == "submitted":
            decide(submission, "mingbian", {"复核结论": "同意固化"})
        run_due_jobs()


def _another() -> int:
    draft = get_draft(draft_from_power(officer("wenjing"), POWER, new_key()))
    return changed(draft.id, flow__bpmn=limit_of("intake", 2, 1, draft.files["flow.bpmn"]))


def propose(page: Page, what: str, reason: str, button: str, version: str = "") -> None:
    page.goto(VERSIONS)
    page.get_by_label(what).check()
    if version:
        page.get_by_label("哪个版本").select_option(label=version)
    page.get_by_label("理由").fill(reason)
    page.get_by_role("button", name=button).click()


def in_force(page: Page) -> str:
    page.goto(VERSIONS)
    return page.locator("tr", has_text="现行").get_by_role("rowheader").inner_text()


@pytest.fixture
def office(start_site: Callable[..., Site]) -> Callable[..., Site]:
    def start(by_two: str) -> Site:
        site = start_site(folders=(POWERS / "bpmn", POWERS / "forms"), REVIEW_BY_TWO=by_two)
        site.inside(two_versions_by_two_persons)
        return site

    return start


@pytest.mark.slow
def test_two_persons_put_an_earlier_version_in_force_again_and_everybody_reads_why(office: Callable[..., Site]) -> None:
    site = office("always")
    first, second = (OfficerAtWork(site, name).page for name in ("beiwen", "mingbian"))
    assert in_force(first) == "第 3 版"
    propose(first, "恢复使用较早的版本", "第三版的时限没有收件人手。", "提出改变", "第 2 版，已被代替")
    expect(first.locator(".note.ok")).to_contain_text("等另一位审核人签署")
    expect(first.get_by_role("button", name="签署")).to_have_count(0)  # not one's own
    clean(first, "versions-proposed", data=NAMES)
    assert in_force(first) == "第 3 版"
    citizen = site.window("citizen")
    citizen.goto(f"/powers/{POWER}/versions")
    expect(citizen.locator("main")).not_to_contain_text("没有收件人手")  # not yet
    second.goto("/legal")
    expect(second.locator("#proposals-t")).to_contain_text("1 项改变")
    clean(second, "legal-proposals", data=NAMES)
    second.locator("section[aria-labelledby=proposals-t] a").click()
    expect(second.locator("#waits")).to_contain_text("第三版的时限没有收件人手。")
    clean(second, "versions-to-sign", data=NAMES)
    second.get_by_role("button", name="签署，立即生效").click()
    expect(second.locator(".note.ok")).to_contain_text("已生效")
    assert in_force(second) == "第 2 版"
    citizen.goto(f"/powers/{POWER}/versions")
    again = citizen.locator(".past li").first
    expect(again).to_contain_text("恢复使用")
    expect(again).to_contain_text("第三版的时限没有收件人手。")
    clean(citizen, "versions-public", data=NAMES)


@pytest.mark.slow
def test_two_persons_retire_a_power_once_it_was_declined_and_nobody_can_apply(office: Callable[..., Site]) -> None:
    site = office("always")
    first, second = (OfficerAtWork(site, name).page for name in ("beiwen", "mingbian"))
    propose(first, "停用这项权力的流程", "依据已经废止。", "提出改变")
    second.goto(VERSIONS)
    second.get_by_label("不同意的理由").fill("依据还没有废止，12 月才废止。")
    second.get_by_role("button", name="不同意").click()
    expect(second.locator(".past li").first).to_contain_text("12 月才废止")
    assert in_force(second) == "第 3 版"
    propose(first, "停用这项权力的流程", "依据已经废止，公告见市府网站。", "提出改变")
    second.goto(VERSIONS)
    second.get_by_role("button", name="签署，立即生效").click()
    expect(second.locator(".ph")).to_contain_text("停用")
    clean(second, "versions-retired", data=NAMES)
    citizen = site.window("citizen")
    citizen.goto(f"/powers/{POWER}/versions")
    expect(citizen.locator(".past li").first).to_contain_text("依据已经废止，公告见市府网站。")
    clean(citizen, "versions-public-retired", data=NAMES)
    citizen.goto(f"/powers/{POWER}/apply")
    expect(citizen.locator("main")).to_contain_text("依据已经废止，公告见市府网站。")
    clean(citizen, "retired-apply", data=NAMES)


@pytest.mark.slow
def test_one_person_does_both_where_two_are_not_asked_for(office: Callable[..., Site]) -> None:
    site = office("never")
    page = OfficerAtWork(site, "beiwen").page
    propose(page, "恢复使用较早的版本", "第三版有误。", "签署改变", "第 2 版，已被代替")
    expect(page.locator(".note.ok")).to_contain_text("已生效")
    assert in_force(page) == "第 2 版"
    propose(page, "停用这项权力的流程", "依据已经废止。", "签署改变")
    expect(page.locator(".ph")).to_contain_text("停用")
