# ruff: noqa: E501
"""Looking at a page as everybody meets it: nothing for axe, no sideways scroll, no Chinese label in English, a picture."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.people import PICTURES, photograph, picture

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# WCAG 2.2 AA and axe's best practice; text inside SVG is not read by axe and was measured by hand
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def clean(page: Page, name: str, both: bool = True, data: str = "中文") -> None:
    """Clean in both languages, wide and narrow; ``data``: what is Chinese in any language, being somebody's own words; ``both`` is False for what is not there any more when it is asked for again."""
    for language in ("zh", "en") if both else ("zh",):
        if both:
            page.goto(in_language(page.url, language))
        page.wait_for_load_state()  # a click has been answered, its page may not be there yet
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, [(name, v["id"], v["nodes"][0]["html"][:200]) for v in found]
        picture(page, f"{name}-{language}")
        page.set_viewport_size({"width": 320, "height": 800})
        assert wide(page) <= 320, (name, language, widest(page))
        page.set_viewport_size({"width": 1440, "height": 900})
        if language == "en":
            said = " ".join(page.locator("h2, h3, label, button, th, legend, summary").all_inner_texts())
            assert not CHINESE.search(re.sub(f"中文|{data}", "", said)), (name, said)
    if both:
        page.goto(in_language(page.url, "zh"))


def wide(page: Page) -> int:
    """How wide the page is, in pixels. Before its style sheet is there, which a click does not wait for, it is as wide as its widest drawing."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth")


def stay(page: Page) -> None:
    """A kiosk's page, which is left when nobody touches it, is not left while it is looked at."""
    page.add_init_script(
        "const soon = setTimeout; setTimeout = (what, wait, ...said) => wait < 30000 && soon(what, wait, ...said);"
    )


def in_language(url: str, language: str) -> str:
    bare = re.sub(r"[?&]lang=\w+|#.*", "", url)
    return f"{bare}{'&' if '?' in bare else '?'}lang={language}"


def widest(page: Page) -> str:
    return page.evaluate(
        """() => { const w = document.documentElement.clientWidth;
        const e = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest('.scroll, .fc-box, .tw, .strip, .side, .views'));
        return e.slice(0, 3).map(e => e.tagName + '.' + e.className).join(' | '); }"""
    )


def for_the_guide(page: Page, name: str, ready: str = "main") -> None:
    """What the guide for analysts shows of this page, in both languages; ``ready``: what has to be there."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language in ("en", "zh"):
        page.goto(in_language(page.url, language))
        page.wait_for_selector(ready)
        page.wait_for_load_state("networkidle")
        if page.locator("#fit").count():  # the whole drawing, above the findings as they are by now
            page.locator("#fit").click()
        high = min(1200, page.evaluate("document.documentElement.scrollHeight"))
        clip = {"x": 0, "y": 0, "width": 1440, "height": high}
        photograph(page, f"{name}-{language}.png", full_page=True, clip=clip)
