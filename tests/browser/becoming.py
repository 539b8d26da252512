"""What a draft goes through until it is in force: its entry, its submission, those who agree."""

import re

from playwright.sync_api import expect

from tests.browser.drawing import Analyst
from tests.browser.people import OfficerAtWork, Site

ENTRY = {
    "unified_code": "000731099000",
    "case_number": "云小餐登",
    "keywords": "小餐饮，小吃",
    "basis.0.law.zh": "食品安全法",
    "basis.0.law.en": "Food Safety Law",
    "basis.0.article.zh": "第三十六条",
    "basis.0.article.en": "Article 36",
    "basis.0.text.zh": "食品生产加工小作坊和食品摊贩等的具体管理办法由省、自治区、直辖市制定。",
    "basis.0.text.en": "Rules on small workshops and stalls are laid down by the provinces.",
    "limit.amount": "10",
    "promise.amount": "5",
}
LONG = {
    "duties": ("登记小餐饮。", "Register small eateries."),
    "procedure": ("受理；审查登记。", "Acceptance; examination and registration."),
    "fee": ("不收费", "No fee"),
    "result": ("发给登记证。", "A certificate of registration."),
    "remedies": ("可以申请行政复议或者提起行政诉讼。", "Reconsideration or a suit."),
    "discipline": ("不得收受财物。", "Nothing of value is accepted."),
    "service_promise": ("五个工作日内办结。", "Done within five working days."),
    "place": ("政务服务中心 12 号窗口", "Window 12, Service Centre"),
    "hours": ("工作日 9:00 至 17:00", "Working days 9 to 17"),
}


def entered(analyst: Analyst) -> None:
    """The catalogue entry, every field of it."""
    page = analyst.page
    page.goto(f"{analyst.address}/entry")
    chinese = {f"{name}.zh": zh for name, (zh, _) in LONG.items()}
    english = {f"{name}.en": en for name, (_, en) in LONG.items()}
    for name, value in {**ENTRY, **chinese, **english, "phone": "0900-1234567", "supervision_phone": "12345"}.items():
        page.fill(f"[name='{name}']", value)
    page.get_by_role("button", name="保存事项").click()
    expect(page.locator(".note.ok").first).to_be_visible()


def submitted(analyst: Analyst, note: str) -> None:
    page = analyst.page
    page.get_by_role("link", name="送审", exact=True).click()
    page.fill("#note", note)
    page.get_by_role("button", name="送法制机构审核").click()
    expect(page.locator(".note.ok")).to_contain_text("已送审")


def agreed(site: Site, power: str, username: str, answers: dict[str, str], said: str) -> None:
    legal = OfficerAtWork(site, username).page
    legal.goto("/legal")
    legal.get_by_role("link", name=power).click()
    legal.get_by_label("同意固化").check()
    for name, value in answers.items():
        legal.fill(f"[name='{name}']", value)
    legal.get_by_role("button", name=re.compile("^签署：")).click()
    expect(legal.locator(".note.ok")).to_contain_text(said)
