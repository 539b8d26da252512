"""From a drawing to running cases, without a line of code: an analyst draws a new power from an empty canvas, the legal
office returns it once and freezes it the second time, and a citizen's case runs under it.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.becoming import agreed, entered
from tests.browser.drawing import Analyst
from tests.browser.looking import clean, for_the_guide
from tests.browser.people import OfficerAtWork, Site, fill_application, picture

APPLICANT = {
    "申请人.name": "巷口面馆",
    "申请人.id_type": "uscc",
    "申请人.id_number": "91350100M000100Y43",
    "申请人.phone": "13800138000",
    "声明": "yes",
}
BEGIN = """begin:
  on: 2026-03-02
  answers:
    申请人: {name: 巷口面馆, id_type: uscc, id_number: 91350100M000100Y43, phone: "13800138000"}
    声明: yes
steps:
"""
TESTS = {
    "registered.test.yaml": "title: {zh: 符合条件的予以登记, en: Who qualifies is registered}\n"
    + BEGIN
    + "  - expect: {post: {审查登记: 窗口}}\n"
    + "  - {do: 审查登记, answers: {登记结论: 登记, 说明: 符合条件}}\n  - expect: {ended: 已登记}\n",
    "sent-back.test.yaml": "title: {zh: 不符合条件的退件, en: Who does not is sent back}\n"
    + BEGIN
    + "  - {do: 审查登记, answers: {登记结论: 退件, 说明: 场所在住宅楼内}}\n  - expect: {ended: 退件}\n",
}


def answered(page: Page) -> None:
    """The form of the only step gets its question."""
    page.get_by_role("link", name="表单和决策表").click()
    page.get_by_role("link", name="受理", exact=True).click()
    page.locator("button[value='add:choice']").click()
    expect(page.locator("#i-1")).to_have_attribute("open", "")
    page.fill("#i-1-title", "登记结论")
    page.check("#i-1-required")
    page.fill("#i-1-o0-zh", "登记")
    page.fill("#i-1-o1-zh", "退件")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".formc.preview")).to_contain_text("登记结论")


def drawn(analyst: Analyst) -> None:
    """Examined by the window within three working days: registered or sent back."""
    analyst.visit(analyst.address)
    analyst.delete("handle", "done")
    x, y = analyst.centre("lane_window")
    step = analyst.create("create.task", x + 10, y + 8)
    analyst.become(step, "replace-with-user-task")
    analyst.connect("apply", step)
    analyst.select(step)
    analyst.write("name", "审查登记")
    analyst.write("en", "Examine and register")
    analyst.choose("form", "handle")
    analyst.limit("limit", 3)
    analyst.write("stage", "审查")
    fork = analyst.append(step, "append.gateway")
    analyst.write("name", "登记？")
    registered = analyst.append(fork, "append.end-event")
    analyst.write("name", "已登记")
    way = incoming(analyst, registered)
    analyst.select(way)
    analyst.entry("condition-field").locator("select").select_option("登记结论")
    analyst.choose("condition-answer", "登记")
    analyst.write("name", "登记")
    back = analyst.append(fork, "append.end-event")
    analyst.write("name", "退件")
    analyst.select(incoming(analyst, back))
    analyst.tick("default")
    analyst.write("name", "退件")
    analyst.select("authority")
    analyst.limit("statute", 10)
    analyst.limit("promise", 5)
    assert [text for severity, text in analyst.checked() if severity == "error"] == []
    analyst.saved()
    for_the_guide(analyst.page, "guide-canvas", ready="body[data-ready] #findings:not([aria-busy])")


def incoming(analyst: Analyst, element: str) -> str:
    return analyst.page.evaluate("id => studio.modeler.get('elementRegistry').get(id).incoming[0].id", element)


def with_tests(analyst: Analyst) -> None:
    """Two scenarios, written in the studio; one at first with a mistake in it."""
    page = analyst.page
    for name, said in TESTS.items():
        page.get_by_role("link", name="测试", exact=True).click()
        page.get_by_role("link", name="写一个测试").first.click()
        page.fill("#test-name", name.removesuffix(".test.yaml"))
        if name.startswith("sent"):
            page.fill("#test-text", said.replace("do: 审查登记", "does: 审查登记"))
            page.get_by_role("button", name="保存并运行").click()
            expect(page.get_by_role("alert")).to_contain_text("第 1 步")
        page.fill("#test-text", said)
        page.get_by_role("button", name="保存并运行").click()
    expect(page.locator("h2.sub").first).to_contain_text("2 / 2 个测试通过，走过 100.0 %")
    clean(page, "studio-tests")
    for_the_guide(page, "guide-tests")


@pytest.mark.slow
def test_a_new_power_from_an_empty_canvas_to_a_citizens_case(site: Site) -> None:
    analyst = Analyst(site)
    analyst.begin()
    page = analyst.page
    answered(page)
    drawn(analyst)
    # not yet: the entry says nothing, then there are no tests
    page.get_by_role("link", name="送审", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("事项文件还没有写")
    entered(analyst)
    page.get_by_role("link", name="送审", exact=True).click()
    page.fill("#note", "新设小餐饮登记。")
    page.get_by_role("button", name="送法制机构审核").click()
    expect(page.get_by_role("alert")).to_contain_text("补上测试")
    with_tests(analyst)
    page.get_by_role("link", name="送审", exact=True).click()
    expect(page.locator(".pf")).to_contain_text("2 个测试全部通过")
    clean(page, "submit")
    page.fill("#note", "新设小餐饮登记，窗口三个工作日内审查。")
    page.get_by_role("button", name="送法制机构审核").click()
    expect(page.locator(".note.ok")).to_contain_text("已送审")
    clean(page, "submitted")
    # the legal office has a question, and returns it
    legal = OfficerAtWork(site, "beiwen").page
    legal.goto("/legal")
    clean(legal, "legal-queue")
    legal.get_by_role("link", name="小餐饮登记").click()
    expect(legal.locator(".chl")).to_contain_text("新设的事项")
    legal.select_option("#say-element", label="审查登记")
    legal.fill("#say-words", "退件要告知救济途径，在哪里写？")
    legal.get_by_role("button", name="写下批注").click()
    expect(legal.locator("#comments")).to_contain_text("退件要告知救济途径")
    for_the_guide(legal, "guide-review")
    legal.get_by_label("退回修改").check()
    legal.get_by_role("button", name=re.compile("^签署：")).click()
    expect(legal.get_by_role("alert")).to_contain_text("退回的理由")  # asked for
    legal.fill("[name='退回理由']", "退件的环节没有写明职责。")
    clean(legal, "legal-review", both=False)
    legal.get_by_role("button", name=re.compile("^签署：")).click()
    expect(legal.locator(".note.ok")).to_contain_text("退回修改")
    # the analyst reads why, mends it, and submits again
    page.goto("/legal/submissions")
    clean(page, "submissions")
    page.get_by_role("link", name="小餐饮登记").first.click()
    expect(page.locator(".note.soon").first).to_contain_text("退件的环节没有写明职责")
    page.get_by_role("link", name="去改草稿").click()
    analyst.opened()
    step = page.evaluate("studio.modeler.get('elementRegistry').filter(e => e.type === 'bpmn:UserTask')[0].id")
    analyst.select(step)
    analyst.write("duty", "当场审查；退件的，写明理由和救济途径")
    analyst.saved()
    page.get_by_role("link", name="送审", exact=True).click()
    page.fill("#note", "补写了退件的职责。")
    page.get_by_role("button", name="送法制机构审核").click()
    expect(page.locator(".note.ok")).to_contain_text("已送审")
    # two persons agree, as the power is new
    agreed(site, "小餐饮登记", "beiwen", {"施行日期": "2026-11-17"}, "复核")
    agreed(site, "小餐饮登记", "mingbian", {}, "固化")
    legal.goto("/legal?group=frozen")
    expect(legal.locator("#scheduled-t")).to_contain_text("1 个版本")
    citizen = site.window("citizen")
    answer = citizen.goto("/powers/07-small")
    assert answer is not None
    assert answer.status == 404  # not before its day
    # on its day it is in force: a citizen applies, the window registers
    site.move(days=1)
    citizen.goto("/powers/07-small")
    clean(citizen, "new-power-guide")
    citizen.get_by_role("link", name="在线申请").click()
    fill_application(citizen, APPLICANT)
    citizen.get_by_role("button", name="提交申请").click()
    citizen.wait_for_url("**/receipt")
    window = OfficerAtWork(site, "limin")
    window.do(登记结论="登记", 说明="符合条件")
    citizen.get_by_role("link", name="看办到哪一步").click()
    expect(citizen.locator(".left")).to_contain_text("已登记")
    picture(citizen, "new-power-done")
    legal = OfficerAtWork(site, "beiwen").page  # a day later: signed in anew
    legal.goto("/legal/powers/07-small")
    expect(legal.locator("main")).to_contain_text("相符")
    clean(legal, "new-power-versions")
