# ruff: noqa: E501
"""Operations at the pages: suspended and resumed, returned from a joint approval, extended, handed over, stood in for."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import clean
from tests.browser.people import OfficerAtWork, Site, fill, picture
from tests.browser.projects import PROJECT
from tests.browser.test_ends import accept

ARTICLE = "《行政许可法》第四十五条"


def choose(page: Page, operation: str, **answers: str) -> Page:
    """Open the list, the operation, answer, and see what it would do."""
    page.get_by_text("更多操作").click()
    page.get_by_role("link", name=operation).first.click()
    fill(page, answers)
    page.get_by_role("button", name="先看会发生什么").click()
    return page


def confirm(page: Page, button: str = "确认") -> Page:
    page.get_by_role("button", name=re.compile(f"^{button}")).click()
    expect(page.locator(".note.ok")).to_be_visible()
    return page


@pytest.mark.slow
def test_suspended_and_resumed(site: Site) -> None:
    applicant = site.apply()
    accept(site)
    officer = site.officer("zhouxiaomei")
    page = officer.open()
    task = page.url
    page.get_by_text("更多操作").click()
    picture(page, "operation-more")
    page.get_by_role("link", name="暂停（中止）").click()
    clean(page, "operation-suspend")
    page.get_by_role("button", name="先看会发生什么").click()
    expect(page.get_by_role("alert")).to_contain_text("依据")
    fill(page, {"article": ARTICLE, "_reason": "布局须经专家评审。"})
    page.get_by_role("button", name="先看会发生什么").click()
    expect(page.locator(".eff.lost")).to_contain_text("审查岗")
    clean(page, "operation-suspend-review", both=False)
    confirm(page)
    expect(page.locator(".note.still")).to_contain_text("第四十五条")
    assert page.locator(".note.still").bounding_box()["height"] < 100, "a line, not a screen"
    clean(page, "operation-suspended-file")
    page.goto(task)
    expect(page.locator(".formc")).to_contain_text("恢复后才能办理")
    clean(page, "operation-suspended-task")
    page.goto("/inbox")
    expect(page.locator("tr[data-row]")).to_contain_text("已暂停")
    clean(page, "operation-suspended-inbox")
    expect(applicant.follow().locator(".note.still")).to_contain_text(
        "自11月16日（星期一）起；依据：《行政许可法》第四十五条"
    )
    clean(applicant.page, "operation-suspended-tracking")
    site.move(days=14)
    page = site.officer("zhouxiaomei").page  # signed in anew: a session does not last a fortnight
    page.goto(task)
    confirm(choose(page, "恢复", _reason="专家评审通过。"))
    expect(page.locator(".tl")).to_contain_text("专家评审通过。")
    page.goto(task)
    expect(page.get_by_role("button", name=re.compile("^签署："))).to_be_visible()
    expect(applicant.follow().locator(".st")).to_contain_text("还剩 6 个工作日")
    expect(applicant.page.locator(".tl")).to_contain_text("布局须经专家评审。")


@pytest.mark.slow
def test_an_extension_is_asked_for_and_approved(site: Site) -> None:
    applicant = site.apply()
    accept(site)
    page = site.officer("zhouxiaomei").open()
    choose(page, "延长时限", amount="5", _reason="申请人的经营项目多，核查量大。")
    expect(page.locator(".op")).to_contain_text("须经云州市市场监督管理局 负责人批准")
    clean(page, "operation-extend-review", both=False)
    confirm(page, "报请批准")
    expect(page.locator(".waits")).to_contain_text("周晓梅报请")
    clean(page, "operation-extend-waiting")
    head = OfficerAtWork(site, "haowei").page
    expect(head.locator(".asks")).to_contain_text("延长时限：5 个工作日")
    clean(head, "operation-inbox-asks")
    head.get_by_role("link", name="延长时限").click()
    clean(head, "operation-request")
    head.get_by_role("button", name="批准，当即生效").click()
    expect(head.get_by_role("alert")).to_contain_text("意见")
    fill(head, {"_opinion": "同意延长五个工作日。"})
    head.get_by_role("button", name="批准，当即生效").click()
    expect(head.locator(".note.ok")).to_contain_text("已批准")
    expect(applicant.follow().locator(".st")).to_contain_text("还剩 11 个工作日")
    expect(applicant.page.locator(".tl")).to_contain_text("同意延长五个工作日。")


@pytest.mark.slow
def test_handed_over_and_stood_in_for(site: Site) -> None:
    site.apply()
    accept(site)
    page = site.officer("zhouxiaomei").open()
    page.get_by_text("更多操作").click()
    page.get_by_role("link", name="转办").click()
    clean(page, "operation-hand-over")
    fill(page, {"_reason": "外出培训。"})
    page.get_by_text("何平").click()
    page.get_by_role("button", name="先看会发生什么").click()
    confirm(page)
    assert site.officer("zhouxiaomei").page.locator("tr[data-row]").count() == 0
    other = site.officer("heping").page
    expect(other.locator("tr[data-row]")).to_contain_text("我领取的")
    other.goto("/inbox/away")
    fill(other, {"last": "2026-11-20", "_reason": "休假"})
    other.select_option("[name=deputy]", label="陈静，核查组")
    other.get_by_role("button", name="委托", exact=True).click()
    expect(other.locator(".note.ok")).to_contain_text("已委托")
    clean(other, "operation-away")
    deputy = site.officer("chenjing")
    expect(deputy.page.locator("tr[data-row]")).to_contain_text("代何平")
    clean(deputy.page, "operation-inbox-deputy")
    deputy.do("布局合理。", 场所面积一致="yes", 布局生熟分开="yes", 人员考核合格="yes", 审查结论="送现场核查")
    other.goto("/inbox/away")
    other.get_by_role("button", name="结束委托").click()
    expect(other.locator(".note.ok")).to_contain_text("已结束")


@pytest.mark.slow
def test_returned_from_inside_a_joint_approval(site: Site) -> None:
    page = site.window("applicant")
    page.goto("/powers/01-project-joint/apply")
    fill(page, PROJECT)
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/receipt")
    number = page.locator("dl.kv dd").first.inner_text()
    work(site, "yingchun", 受理结论="受理")
    asking = site.officer("yangfan").open(PROJECT["申请人.name"])
    confirm(choose(asking, "延长时限", amount="15", _reason="四个部门的材料量大。"), "报请批准")
    head = site.officer("yuxian").page  # Licensing Law art. 42: the head of the government
    head.get_by_role("link", name="延长时限：15 个工作日").click()
    fill(head, {"_opinion": "同意。"})
    head.get_by_role("button", name="批准，当即生效").click()
    expect(head.locator(".note.ok")).to_contain_text("已批准")
    work(site, "yangfan", 选址符合规划="yes", 用地预审有效="yes", 规划意见="同意")
    work(site, "qinlan", 环境敏感区="no", 污染防治可行="yes", 专家评审="no")
    work(site, "xuqing", 防治责任范围明确="yes", 措施可行="yes", 水保意见="同意")
    work(site, "jiangtao", 能耗核定="1180", 能效达到标准="yes", 节能意见="同意")
    site.move(days=9)
    work(site, "qinlan", 公众意见="未收到意见", 环评意见="同意")
    work(site, "liangtian", 会审表决="同意")
    water = site.officer("jianghai")
    desk = water.open(PROJECT["申请人.name"])
    desk.get_by_text("更多操作").click()
    desk.get_by_role("link", name="退回", exact=True).click()
    clean(desk, "operation-return")
    desk.get_by_text("水保审查").last.click()
    fill(desk, {"_reason": "弃渣场选址与规划不符。"})
    desk.get_by_role("button", name="先看会发生什么").click()
    lost, stands = desk.locator(".eff.lost"), desk.locator(".eff.stays")
    expect(lost.first).to_contain_text("水利局 分管负责人")
    expect(lost.last).to_contain_text("梁田")
    expect(stands.last).to_contain_text("杨帆")
    clean(desk, "operation-return-review", both=False)
    desk.get_by_role("button", name="改一改").click()
    desk.locator("[name=then]").check()
    desk.get_by_role("button", name="先看会发生什么").click()
    expect(desk.locator(".op")).to_contain_text("直接回到“联合会审”")
    clean(desk, "operation-return-back-review", both=False)
    confirm(desk)
    expect(desk.locator(".tl")).to_contain_text("退回：水保审查")
    clean(desk, "operation-returned-file")
    work(site, "xuqing", 防治责任范围明确="yes", 措施可行="yes", 水保意见="同意")
    assert site.officer("jianghai").page.locator("tr[data-row]").count() == 1
    page.goto(f"/cases/{number}")
    expect(page.locator(".tl")).to_contain_text("弃渣场选址与规划不符。")


def work(site: Site, who: str, **answers: str) -> None:
    page = site.officer(who).open(PROJECT["申请人.name"])
    fill(page, answers)
    page.get_by_role("button", name=re.compile("^签署：")).click()
    expect(page.locator(".note.ok")).to_contain_text("已签署")


@pytest.mark.slow
def test_a_case_is_ended_by_the_post_that_decides(site: Site) -> None:
    applicant = site.apply()
    accept(site)
    page = site.officer("zhouxiaomei").open()
    choose(page, "终止", _reason="申请人已经注销。")
    expect(page.locator(".note.soon")).to_contain_text("须经云州市市场监督管理局")
    expect(page.locator(".eff.lost")).to_contain_text("审查岗")
    clean(page, "operation-terminate-review", both=False)
    confirm(page, "报请批准")
    head = OfficerAtWork(site, "zhaoguoqiang").page
    head.locator(".asks").get_by_role("link", name="终止").click()
    clean(head, "operation-terminate-request")
    fill(head, {"_opinion": "属实，同意终止。"})
    head.get_by_role("button", name="批准，当即生效").click()
    expect(head.locator(".note.ok")).to_contain_text("已批准")
    expect(applicant.follow().locator(".left")).to_have_text("终止")
