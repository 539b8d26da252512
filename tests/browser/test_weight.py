"""What a page of the hall costs a phone that has seen nothing yet: all that is fetched for it, compressed."""

import gzip

from playwright.sync_api import Response

from tests.browser.pages import half_way
from tests.browser.people import Site

MOST = 150 * 1024  # bytes
PUBLIC = (
    "home", "powers", "guide", "apply", "look-up", "tracking", "receipt", "running", "results", "figures", "verify",
)  # fmt: skip


def test_a_public_page_with_all_it_needs_stays_within_its_budget(site: Site) -> None:
    weights = {}
    for visit in half_way(site):
        if visit.name not in PUBLIC:
            continue
        fetched: list[Response] = []
        page = site.window(visit.who)
        page.on("response", lambda one, fetched=fetched: fetched.append(one))
        page.goto(visit.path, wait_until="networkidle")
        weights[visit.name] = sum(len(gzip.compress(one.body())) for one in fetched if one.ok)
    assert weights.keys() >= {"home", "guide", "apply", "tracking", "results"}
    assert all(weight <= MOST for weight in weights.values()), weights
