"""The desk on a phone: its bar leaves room for the page, and the page fills the screen."""

import pytest

from tests.browser.looking import wide
from tests.browser.people import Site


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_bar_is_short_and_the_page_fills_the_screen(site: Site, language: str) -> None:
    page = site.officer("jiangtao").page  # of an authority with a long English name
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/inbox?lang={language}")
    page.wait_for_load_state()
    brand, leave, bar, main = (
        page.locator(place).bounding_box() or {} for place in (".top .brand", ".who form", ".top", "main")
    )
    assert abs(brand["y"] + brand["height"] / 2 - leave["y"] - leave["height"] / 2) < 8, (
        "the links stand beside the name"
    )
    assert bar["height"] < 140, bar
    assert main["y"] + main["height"] >= 843, main
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert wide(page) <= width
