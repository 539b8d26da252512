"""A step that fails, at the pages: the officer is told, the administrator sees where, mends, and the officer signs."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.failing import BROKEN
from tests.browser.looking import wide
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


TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="grade" name="档次表"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="e"><text>100 / (面积 - 36)</text></inputExpression></input>
<output id="o" name="档次"/>
<rule id="r1"><inputEntry id="r1i"><text>&lt; 0</text></inputEntry>
<outputEntry id="r1o"><text>"小"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="r2i"><text>&gt;= 0</text></inputEntry>
<outputEntry id="r2o"><text>"大"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
GRADED = (
    ("<bpmn:flowNodeRef>inspect<", "<bpmn:flowNodeRef>grading</bpmn:flowNodeRef><bpmn:flowNodeRef>inspect<"),
    (
        '<bpmn:userTask id="inspect"',
        '<bpmn:businessRuleTask id="grading" name="定档" daylight:en="Grade" daylight:decision="grade" '
        'daylight:result="档次"/><bpmn:userTask id="inspect"',
    ),
    (
        'sourceRef="accepted" targetRef="inspect"/>',
        'sourceRef="accepted" targetRef="grading"/>'
        '<bpmn:sequenceFlow id="f4b" sourceRef="grading" targetRef="inspect"/>',
    ),
)
"""A table that has no row for 36."""


def act(page: Page, which: str, **answers: str) -> Page:
    """One of the things that can be done about an incident, with its own reason."""
    form = page.locator(f"form:has([name=_act][value={which}])")
    for name, answer in answers.items():
        form.locator(f"[name={name}]").fill(answer)
    form.locator("button").last.click()
    return page


@pytest.mark.slow
def test_a_result_is_given_by_hand_a_step_skipped_and_an_incident_closed(
    start_site: Callable[..., Site], tmp_path: Path
) -> None:
    folders = published(tmp_path / "powers", *GRADED)
    (folders[0] / "90-test/permit/grade.dmn").write_text(TABLE)
    site = start_site(folders)
    for _ in range(2):
        apply(site)
    clerk = site.officer("limin").page
    for n in range(2):
        clerk.goto("/inbox")
        clerk.locator("tr[data-row] .ap a").nth(n).click()
        fill(clerk, {"结论": "受理", "_opinion": "材料齐全"})
        clerk.get_by_role("button", name=re.compile("^签署：")).click()
        expect(clerk.get_by_role("alert")).to_contain_text("办件没有动，已告诉管理员")
    clerk.goto("/inbox")
    expect(clerk.locator(".kept-note").first).to_contain_text("材料齐全")
    clean(clerk, "incident-kept", data="受理|材料齐全|巷口面馆")
    admin = OfficerAtWork(site, "admin").page
    admin.goto("/admin/incidents")
    first, second = (a.get_attribute("href") for a in admin.locator("th a[href*='/incidents/']").all())
    admin.goto(first or "")
    admin.set_viewport_size({"width": 390, "height": 844})
    assert wide(admin) <= 390
    expect(admin.locator("figure svg").first).to_be_visible()  # a flow without stages is drawn whole
    expect(admin.get_by_role("link", name="更正 面积")).to_be_visible()
    admin.set_viewport_size({"width": 1440, "height": 900})
    act(admin, "skip", _reason="窗口已撤销。")
    expect(admin.locator(".errsum")).to_contain_text("没有适用的行")  # it would fail behind it
    act(admin, "supply", _value='"大"')
    expect(admin.locator("#supply-reason-e")).to_contain_text("请写明理由")
    admin.locator(".errsum a").click()
    expect(admin.locator("#supply-reason")).to_be_focused()
    act(admin, "supply", _value='"大"', _reason="表里没有这一档，按请示办。")
    expect(admin.locator(".note.ok")).to_contain_text("结果已记入案卷")
    act(admin, "skip", _reason="窗口已撤销。")
    expect(admin.locator(".note.ok").first).to_contain_text("已跳过")
    expect(admin.locator(".dealt")).to_contain_text("窗口已撤销。")
    clean(admin, "incident-skipped", data="受理|大|巷口面馆|档次")
    admin.goto(second or "")
    act(admin, "close", _reason="另行处理。")
    expect(admin.locator(".dealt")).to_contain_text("另行处理。")
    clean(admin, "incident-closed", data="受理|巷口面馆|档次")
