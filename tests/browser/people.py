# ruff: noqa: E501
"""What people do at the pages: apply, look up, sign in, work a task."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, expect

from app.people.city import DEMO_PASSWORD

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
POWER = "01-food-business"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8ffff3f0005fe02fea7356e810000000049454e44ae426082"
)
APPLICATION: dict[str, Any] = {
    "as_whom": "organisation",
    "申请人.name": "巷口面馆",
    "申请人.id_type": "uscc",
    "申请人.id_number": "91350100M000100Y43",
    "申请人.phone": "13800138000",
    "申请类型": "首次申请",
    "主体业态": "餐饮服务经营者",
    "经营项目": "热食类制售",
    "经营场所.province": "云省",
    "经营场所.city": "云州市",
    "经营场所.county": "东湖区",
    "经营场所.detail": "人民东路 118 号 1 层",
    "经营面积": "86",
    "食品安全管理员.0.姓名": "何秀芝",
    "食品安全管理员.0.考核合格": "yes",
    "布局流程图": {"name": "布局图.png", "mimeType": "image/png", "buffer": PNG},
    "管理制度目录": {"name": "制度目录.pdf", "mimeType": "application/pdf", "buffer": PDF},
    "说明": "拟 12 月上旬开业，后厨已按图施工完毕，随时可以核查。",
    "承诺": "yes",
}


def until(page: Page, holds: Callable[[], object]) -> None:
    """Waits up to a minute for what no page shows; lets the page go on meanwhile."""
    for _ in range(240):
        if holds():
            return
        page.wait_for_timeout(250)
    assert holds()


class Site:
    """The running site with one Chromium; every person has a browser window of their own."""

    def __init__(
        self, address: str, browser: Browser, move: Callable[..., None], publish: Callable[[tuple[Path, Path]], None],
        inside: Callable[[Callable[[], None]], None],
    ) -> None:  # fmt: skip
        """``inside`` does something in the server's own application: what was before the test begins."""
        self.address = address
        self.move, self.publish, self.inside = move, publish, inside
        self._browser = browser
        self._windows: dict[tuple[str, str], BrowserContext] = {}

    def window(self, who: str, language: str = "zh-CN", **more: Any) -> Page:
        """A window of this person; the cookies of earlier ones are kept."""
        if (who, language) not in self._windows or more:
            options = {"viewport": {"width": 1440, "height": 900}, "locale": language, **more}
            self._windows[who, language] = self._browser.new_context(base_url=self.address, **options)
        page = self._windows[who, language].new_page()
        page.set_default_timeout(60_000)
        return page

    def close(self) -> None:
        for window in self._windows.values():
            window.close()

    def apply(self, **changes: Any) -> "Applicant":
        applicant = Applicant(self)
        applicant.apply(**changes)
        return applicant

    def officer(self, username: str) -> "OfficerAtWork":
        return OfficerAtWork(self, username)


class Applicant:
    """Follows one case in one browser."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.page = site.window("applicant")
        self.number = self.code = self.password = ""

    def apply(self, **changes: Any) -> None:
        self.page.goto(f"/powers/{POWER}/apply")
        fill(self.page, {**APPLICATION, **changes})
        self.page.get_by_role("button", name="提交申请").click()
        self.page.wait_for_url("**/receipt")
        self.number = self.page.locator("dl.kv dd").first.inner_text()
        self.code, self.password = self.page.locator(".receipt dd.code").all_inner_texts()

    def follow(self) -> Page:
        self.page.goto(f"/cases/{self.number}")
        return self.page

    def correct(self, **answers: Any) -> None:
        self.follow().get_by_role("link", name="现在去办").click()
        fill(self.page, answers)
        self.page.get_by_role("button", name=re.compile("^提交：")).click()
        expect(self.page.locator(".note.ok")).to_contain_text("已提交")

    def withdraw(self, reason: str) -> None:
        self.follow().get_by_role("link", name="撤回申请").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("textbox").fill(reason)
        dialog.get_by_role("button", name="撤回申请").click()
        expect(self.page.locator(".left")).to_contain_text("已撤回")

    def outcome(self) -> str:
        return self.follow().locator(".left").inner_text()


class OfficerAtWork:
    def __init__(self, site: Site, username: str) -> None:
        self.site = site
        self.page = site.window(username)
        self.page.goto("/inbox")
        if "/sign-in" in self.page.url:
            self.page.fill("#username", username)
            self.page.fill("#password", DEMO_PASSWORD)
            self.page.locator("form:has(#username) button").click()
            self.page.wait_for_url("**/inbox*")

    def open(self, applicant: str = "巷口面馆") -> Page:
        self.page.goto("/inbox")
        self.page.get_by_role("link", name=applicant, exact=True).first.click()
        self.page.wait_for_url("**/tasks/*")
        return self.page

    def do(self, opinion: str = "", **answers: Any) -> Page:
        """Open the first task, answer, sign."""
        page = self.open()
        fill(page, answers)
        if opinion:
            page.fill("#opinion", opinion)
        page.get_by_role("button", name=re.compile("^签署：")).click()
        expect(page.locator(".note.ok")).to_contain_text("已签署")
        return page


def fill_application(page: Page, answers: dict[str, Any]) -> None:
    """Fill in a form of a power; where it asks in whose name and cannot know, the kind of the applicant's ID tells."""
    page.wait_for_load_state()
    whom = page.locator('[name="as_whom"][type="radio"]')
    if whom.count() and not whom.and_(page.locator(":checked")).count() and "as_whom" not in answers:
        kinds = [answer for name, answer in answers.items() if name.endswith(".id_type")]
        answers = {"as_whom": "organisation" if kinds[:1] == ["uscc"] else "self", **answers}
    fill(page, answers)


def fill(page: Page, answers: dict[str, Any]) -> None:
    """Fill in a form by the names of its questions, in the order given; a question that has just appeared is waited for."""
    for name, answer in answers.items():
        field = page.locator(f'[name="{name}"]').first
        kind = field.get_attribute("type")
        if kind in ("radio", "checkbox"):
            page.locator(f'[name="{name}"][value="{answer}"]').check()
        elif kind == "file":
            field.set_input_files(answer)
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(answer)
        else:
            field.fill(answer)


def picture(page: Page, name: str) -> None:
    """The page as it is on a desk and on a phone."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width, height in ((390, 844), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_load_state("networkidle")
        photograph(page, f"{name}-{width}.png", full_page=True)


def photograph(page: Page, name: str, **how: Any) -> None:
    """Chromium on a busy machine may never come to paint a page that lies behind others: then it is brought forward."""
    try:
        page.screenshot(path=PICTURES / name, **how)
    except TimeoutError:
        page.bring_to_front()
        page.screenshot(path=PICTURES / name, **how)
