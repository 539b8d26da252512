# ruff: noqa: E501
"""On every page: nothing for axe, no sideways scroll, no error in the console; in both languages, light and dark, wide and narrow."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.looking import CHINESE, RULES, stay, wide, widest
from tests.browser.pages import half_way
from tests.browser.people import Site

NARROW = (
    "home",
    "guide",
    "apply",
    "tracking",
    "correction",
    "inbox",
    "task",
    "case",
)  # axe looks at these at 320 px too


@pytest.mark.slow
@pytest.mark.parametrize(("language", "theme"), [("zh", "light"), ("en", "dark")])
def test_every_page(site: Site, language: str, theme: str) -> None:
    axe, wrong = Axe(), []
    windows = {}
    for visit in half_way(site):
        if visit.who not in windows:
            windows[visit.who] = page = site.window(visit.who)
            page.emulate_media(color_scheme=theme)
            if visit.who == "kiosk":
                stay(page)
            listen(page, wrong)
        page = windows[visit.who]
        page.set_viewport_size({"width": 1440, "height": 900})
        answer = page.goto(visit.path + ("&" if "?" in visit.path else "?") + f"lang={language}")
        assert answer is not None
        assert answer.status == visit.status, visit
        assert page.locator("h1").count() == 1, visit
        response = axe.run(page, options=RULES).response
        assert len(response["passes"]) > 15, "axe has looked"
        found = response["violations"]
        wrong += [f"{visit.name}: {v['id']} {v['nodes'][0]['target']} {v['nodes'][0]['html'][:160]}" for v in found]
        for width in (960, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if wide(page) > width:
                wrong.append(f"{visit.name}: scrolls sideways at {width}: {widest(page)}")
        if theme == "light" and visit.name in NARROW:
            found = axe.run(page, options=RULES).response["violations"]
            wrong += [f"{visit.name} at 320: {v['id']} {v['nodes'][0]['html'][:160]}" for v in found]
        if language == "en":
            said = page.title() + " ".join(
                page.locator("h1, h2, h3, label, button, th, dt, legend, nav a").all_inner_texts()
            )
            kept = re.sub(r"云市监食许|巷口面馆|清晨豆浆坊|蜀香园火锅|布局图|制度目录|中文|云州市?|何秀芝", "", said)
            if CHINESE.search(kept) and visit.name not in ("sign-in", "parts"):
                wrong.append(f"{visit.name}: Chinese on an English page: {''.join(CHINESE.findall(kept))[:60]}")
    assert not wrong, "\n".join(wrong)


def listen(page: Page, wrong: list[str]) -> None:
    page.on(
        "console", lambda m: wrong.append(f"console: {m.text}") if m.type == "error" and "404" not in m.text else None
    )
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
