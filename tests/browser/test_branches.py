"""A branch flow at the pages: an assessment is entrusted, the meeting waits for it, and its result is in the file."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import clean
from tests.browser.people import Site, fill, picture
from tests.browser.projects import ACCEPTED, AGREED, DELIVERED, EXAMINED, HEAD, NUMBERS, PLAN, POWER, PROJECT
from tests.browser.test_operations import confirm
from tests.browser.walking import Walk

REASON = "能耗指标需要第三方测算。"
ENTRUSTED = (
    "jiangtao",
    "委托评估机构",
    {
        "评估机构": "省工程咨询中心",
        "评估重点": "年综合能耗的测算。",
        "评估工作日": "20",
        "无利害关系": "yes",
        "书面告知日期": "2026-11-16",
    },
)
ASSESSED = (
    "jiangtao",
    "登记评估报告",
    {"评估报告": PLAN, "评估结论": "可行", "评估意见": "指标测算合理，能效达到先进值。"},
)


@pytest.mark.slow
def test_an_assessment_is_entrusted_and_joined_back(site: Site) -> None:
    walk = Walk(site, "云州清源机械有限公司", looks=("委托评估机构",), pictures="branch")
    walk.apply(POWER, PROJECT).take((ACCEPTED,))
    page = walk.file("jiangtao")
    page.get_by_text("更多操作").click()
    page.get_by_role("link", name="启动支流程").click()
    clean(page, "branch-start")
    page.get_by_role("button", name="先看会发生什么").click()
    expect(page.get_by_role("alert")).to_contain_text("理由")
    fill(page, {"_reason": REASON})
    page.get_by_role("button", name="先看会发生什么").click()
    expect(page.locator(".op")).to_contain_text("企业投资项目核准和备案管理条例第十一条")
    expect(page.locator(".eff.stays")).to_contain_text("规划审查")
    clean(page, "branch-review", both=False)
    confirm(page)
    expect(page.locator(".note.info")).to_contain_text("委托评估 正在进行")
    clean(page, "branch-file")
    page.get_by_role("link", name="流程").first.click()
    clean(page, "branch-flow")
    follow = walk.follow()
    expect(follow.locator(".note.info", has_text="委托评估")).to_contain_text("第十一条")
    expect(follow.locator(".tl")).to_contain_text(REASON)
    clean(follow, "branch-tracking")
    cancel_and_start_again(walk)
    walk.take((ENTRUSTED, *EXAMINED))
    held = walk.at("liangtian", "联合会审")
    expect(held.locator(".formc")).to_contain_text("委托评估正在进行，办结以前不能办这一环节")
    clean(held, "branch-held")
    walk.take((ASSESSED,))
    joined = walk.at("liangtian", "联合会审")
    expect(joined.locator("body")).to_contain_text("省工程咨询中心")
    picture(joined, "branch-joined")
    walk.take((*AGREED, (HEAD, "作出决定", {"决定": "准予"}), ("yingchun", "统一送达", {**DELIVERED, **NUMBERS})))
    assert re.search("准予许可", walk.ended())


def cancel_and_start_again(walk: Walk) -> None:
    """What was started by mistake is given up, with what that closes shown before; then it is started after all."""
    page = walk.file("jiangtao")
    page.get_by_text("更多操作").click()
    page.get_by_role("link", name="撤销支流程").click()
    fill(page, {"_reason": "材料里已有测算。"})
    page.get_by_role("button", name="先看会发生什么").click()
    expect(page.locator(".eff.lost")).to_contain_text("委托评估机构")
    clean(page, "branch-cancel", both=False)
    confirm(page)
    expect(page.locator(".note.info")).to_have_count(0)
    page.get_by_text("更多操作").click()
    page.get_by_role("link", name="启动支流程").click()
    fill(page, {"_reason": REASON})
    page.get_by_role("button", name="先看会发生什么").click()
    confirm(page)
