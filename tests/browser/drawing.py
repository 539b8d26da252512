"""An analyst at the designer: what is clicked, dragged and chosen."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from engine import unpack_bundle
from tests.browser.looking import clean
from tests.browser.people import OfficerAtWork, Site, until

NEW = {"#n-name": "小餐饮登记", "#n-name-en": "Registration of small eateries", "#n-code": "07-small"}


class Analyst:
    """At work on one draft in one browser."""

    def __init__(self, site: Site, username: str = "wenjing") -> None:
        self.site = site
        self.page: Page = OfficerAtWork(site, username).page
        self.address = ""

    def begin(self) -> None:
        """A draft from nothing."""
        self.page.goto("/studio/new")
        for place, value in NEW.items():
            self.page.fill(place, value)
        self.page.get_by_role("button", name="开始画").click()
        self.opened()

    def begin_from(self, code: str) -> None:
        self.page.goto("/studio/new")
        self.page.locator(f"form:has(input[value='{code}']) button").click()
        self.opened()

    def bring(self, file: Path, name: tuple[str, str], code: str) -> None:
        """A draft from a file of another modeller, by way of its report."""
        page = self.page
        page.goto("/studio/import")
        page.set_input_files("#files", file)
        page.get_by_role("button", name="读一读").click()
        expect(page.get_by_role("heading", name="阅读报告")).to_be_visible()
        clean(page, f"studio-report-{code}", data=name[0] + "|核对器具|登入台账|已备案|退件|收到备案|不?相符")
        for place, value in zip(("#n-name", "#n-name-en", "#n-code"), (*name, code), strict=True):
            page.fill(place, value)
        page.get_by_role("button", name="建草稿").click()
        self.opened()

    def visit(self, address: str) -> None:
        self.page.goto(address)
        self.opened()

    def opened(self) -> None:
        self.page.wait_for_selector("body[data-ready]")
        self.address = re.sub(r"\?.*", "", self.page.url)

    def files(self) -> dict[str, bytes]:
        """What is on the server."""
        return unpack_bundle(self.page.request.get(f"{self.address}/export.zip").body())

    def flow(self) -> str:
        return self.files()["flow.bpmn"].decode()

    def has(self, file: str, text: str, times: int) -> None:
        """The text stands so often in a file on the server, at once or when it is saved."""
        until(self.page, lambda: self.files()[file].decode().count(text) == times)

    def saved(self) -> None:
        expect(self.page.locator("#saving")).to_have_attribute("data-state", "saved")

    def checked(self) -> list[tuple[str, str]]:
        """Severity and words of the findings, once the drawing as it is has been looked at."""
        expect(self.page.locator("#findings")).not_to_have_attribute("aria-busy", "true")
        items = self.page.locator("#findings > li").all()
        return [(i.get_attribute("data-severity") or "", i.inner_text()) for i in items]

    def select(self, element: str) -> None:
        self.page.evaluate(
            """id => {
                const get = (name) => studio.modeler.get(name), element = get('elementRegistry').get(id);
                get('canvas').scrollToElement(element);
                get('selection').select(element);
            }""",
            element,
        )
        expect(self.page.locator("#panel .bio-properties-panel-header")).to_be_visible()

    def take_out(self, element: str) -> None:
        """Take out what other tools wrote into the element and only they execute."""
        self.select(element)
        group = self.page.locator("#panel [data-group-id='group-foreign']")
        if group.locator(".bio-properties-panel-list.open").count() == 0:
            group.locator(".bio-properties-panel-group-header").first.click()
        for name in ("监听器", "输入输出映射", "到期日"):
            for item in reversed(group.locator(".bio-properties-panel-list-item", has_text=name).all()):
                item.hover()
                item.locator(".bio-properties-panel-remove-entry").click()

    def root(self) -> None:
        """Select the flow as a whole, where no pool stands for it."""
        self.page.evaluate("studio.modeler.get('selection').select(studio.modeler.get('canvas').getRootElement())")

    def pad(self, action: str) -> None:
        """Press an entry of the selected element's menu."""
        self.page.locator(f".djs-context-pad [data-action='{action}']").click()

    def delete(self, *elements: str) -> None:
        for element in elements:
            self.select(element)
            self.pad("delete")

    def centre(self, element: str) -> tuple[float, float]:
        box = self.page.locator(f"g[data-element-id='{element}'] > .djs-hit").first.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def create(self, action: str, x: float, y: float) -> str:
        """Take something from the palette and put it down; the new element's id."""
        before = set(self.ids())
        self.page.locator(f".djs-palette [data-action='{action}']").click()
        self.page.mouse.move(x - 5, y, steps=4)
        self.page.mouse.move(x, y, steps=2)
        self.page.mouse.click(x, y)
        self.page.keyboard.press("Escape")
        (made,) = {i for i in self.ids() if not i.endswith("_label")} - before
        return made

    def append(self, element: str, action: str) -> str:
        """Append something to an element; the new element's id."""
        before = set(self.ids())
        self.select(element)
        self.pad(action)
        self.page.keyboard.press("Escape")
        (made,) = {i for i in self.ids() if not i.startswith("Flow_") and not i.endswith("_label")} - before
        return made

    def become(self, element: str, entry: str) -> None:
        self.select(element)
        self.pad("replace")
        self.page.locator(f".djs-popup [data-id='{entry}']").click()

    def connect(self, source: str, target: str) -> str:
        before = set(self.ids())
        self.select(source)
        self.pad("connect")
        self.page.mouse.move(*self.centre(target), steps=5)
        self.page.mouse.click(*self.centre(target))
        (made,) = {i for i in self.ids() if not i.endswith("_label")} - before
        return made

    def ids(self) -> list[str]:
        return self.page.evaluate("studio.modeler.get('elementRegistry').getAll().map(e => e.id)")

    def entry(self, name: str):
        """One question of the panel, its group unfolded."""
        place = self.page.locator(f"#panel [data-entry-id='{name}']")
        group = self.page.locator(".bio-properties-panel-group", has=self.page.locator(f"[data-entry-id='{name}']"))
        if group.locator(".bio-properties-panel-group-entries.open").count() == 0:
            group.locator(".bio-properties-panel-group-header").first.click()
        return place

    def write(self, name: str, value: str) -> None:
        field = self.entry(name).locator("input, textarea").first
        self._type(field, value)

    def _type(self, field: Locator, value: str) -> None:
        """Written, and in the model: the panel waits for the end of typing."""
        index = "studio.modeler.get('commandStack')._stackIdx"
        before = self.page.evaluate(index)
        field.fill(value)
        field.blur()
        self.page.wait_for_function(f"before => {index} !== before", arg=before)

    def choose(self, name: str, value: str) -> None:
        self.entry(name).locator("select").select_option(value)

    def number(self, name: str, amount: int) -> None:
        self._type(self.entry(name).locator("input"), str(amount))

    def limit(self, name: str, amount: int, unit: str = "wd") -> None:
        entry = self.entry(name)
        self._type(entry.locator("input"), str(amount))
        entry.locator("select").select_option(unit)

    def tick(self, name: str, value: str = "") -> None:
        self.entry(name).locator(f"input[value='{value}']" if value else "input").click()
