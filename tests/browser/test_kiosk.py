# ruff: noqa: E501
"""The touch screen in the service centre: found by touching, read, taken along, and forgotten when nobody is there."""

import re

from playwright.sync_api import expect

from tests.browser.looking import clean, stay
from tests.browser.people import Site

SCREEN: dict = {"viewport": {"width": 1080, "height": 1920}, "has_touch": True}


def test_a_power_is_found_by_touch_read_and_taken_along(site: Site) -> None:
    page = site.window("kiosk", **SCREEN)
    stay(page)
    page.goto("/kiosk")
    for letter in "spjy":
        page.locator(".letters").get_by_role("link", name=letter, exact=True).tap()
        page.wait_for_url(re.compile(f"letters=\\w*{letter}"))
    page.get_by_role("link", name="食品经营许可", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("食品经营许可")
    expect(page.locator("svg.qr")).to_be_visible()
    expect(page.get_by_role("button", name="打印指南")).to_be_visible()
    assert small(page) == []
    assert outside(page, site.address) == []
    for path, name in (
        ("/kiosk?letters=spjy", "kiosk"), ("/powers/01-food-business", "kiosk-guide"), ("/powers", "kiosk-powers"),
        ("/kiosk/still?back=/powers", "kiosk-still"), ("/track", "kiosk-track"), ("/ask", "kiosk-ask"),
    ):  # fmt: skip
        page.set_viewport_size(SCREEN["viewport"])
        page.goto(path)
        assert small(page) == [], path
        assert outside(page, site.address) == [], path
        clean(page, name)


def test_when_nobody_touches_it_the_screen_asks_and_then_forgets(site: Site) -> None:
    page = site.window("kiosk", **SCREEN)
    page.clock.install()
    page.goto("/kiosk")
    page.goto("/powers/01-food-business?lang=en")
    page.clock.run_for(60_000)
    page.mouse.down()
    page.clock.run_for(60_000)  # touched in between
    assert "/still" not in page.url
    page.clock.run_for(31_000)
    page.wait_for_url("**/kiosk/still?**")
    page.get_by_role("link", name="Yes, go on").tap()
    page.wait_for_url("**/powers/01-food-business**")
    page.clock.run_for(91_000)
    page.wait_for_url("**/kiosk/still?**")
    page.clock.run_for(31_000)
    page.wait_for_url(re.compile("/kiosk$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("请点一下您要做的")


def test_whose_case_was_followed_is_forgotten(site: Site) -> None:
    followed = site.apply()
    page = followed.page
    page.goto("/kiosk")
    page.goto(f"/cases/{followed.number}")
    expect(page.locator("body")).to_contain_text("巷口面馆")
    page.get_by_role("link", name="用完了，清除").click()
    page.wait_for_url(re.compile("/kiosk$"))
    page.goto(f"/cases/{followed.number}")
    page.wait_for_url("**/track")
    page.go_back()
    assert "巷口面馆" not in page.content()


def test_without_scripts_the_page_is_left_all_the_same(site: Site) -> None:
    page = site.window("plain", java_script_enabled=False, **SCREEN)
    page.goto("/kiosk")
    page.goto("/powers/01-food-business")
    left = page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]")
    assert left.get_attribute("content") == "90;url=/kiosk/still?back=/powers/01-food-business"
    page.goto("/kiosk/still?back=//elsewhere.example")
    assert page.get_by_role("link", name="还在，接着看").get_attribute("href") == "/kiosk"
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "30;url=/kiosk/over"
    page.goto("/kiosk/over?leave=1")
    assert page.locator("meta[http-equiv=refresh]").count() == 0


def small(page) -> list[str]:
    """What can be touched and is lower than 44 pixels, links within sentences apart."""
    return page.evaluate(
        """() => [...document.querySelectorAll('a, button, select, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), summary')]
        .filter(e => e.checkVisibility() && !e.closest('.skip, p, figure svg, td, blockquote') && !e.matches('.skip') && e.getBoundingClientRect().height < 44)
        .map(e => e.outerHTML.slice(0, 120))"""
    )


def outside(page, address: str) -> list[str]:
    """Links that lead out of the hall."""
    links = page.evaluate("[...document.links].map(a => a.href)")
    return [link for link in links if not link.startswith(address) or "/sign-in" in link or "/inbox" in link]
