"""A file of another modeller, with that modeller's habits, becomes a power: repaired, completed, tested by playing,
returned once, in force; then a second version, to which one running case is moved while another stays.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.becoming import agreed, entered, submitted
from tests.browser.drawing import Analyst
from tests.browser.looking import clean
from tests.browser.people import OfficerAtWork, Site, fill, fill_application, picture

FILE = Path(__file__).parent / "foreign/scales.bpmn"
NAME = ("集贸市场计量器具备案", "Filing of market scales")
CODE = "10-scales"
WORDS = f"相符的登入台账|核对器具|登入台账|{NAME[0]}"
APPLICANT = {
    "申请人.name": "东湖集贸市场",
    "申请人.id_type": "uscc",
    "申请人.id_number": "91350100M000100Y43",
    "申请人.phone": "13800138000",
    "声明": "yes",
}
WRITTEN = """title: {zh: 不相符的退件, en: What does not match is sent back}
begin:
  on: 2026-03-02
  answers:
    申请人: {name: 东湖集贸市场, id_type: uscc, id_number: 91350100M000100Y43, phone: "13800138000"}
    声明: yes
steps:
  - {do: 核对器具, answers: {核对结论: 不相符, 理由: 编号与台账不符}}
  - expect: {ended: 退件}
"""


def with_forms(analyst: Analyst) -> None:
    """The forms that the other system kept to itself are made here."""
    page = analyst.page
    for name, source in (("filing", "*"), ("check", ""), ("record", "")):
        page.goto(f"{analyst.address}/forms")
        page.fill("#a-name", name)
        page.select_option("#a-from", source)
        page.get_by_role("button", name="新建", exact=True).click()
        expect(page.locator(".formc.preview")).to_be_visible()
        if name == "check":
            choice(page)
        if name == "record":
            page.locator("#i-0 > summary").click()
            page.fill("#i-0-title", "台账编号")
            page.fill("#i-0-name", "台账编号")
            page.check("#i-0-required")
            page.fill("#t", "登入台账")
            page.get_by_role("button", name="保存", exact=True).click()
            expect(page.locator(".formc.preview")).to_contain_text("台账编号")


def choice(page: Page) -> None:
    """核对结论: 相符 or 不相符, and reasons."""
    page.fill("#t", "核对器具")
    page.locator("#i-0 > summary").click()
    page.fill("#i-0-title", "理由")
    page.fill("#i-0-name", "理由")
    page.check("#i-0-required")
    page.locator("button[value='add:choice']").click()
    page.fill("#i-1-title", "核对结论")
    page.fill("#i-1-name", "核对结论")
    page.check("#i-1-required")
    page.fill("#i-1-o0-zh", "相符")
    page.fill("#i-1-o1-zh", "不相符")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".formc.preview")).to_contain_text("核对结论")


def with_meaning(analyst: Analyst) -> None:
    """Posts, forms and limits, picked in the panel."""
    analyst.visit(analyst.address)
    analyst.select("StartEvent_filed")
    analyst.choose("form", "filing")
    for step, post, form, days in (("Activity_check", "窗口", "check", 2), ("Activity_record", "审查岗", "record", 1)):
        analyst.select(step)
        analyst.choose("task-post", post)
        analyst.choose("form", form)
        analyst.limit("limit", days)
    analyst.choose("clock", "ends")
    analyst.tick("separate", "Activity_check")
    analyst.select("Activity_check")
    analyst.choose("clock", "starts")
    picture(analyst.page, "foreign-panel")
    analyst.take_out("Activity_check")
    analyst.take_out("Event_recorded")
    analyst.root()
    analyst.take_out("Process_scales")
    analyst.limit("statute", 10)
    analyst.limit("promise", 5)
    found = analyst.checked()
    assert [text for severity, text in found if severity == "error"] == []
    analyst.saved()


def played(analyst: Analyst) -> None:
    """The way to 已备案 walked through and recorded; the other one written."""
    page = analyst.page
    page.get_by_role("link", name="测试", exact=True).click()
    page.get_by_role("link", name="走一遍，录成测试").click()
    fill(page, APPLICANT)
    page.get_by_role("button", name="开始走").click()
    fill(page, {"理由": "逐台核对过", "核对结论": "相符"})
    page.get_by_role("button", name="办：核对器具").click()
    fill(page, {"台账编号": "东湖-17"})
    picture(page, "foreign-play")
    page.get_by_role("button", name="办：登入台账").click()
    expect(page.locator("#now-t")).to_contain_text("已备案")
    page.fill("#p-title", "相符的登入台账")
    page.get_by_role("button", name="存为测试").click()
    expect(page.locator("h2.sub").first).to_contain_text("1 / 1 个测试通过")
    page.get_by_role("link", name="写一个测试").first.click()
    page.fill("#test-name", "sent-back")
    page.fill("#test-text", WRITTEN)
    page.get_by_role("button", name="保存并运行").click()
    expect(page.locator("h2.sub").first).to_contain_text("2 / 2 个测试通过，走过 100.0 %")
    clean(page, "foreign-tests", data=WORDS)


def returned(site: Site) -> None:
    legal = OfficerAtWork(site, "beiwen").page
    legal.goto("/legal")
    legal.get_by_role("link", name=NAME[0]).click()
    legal.get_by_label("退回修改").check()
    legal.fill("[name='退回理由']", "登入台账的职责没有写。")
    legal.get_by_role("button", name=re.compile("^签署：")).click()
    expect(legal.locator(".note.ok")).to_contain_text("退回修改")


def filed(site: Site, who: str) -> tuple[Page, str]:
    """A citizen files; the page of the case and its number."""
    page = site.window(who)
    page.goto(f"/powers/{CODE}")
    page.get_by_role("link", name="在线申请").click()
    fill_application(page, APPLICANT | {"申请人.name": who})
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/receipt")
    number = page.locator("dl.kv dd").first.inner_text()
    page.get_by_role("link", name="看办到哪一步").click()
    return page, number


def done(site: Site, username: str, applicant: str, **answers: str) -> None:
    officer = OfficerAtWork(site, username)
    page = officer.open(applicant)
    fill(page, answers)
    page.get_by_role("button", name=re.compile("^签署：")).click()
    expect(page.locator(".note.ok")).to_contain_text("已签署")


def second_version(analyst: Analyst, site: Site) -> None:
    """The check says what is to be looked at. The recorded test holds the days to what they were."""
    analyst.begin_from(CODE)
    analyst.select("Activity_check")
    analyst.limit("limit", 1)
    analyst.saved()
    analyst.page.get_by_role("link", name="测试", exact=True).click()
    expect(analyst.page.locator("h2.sub").first).to_contain_text("1 / 2 个测试通过")
    analyst.page.get_by_role("link", name="流程图", exact=True).click()
    analyst.opened()
    analyst.select("Activity_check")
    analyst.limit("limit", 2)
    analyst.write("duty", "逐台核对编号和检定证书")
    analyst.saved()
    submitted(analyst, "写明核对什么。")
    agreed(site, NAME[0], "beiwen", {"施行日期": "2026-11-18"}, "固化")
    site.move(days=1)


def moved(site: Site, stays: str) -> None:
    """One of the two running cases is moved; the other is left out of the batch."""
    admin = OfficerAtWork(site, "admin").page
    admin.goto("/admin/migrations")
    admin.get_by_role("link", name=NAME[0]).click()
    clean(admin, "foreign-migration", data=WORDS)
    expect(admin.locator(".op .duty")).to_contain_text("可以转 2 件")
    admin.locator("tr", has_text=stays).get_by_label("这一件不转").check()
    admin.locator("#op-reason").fill("新版本写明了核对什么。")
    admin.get_by_role("button", name="转移能转的").click()
    expect(admin.locator(".note")).to_contain_text("还剩 1 件")
    site.move(seconds=1)
    admin.reload()
    expect(admin.locator(".note")).to_contain_text("已转 1 件")
    clean(admin, "foreign-migrated", data=NAME[0])


@pytest.mark.slow
def test_a_file_of_another_modeller_becomes_a_power_and_has_a_second_version(site: Site) -> None:
    analyst = Analyst(site)
    analyst.bring(FILE, NAME, CODE)
    picture(analyst.page, "foreign-as-brought")
    assert [severity for severity, _ in analyst.checked()].count("error") > 0
    with_forms(analyst)
    with_meaning(analyst)
    picture(analyst.page, "foreign-repaired")
    entered(analyst)
    played(analyst)
    submitted(analyst, "由别处画的图带入，补了岗位、表单和时限。")
    returned(site)
    analyst.visit(analyst.address)
    analyst.select("Activity_record")
    analyst.write("duty", "按编号登入台账，当日告知申请人")
    analyst.saved()
    submitted(analyst, "补写了登入台账的职责。")
    agreed(site, NAME[0], "beiwen", {"施行日期": "2026-11-17"}, "复核")
    agreed(site, NAME[0], "mingbian", {}, "固化")
    site.move(days=1)
    first, number = filed(site, "东湖市场")
    second, moving = filed(site, "西门市场")
    second_version(Analyst(site), site)
    moved(site, stays=number)
    done(site, "limin", "东湖市场", 理由="逐台核对过", 核对结论="相符")
    done(site, "zhouxiaomei", "东湖市场", 台账编号="东湖-17")
    done(site, "limin", "西门市场", 理由="编号不符", 核对结论="不相符")
    clean(first, "foreign-done", data="东湖市场|" + NAME[0])
    expect(first.locator(".left")).to_contain_text("已备案")
    second.reload()
    expect(second.locator(".left")).to_contain_text("退件")
    admin = OfficerAtWork(site, "admin").page
    for case, version in ((number, "1"), (moving, "2")):
        admin.goto(f"/inbox/cases/{case}")
        expect(admin.locator("main")).to_contain_text(f"流程版本 {version}")
