"""With a keyboard alone."""

from playwright.sync_api import expect

from tests.browser.people import Site


def test_the_first_tab_skips_to_the_content(site: Site) -> None:
    page = site.window("guest")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="搜索权力事项")).to_be_focused()


def test_the_inbox_by_keys(site: Site) -> None:
    for name in ("巷口面馆", "清晨豆浆坊"):
        site.apply(**{"申请人.name": name})
    page = site.officer("limin").page
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("tr.cur a")).to_be_focused()
    first = page.locator("tr.cur a").inner_text()
    page.keyboard.press("j")
    assert page.locator("tr.cur a").inner_text() != first
    page.keyboard.press("k")
    assert page.locator("tr.cur a").inner_text() == first
    page.keyboard.press("x")
    expect(page.locator("#batch")).to_contain_text("1")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("j")
    expect(page.locator("[data-search]")).to_have_value("j")
    page.locator("[data-search]").blur()
    page.keyboard.press("t")
    expect(page.locator(".tag.on")).to_have_count(1)
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator("tr.cur a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/*")


def test_single_keys_can_be_turned_off(site: Site) -> None:
    site.apply()
    page = site.officer("limin").page
    page.reload()
    page.locator("[data-keys-setting]").uncheck()
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(page.locator("tr.cur")).to_have_count(0)


def test_focus_is_never_under_a_sticky_part(site: Site) -> None:
    site.apply()
    page = site.officer("limin").open()
    page.set_viewport_size({"width": 1366, "height": 768})
    for _ in range(60):
        page.keyboard.press("Tab")
        page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )  # has scrolled
        seen = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return true;
            const r = e.getBoundingClientRect(); if (!r.width) return true;
            const top = document.elementFromPoint(r.left + r.width / 2, r.top + Math.min(r.height / 2, 12));
            return !top || e.contains(top) || top.contains(e) || Boolean(top.closest('label')); }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_the_withdrawal_dialog_takes_and_returns_the_focus(site: Site) -> None:
    page = site.apply().follow()
    opener = page.get_by_role("link", name="撤回申请")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
