"""A case walked through the pages: who does which step with which answers, and the days that pass between."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Page, expect

from tests.browser.looking import clean
from tests.browser.people import OfficerAtWork, Site, fill, fill_application

Answers = dict[str, Any]
PARTY = "party"


@dataclass
class Walk:
    """One case. ``name``: of the applicant or party; ``number``: once it has begun."""

    site: Site
    name: str
    number: str = ""
    looks: tuple[str, ...] = ()
    """Steps whose page is looked at before they are done."""
    pictures: str = ""
    """What the names of the pictures begin with."""
    _desks: dict[str, OfficerAtWork] = field(default_factory=dict)

    def apply(self, power: str, answers: Answers) -> "Walk":
        page = self.site.window(PARTY)
        page.goto(f"/powers/{power}/apply")
        self._look(page, "apply")
        fill_application(page, answers)
        page.locator(".go > .btn-primary").click()
        page.wait_for_url("**/receipt")
        self.number = page.locator("dl.kv dd").first.inner_text()
        return self

    def opened_by(self, who: str, power: str, answers: Answers) -> "Walk":
        """An officer begins it from the guide of the power."""
        page = self.desk(who).page
        page.goto(f"/powers/{power}")
        page.locator(".do a.btn-primary").click()
        self._look(page, "open")
        fill(page, answers)
        page.locator("form button.btn-primary").last.click()
        page.wait_for_url("**/inbox/cases/*")
        self.number = unquote(page.url.rsplit("/", 1)[-1])
        return self

    def take(self, steps: tuple[Any, ...]) -> "Walk":
        """``(who, step, answers)``, or a number of days that pass."""
        for step in steps:
            if isinstance(step, int):
                self.pass_days(step)
            else:
                self.does(*step)
        return self

    def does(self, who: str, step: str, answers: Answers) -> "Walk":
        page = self.at(who, step)
        self._look(page, step)
        fill(page, answers)
        page.get_by_role("button", name=re.compile("^提交：" if who == PARTY else "^签署：")).click()
        expect(page.locator(".note.ok")).to_contain_text("已提交" if who == PARTY else "已签署")
        return self

    def sends(self, who: str, message: str, answers: Answers) -> "Walk":
        """An officer begins what the file offers, such as a seizure."""
        page = self.file(who)
        page.locator(".msgs").get_by_role("link", name=message).click()
        self._look(page, message)
        fill(page, answers)
        page.get_by_role("button", name=message).click()
        expect(page.locator(".note.ok")).to_be_visible()
        return self

    def refuses(self, who: str, step: str, answers: Answers, words: str) -> "Walk":
        """What is wrong is said above the form, and nothing is signed."""
        page = self.at(who, step)
        fill(page, answers)
        page.get_by_role("button", name=re.compile("^签署：")).click()
        expect(page.get_by_role("alert")).to_contain_text(words)
        self._look(page, f"{step}-refused", both=False)
        return self

    def pass_days(self, days: int) -> "Walk":
        self.site.move(days=days)
        self._desks.clear()  # a session does not last that long
        return self

    def at(self, who: str, step: str) -> Page:
        """The page of an open step."""
        if who == PARTY:
            page = self.follow()
            page.locator(".note.soon", has_text=step).get_by_role("link", name="现在去办").click()
            return page
        page = self.desk(who).page
        page.goto("/inbox")
        row = page.locator("tr[data-row]", has_text=self.name).filter(has=page.locator(".stp", has_text=step))
        row.first.get_by_role("link").click()
        page.wait_for_url("**/tasks/*")
        return page

    def open_for(self, who: str) -> list[str]:
        """The steps of this case in somebody's inbox."""
        page = self.desk(who).page
        page.goto("/inbox")
        return page.locator("tr[data-row]", has_text=self.name).locator(".stp").all_inner_texts()

    def desk(self, who: str) -> OfficerAtWork:
        if who not in self._desks:
            self._desks[who] = self.site.officer(who)
        return self._desks[who]

    def file(self, who: str) -> Page:
        page = self.desk(who).page
        page.goto(f"/inbox/cases/{self.number}")
        return page

    def handed_password(self, who: str) -> "Walk":
        """The party gets code and password from an officer, and opens the case with them."""
        page = self.file(who)
        page.get_by_text("更多操作").click()
        page.get_by_role("link", name="发放查询密码").click()
        self._look(page, "password")
        fill(page, {"_reason": "随告知书一并送达。"})
        page.get_by_role("button", name="发放新密码").click()
        self._look(page, "password-issued", both=False)
        expect(page.locator(".receipt dd.code")).to_have_count(2)
        code, password = page.locator(".receipt dd.code").all_inner_texts()
        party = self.site.window(PARTY)
        party.goto("/track")
        fill(party, {"code": code, "password": password})
        party.get_by_role("button", name="查看办到哪一步").click()
        party.wait_for_url("**/cases/*")
        return self

    def follow(self) -> Page:
        page = self.site.window(PARTY)
        page.goto(f"/cases/{self.number}")
        return page

    def ended(self, who: str = "") -> str:
        """The end the case came to, as the applicant sees it, or the officer ``who``."""
        page = self.file(who) if who else self.follow()
        self._look(page, "ended")
        return page.locator(".clk .v" if who else ".left").first.inner_text()

    def _look(self, page: Page, step: str, both: bool = True) -> None:
        if step in self.looks:
            clean(page, f"{self.pictures}-{step}", both)
