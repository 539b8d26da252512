"""A return out of a called flow that comes straight back: an investigator asks the head, and goes on where it was."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import clean
from tests.browser.penalties import RECORD, TODAY
from tests.browser.people import Site, fill
from tests.browser.walking import Walk

HEAD, FIRST, SECOND = "youyong", "jinglan", "duanqing"
OPENING = {
    "当事人.name": "云州北岸印染厂",
    "当事人.id_type": "uscc",
    "当事人.id_number": "91350100M000100Y43",
    "当事人.phone": "13900005678",
    "案件来源": "监督检查",
    "发现日期": TODAY,
    "建设地点.province": "云州省",
    "建设地点.city": "云州市",
    "建设地点.county": "东湖区",
    "建设地点.detail": "北岸路 9 号",
    "涉嫌事实": "环评报告表未经批准即开工建设。",
}
FOUND = {
    "调查日期": TODAY,
    "已出示证件": "yes",
    "调查情况": "厂房主体正在施工，未能出示环评批复。",
    "证据.0.证据名称": "勘验笔录",
    "证据.0.证据种类": "勘验笔录",
    "证据.0.证明事项": "未批先建",
    "现场照片": RECORD,
}
FILED = {"立案意见": "立案"}


@pytest.mark.slow
def test_an_investigator_asks_the_head_and_goes_on_where_the_investigation_was(site: Site) -> None:
    walk = Walk(site, OPENING["当事人.name"]).opened_by(FIRST, "02-eia-unapproved", OPENING)
    walk.does(HEAD, "立案审批", FILED)
    walk.does(FIRST, "调查取证", FOUND).does(SECOND, "调查取证", FOUND)
    page = walk.at(FIRST, "调查终结报告")
    page.get_by_text("更多操作").click()
    page.get_by_role("link", name="退回", exact=True).click()
    page.get_by_text("立案审批").last.click()
    page.locator("[name=then]").check()
    fill(page, {"_reason": "又查明一处违法事实，请一并立案。"})
    page.get_by_role("button", name="先看会发生什么").click()
    expect(page.locator(".op")).to_contain_text("直接回到“调查终结报告”")
    expect(page.locator(".op .duty")).to_contain_text("只重新办理退回的环节")
    expect(page.locator(".eff.stays").last).to_contain_text("调查取证")
    clean(page, "coming-back-review", both=False)
    page.get_by_role("button", name="确认").click()
    expect(page.locator(".tl")).to_contain_text("退回：立案审批，办完直接回到“调查终结报告”")
    clean(page, "coming-back-file", data=f"{OPENING['当事人.name']}|调查|立案")
    walk.does(HEAD, "立案审批", FILED)
    assert walk.open_for(FIRST) == ["调查终结报告"]
    clean(walk.at(FIRST, "调查终结报告"), "coming-back-task", data=f"{OPENING['当事人.name']}|调查|立案|证据")
