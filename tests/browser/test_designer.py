"""What the designer offers beside drawing: keys, finding a step, the small map, walking it through, FEEL told where."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.drawing import Analyst
from tests.browser.looking import in_language
from tests.browser.people import Site
from tests.browser.test_studio import FOOD, look


@pytest.mark.slow
def test_keys_delete_undo_redo_and_copy_a_step_with_all_that_it_says(site: Site) -> None:
    analyst = Analyst(site)
    analyst.begin()
    page = analyst.page
    before = set(analyst.ids())
    handle = page.locator("g[data-element-id=handle]")
    page.mouse.click(*analyst.centre("handle"))
    page.keyboard.press("Delete")
    expect(handle).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(handle).to_have_count(1)
    page.keyboard.press("Control+y")
    expect(handle).to_have_count(0)
    page.locator("#undo").click()
    expect(handle).to_have_count(1)
    page.keyboard.press("Control+Shift+z")  # a button has the focus now, not the drawing
    expect(handle).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(handle).to_have_count(1)
    assert set(analyst.ids()) == before
    page.mouse.click(*analyst.centre("handle"))
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    x, y = analyst.centre("lane_window")
    page.mouse.move(x + 150, y + 20, steps=4)
    page.mouse.click(x + 150, y + 20)
    (made,) = {i for i in analyst.ids() if not i.endswith("_label")} - before
    look(analyst, "pasted-zh")
    page.keyboard.press("Control+s")
    analyst.saved()
    said = re.search(rf'<bpmn:userTask id="{made}"[^>]*>', analyst.flow())
    assert said is not None
    for word in ('name="受理"', 'daylight:en="Accept"', 'daylight:form="handle"', 'daylight:limit="5wd"'):
        assert word in said[0], said[0]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_step_is_found_by_its_name_and_the_small_map_shows_where_one_is(site: Site, language: str) -> None:
    analyst = Analyst(site)
    analyst.begin_from(FOOD)
    page = analyst.page
    page.goto(in_language(page.url, language))
    analyst.opened()
    pad = page.locator(".djs-search-container")
    for opened in (lambda: page.locator("#find").click(), lambda: page.keyboard.press("Control+f")):
        page.mouse.click(*analyst.centre("decide"))
        expect(page.locator("#panel")).to_contain_text("作出决定")
        opened()
        expect(pad.locator("input")).to_be_focused()
        page.keyboard.type("现场核查")
        expect(pad.locator(".djs-search-result")).not_to_have_count(0)
        look(analyst, f"find-{language}")
        page.keyboard.press("Enter")
        expect(page.locator("#panel .bio-properties-panel-header")).to_contain_text("现场核查")
    small = page.locator(".djs-minimap .map")
    expect(small).to_be_hidden()
    page.locator("#map").click()
    expect(small).to_be_visible()
    expect(page.locator("#map")).to_have_attribute("aria-pressed", "true")
    assert small.locator("[id*=inspect], g").count() > 10  # the drawing is in it
    before = view(page)
    page.locator("#closer").click()
    box = small.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 60, box["y"] + 60)
    assert view(page) != before  # who clicks there goes there
    look(analyst, f"map-{language}")
    page.locator("#map").click()
    expect(small).to_be_hidden()


def view(page: Page) -> list[float]:
    return page.evaluate("(v => [v.x, v.y])(studio.modeler.get('canvas').viewbox())")


@pytest.mark.slow
@pytest.mark.parametrize(("language", "words"), [("zh", ["流程开始", "流程走完"]), ("en", ["started", "finished"])])
def test_a_token_walks_from_the_start_to_the_end_and_nothing_is_drawn_meanwhile(
    site: Site, language: str, words: list[str]
) -> None:
    analyst = Analyst(site)
    analyst.begin()
    page = analyst.page
    page.goto(in_language(page.url, language))
    analyst.opened()
    before = analyst.flow()
    page.locator("#simulate").click()
    expect(page.locator("#simulate")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#find")).to_be_disabled()
    page.locator(".bts-context-pad:not(.hidden):not(.show-hover)").first.click()
    expect(page.locator(".bts-notifications, .bts-element-notification").first).to_be_attached()
    page.locator(".bts-palette .bts-entry").nth(2).click()
    log = page.locator(".bts-log")
    expect(log).to_contain_text(words[1])
    for said in (words[0], "提交申请", "受理", "办结"):
        expect(log).to_contain_text(said)
    look(analyst, f"walked-{language}")
    page.locator("#simulate").click()
    expect(page.locator("#simulate")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".djs-palette")).to_be_visible()
    analyst.select("handle")
    assert analyst.flow() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ["第 1 行", "照提示的位置改写条件"]), ("en", ["line 1", "Mend the condition where it says"])],
)
def test_feel_that_cannot_be_read_is_told_on_its_element_with_the_place(
    site: Site, language: str, words: list[str]
) -> None:
    analyst = Analyst(site)
    analyst.begin_from(FOOD)
    page = analyst.page
    page.goto(in_language(page.url, language))
    analyst.opened()
    analyst.select("intake_yes")
    field = analyst.entry("condition").locator(".cm-content")
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('受理结论 in "受理")')
    expect(page.locator("#panel [data-entry-id=condition]")).to_have_class(re.compile("has-error"))
    page.keyboard.press("Tab")
    first = page.locator("#findings > li[data-severity=error]").first
    for said in words:
        expect(first).to_contain_text(said)
    expect(page.locator(".finding-badge.error")).not_to_have_count(0)
    page.locator("#fit").click()
    first.locator("button").click()
    expect(page.locator("#panel .cm-content")).to_contain_text("受理结论 in")
    look(analyst, f"feel-{language}")
    page.locator("#undo").click()
    expect(page.locator("#findings > li[data-severity=error]")).to_have_count(0)


FIELDS = {
    "a way": ("intake_yes", "condition", '受理结论 = "受理")', '受理结论 = "受理"'),
    "a timer": ("near_promise", "timer-text", "promise - working days(2", "promise - working days(2)"),
    "a calculation": ("supplement_received", "script", "today(", "today()"),
    "the clock": ("deemed_again", "on", "补正日期 +", "补正日期"),
    "how often": ("inspect", "cardinality", "2 *", "2"),
    "what counts as agreeing": ("inspect", "agrees", "核查结论 = ", '核查结论 = "符合"'),
    "a name that nothing sets": ("intake_yes", "condition", '受理的结论 = "受理"', '受理结论 = "受理"'),
    "a value of another type": ("intake_yes", "condition", "受理结论 > 3", '受理结论 = "受理"'),
}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_wrong_with_an_expression_stands_at_its_field_until_it_is_mended(site: Site, language: str) -> None:
    analyst = Analyst(site)
    analyst.begin_from(FOOD)
    page = analyst.page
    page.goto(in_language(page.url, language))
    analyst.opened()
    errors = page.locator("#findings > li[data-severity=error]")
    for what, (element, entry, wrong, right) in FIELDS.items():
        analyst.select(element)
        place = analyst.entry(entry)
        told = place.locator(".bio-properties-panel-error")
        expect(told).to_have_count(0)
        type_feel(page, place, wrong)
        expect(errors, what).not_to_have_count(0)
        sentence = errors.first.locator("button").inner_text()
        assert ("：" in sentence) == (language == "zh"), sentence
        expect(told, what).to_have_text(sentence)
        if what in ("a way", "a timer", "a value of another type"):
            look(analyst, f"feel-at-{entry}-{len(wrong)}-{language}")
        type_feel(page, place, right)
        expect(told, what).to_have_count(0)
        expect(errors, what).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_warning_at_a_field_has_the_colour_and_the_sign_of_warnings(site: Site, theme: str) -> None:
    analyst = Analyst(site)
    analyst.begin_from(FOOD)
    page = analyst.page
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.reload()
    analyst.opened()
    colours, signs, dots = {}, {}, {}
    for severity in ("error", "warning"):
        page.route("**/check", _answering(severity))
        analyst.select("intake_yes")
        type_feel(page, analyst.entry("condition"), f'{severity} = "受理")')
        told = analyst.entry("condition").locator(".bio-properties-panel-error")
        expect(page.locator(f"[data-entry-id=condition][data-severity={severity}]")).to_have_count(1)
        colours[severity] = told.evaluate("it => getComputedStyle(it).color")
        signs[severity] = told.evaluate("it => getComputedStyle(it, '::before').content")
        assert theme == "light" or readable(page) == []
        dots[severity] = dot_of(page, "condition").evaluate("it => getComputedStyle(it).backgroundColor")
        look(analyst, f"field-{severity}-{theme}")
        page.unroute("**/check")
    assert colours["error"] != colours["warning"] and signs["error"] != signs["warning"], (colours, signs)
    assert dots["error"] != dots["warning"], dots
    type_feel(page, analyst.entry("condition"), '受理结论 = "受理"')
    expect(page.locator("[data-entry-id][data-severity]")).to_have_count(0)


def dot_of(page: Page, entry: str) -> Locator:
    """The mark of a group of questions that is folded away."""
    group = page.locator(".bio-properties-panel-group", has=page.locator(f"[data-entry-id='{entry}']"))
    group.locator(".bio-properties-panel-group-header").click()
    return group.locator(".bio-properties-panel-dot")


def _answering(severity: str) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        response = route.fetch()
        said = response.json()
        found = [one | {"severity": severity} for one in said["findings"]]
        route.fulfill(response=response, json=said | {"findings": found})

    return answer


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_wrong_with_a_cell_of_a_table_stands_at_the_cell_until_it_is_mended(site: Site, language: str) -> None:
    analyst = Analyst(site)
    analyst.begin_from(FOOD)
    page = analyst.page
    page.goto(in_language(f"{analyst.address}/tables/inspection.dmn", language))
    page.wait_for_selector("body[data-ready]")
    cell = page.locator(".tjs-container tbody tr").first.locator("td.output-cell").first
    at_cell = "td => getComputedStyle(td, '::after').content"
    before = cell.inner_text()
    assert cell.evaluate(at_cell) in ("none", "normal")
    for text in ('"可不核查', before):
        cell.locator("[contenteditable]").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text)
        page.keyboard.press("Tab")
        expect(cell.locator(".content-editable")).to_have_text(text)
        if text == before:
            break
        expect(page.locator("#findings > li[data-severity=error]")).not_to_have_count(0)
        sentence = page.locator("#findings > li[data-severity=error] span").first.inner_text()
        assert sentence[:20] in cell.evaluate(at_cell), (sentence, cell.evaluate(at_cell))
        others = page.locator("td.input-cell, td.output-cell").evaluate_all(f"list => list.map({at_cell})")
        assert sum(said not in ("none", "normal") for said in others) == 1
        look(analyst, f"cell-{language}")
    expect(page.locator("#findings > li[data-severity=error]")).to_have_count(0)
    assert cell.evaluate(at_cell) in ("none", "normal")


def type_feel(page: Page, place: Locator, text: str) -> None:
    place.locator(".cm-content, input, textarea").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


@pytest.mark.slow
def test_at_night_what_is_written_in_the_studio_can_be_read(site: Site) -> None:
    analyst = Analyst(site)
    page = analyst.page
    page.emulate_media(color_scheme="dark")
    analyst.begin_from(FOOD)
    analyst.select("review")
    page.locator("#panel .bio-properties-panel-scroll-container").evaluate("it => it.scrollTo(0, 120)")
    expect(page.locator("#panel .bio-properties-panel-group-header.sticky")).not_to_have_count(0)
    assert brightest(page, "#panel .bio-properties-panel-group-header") < 60
    analyst.select("intake_yes")
    type_feel(page, analyst.entry("condition"), '受理结论 = "受理")')
    expect(page.locator("#panel .bio-properties-panel-error")).to_have_count(1)
    assert readable(page) == []
    look(analyst, "feel-at-night")
    page.locator("#undo").click()
    page.locator("#simulate").click()
    filled = page.locator("g[data-element-id=review] .djs-visual rect").first
    expect(filled).not_to_have_css("fill", "rgb(255, 255, 255)")
    look(analyst, "walk-at-night")
    page.goto(f"{analyst.address}/tables/inspection.dmn")
    page.wait_for_selector(".decision-table-name")
    assert readable(page) == []
    look(analyst, "table-at-night")


def readable(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
    assert found["passes"], "axe has looked"
    return [node["html"][:160] for violation in found["violations"] for node in violation["nodes"]]


def brightest(page: Page, selector: str) -> float:
    """The ground of the brightest of these, 0 to 255."""
    grounds = page.locator(selector).evaluate_all("list => list.map(it => getComputedStyle(it).backgroundColor)")
    opaque = [[float(part) for part in re.findall(r"[\d.]+", ground)] for ground in grounds]
    return max(sum(ground[:3]) / 3 for ground in opaque)
