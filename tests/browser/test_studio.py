"""The studio in a real browser: drawn from an empty canvas, edited, undone, in conflict, brought in."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.people.city import DEMO_PASSWORD
from engine import Model, read_model
from tests.browser.drawing import Analyst
from tests.browser.looking import CHINESE, RULES, clean
from tests.browser.people import PICTURES, Site, photograph, picture
from tests.support.plain import differences, meaning

CORPORA = Path(__file__).parents[3] / "shared/corpora/models"
FOOD = "01-food-business"


def look(analyst: Analyst, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    analyst.page.wait_for_timeout(300)
    photograph(analyst.page, f"studio-{name}.png")


@pytest.mark.slow
def test_a_flow_is_drawn_from_an_empty_canvas_until_nothing_is_wrong(site: Site) -> None:
    analyst = Analyst(site)
    analyst.begin()
    page = analyst.page
    # the question by whose answer the flow goes on
    page.get_by_role("link", name="表单和决策表").click()
    page.get_by_role("link", name="受理", exact=True).click()
    page.locator("button[value='add:choice']").click()
    expect(page.locator("#i-1")).to_have_attribute("open", "")
    page.fill("#i-1-title", "登记结论")
    page.fill("#i-1-name", "登记结论")
    page.check("#i-1-required")
    page.fill("#i-1-o0-zh", "登记")
    page.fill("#i-1-o1-zh", "退件")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".formc.preview")).to_contain_text("登记结论")
    analyst.visit(analyst.address)
    # what was there is rubbed out, and drawn anew
    analyst.delete("handle", "done")
    x, y = analyst.centre("lane_window")
    step = analyst.create("create.task", x + 10, y + 8)
    analyst.become(step, "replace-with-user-task")
    assert any("没有任何路径能到达" in text for severity, text in analyst.checked() if severity == "error")
    analyst.connect("apply", step)
    wrong = [text for severity, text in analyst.checked() if severity == "error"]
    assert any("没有办理时限" in text for text in wrong) and any("没有表单" in text for text in wrong)
    expect(page.locator(".finding-badge.error")).to_have_count(1)
    page.locator("#findings button").first.click()
    look(analyst, "findings-zh")
    analyst.select(step)
    analyst.write("name", "审查登记")
    analyst.write("en", "Examine and register")
    analyst.choose("form", "handle")
    analyst.limit("limit", 3)
    analyst.write("duty", "当场审查，符合条件的予以登记")
    analyst.write("stage", "审查")
    fork = analyst.append(step, "append.gateway")
    analyst.write("name", "登记？")
    registered = analyst.append(fork, "append.end-event")
    analyst.write("name", "已登记")
    way = page.evaluate("id => studio.modeler.get('elementRegistry').get(id).incoming[0].id", registered)
    analyst.select(way)
    choice = analyst.entry("condition-field").locator("select")
    choice.select_option("登记结论")
    analyst.choose("condition-answer", "登记")
    analyst.write("name", "登记")
    back = analyst.append(fork, "append.end-event")
    analyst.write("name", "退件")
    other = page.evaluate("id => studio.modeler.get('elementRegistry').get(id).incoming[0].id", back)
    analyst.select(other)
    analyst.tick("default")
    analyst.write("name", "退件")
    analyst.select("authority")
    analyst.limit("statute", 10)
    analyst.limit("promise", 5)
    found = analyst.checked()
    assert [text for severity, text in found if severity == "error"] == []
    analyst.saved()
    look(analyst, "drawn-zh")
    model = model_in(analyst.files())
    drawn = model.elements[step]
    assert (drawn.name.zh, drawn.name.en, drawn.form, str(drawn.limit), drawn.duty.zh, drawn.post) == (
        "审查登记", "Examine and register", "handle", "3wd", "当场审查，符合条件的予以登记", "窗口",
    )  # fmt: skip
    assert model.flows[way].condition.text == '登记结论 = "登记"'
    assert model.elements[fork].default == other
    assert (str(model.power.limit), str(model.power.promise), model.power.code) == ("10wd", "5wd", "07-small")


@pytest.mark.slow
def test_what_is_said_in_the_panel_stands_in_the_file_and_is_undone_step_by_step(site: Site) -> None:
    analyst = Analyst(site)
    analyst.begin_from(FOOD)
    before = analyst.files()
    page = analyst.page
    undo = page.locator("#undo")
    steps = 0

    def edit(*actions) -> None:
        nonlocal steps
        for action, *said in actions:
            action(*said)
            steps += 1

    analyst.select("review")
    edit(
        (analyst.write, "name", "实质审查"),
        (analyst.tick, "separate", "intake"),
        (analyst.choose, "risk", "high"),
        (analyst.write, "safeguard", "两人复核"),
        (analyst.choose, "task-post", "首席代表"),
        (analyst.tick, "mergeable"),
    )
    look(analyst, "panel-zh")
    analyst.select("inspect")
    edit((analyst.choose, "rule", "sequential"))
    analyst.saved()
    assert analyst.flow().count('isSequential="true"') == 1
    edit((analyst.choose, "rule", "majority"), (analyst.write, "outcome", "核查结论"))
    analyst.select("intake_silence")
    edit((analyst.number, "timer-span", 7))
    analyst.select("food_business" if "food_business" in analyst.ids() else "authority")
    edit((analyst.write, "outputs", "决定"))
    analyst.saved()
    flow = analyst.flow()
    review = re.search(r'<bpmn:userTask id="review".*?</bpmn:userTask>', flow, re.S)[0]
    for said in ('name="实质审查"', 'daylight:separate="intake"', 'daylight:risk="high"', 'daylight:safeguard="两人复核"', '<daylight:post post="首席代表" />', 'daylight:mergeable="true"'):  # fmt: skip  # noqa: E501
        assert said in review, said
    assert "isSequential" not in flow
    assert '<daylight:joint rule="majority" outcome="核查结论" />' in flow and "= working days(7)" in flow
    assert 'daylight:outputs="决定"' in flow
    for _ in range(steps):
        undo.click()
    expect(undo).to_be_disabled()
    page.locator("#redo").click()
    undo.click()
    analyst.saved()
    assert list(differences(meaning(model_in(before)), meaning(model_in(analyst.files())))) == []


def model_in(files: dict[str, bytes]) -> Model:
    return read_model({name: content for name, content in files.items() if not name.endswith(".yaml")})


@pytest.mark.slow
def test_two_people_in_conflict_are_told_and_neither_loses_anything(site: Site) -> None:
    first, second = Analyst(site), Analyst(site, "pengfei")
    first.begin()
    second.visit(first.address)
    first.select("handle")
    first.write("name", "文静改的")
    first.saved()
    second.select("handle")
    second.write("name", "彭飞改的")
    dialog = second.page.get_by_role("dialog")
    expect(dialog).to_contain_text("文静在")
    look(second, "conflict-zh")
    expect(second.page.locator("#saving")).to_contain_text("冲突")
    assert "文静改的" in first.flow() and "彭飞改的" not in first.flow()
    with second.page.expect_download() as saved:
        dialog.get_by_role("button", name="下载我的").click()
    assert "彭飞改的" in Path(saved.value.path()).read_text()
    dialog.get_by_role("button", name="把我的存成另一份草稿").click()
    second.page.wait_for_url(lambda url: url != first.address)
    second.opened()
    assert "彭飞改的" in second.flow() and "文静改的" in first.flow()


@pytest.mark.slow
def test_two_people_at_one_form_are_told_and_the_slower_goes_on_in_a_copy(site: Site) -> None:
    first, second = Analyst(site), Analyst(site, "pengfei")
    first.begin()
    for analyst in (first, second):
        analyst.page.goto(f"{first.address}/forms/apply")
    first.page.locator("button[value='add:number']").click()
    expect(first.page.locator(".formc.preview")).to_contain_text("数字")
    page = second.page
    page.fill("#t", "彭飞改的标题")
    page.locator("#t").blur()
    told = page.locator(".errsum")
    expect(told).to_contain_text("文静")
    expect(page.locator("#t")).to_have_value("彭飞改的标题")
    picture(page, "form-conflict-zh")
    told.get_by_role("button", name="把我的存成另一份草稿").click()
    page.wait_for_url(lambda url: not url.startswith(first.address + "/"))
    expect(page.locator("#t")).to_have_value("彭飞改的标题")
    assert "彭飞改的标题" not in first.files()["apply.schema.json"].decode()


@pytest.mark.slow
def test_a_session_that_ends_while_drawing_loses_nothing(site: Site) -> None:
    analyst = Analyst(site)
    analyst.begin()
    page, state = analyst.page, analyst.page.locator("#saving")
    page.context.clear_cookies()
    analyst.select("handle")
    analyst.write("name", "登录过期时写的")
    expect(state).to_have_attribute("data-state", "signed-out")
    again = page.context.new_page()
    again.goto("/sign-in")
    again.fill("#username", "wenjing")
    again.fill("#password", DEMO_PASSWORD)
    again.locator("form:has(#username) button").click()
    again.wait_for_url("**/inbox*")
    expect(state).to_have_attribute("data-state", "saved")
    assert "登录过期时写的" in analyst.flow()


@pytest.mark.slow
def test_what_did_not_reach_the_server_is_offered_at_the_next_visit(site: Site) -> None:
    analyst = Analyst(site)
    analyst.begin()
    page = analyst.page
    page.route("**/files", lambda route: route.abort())
    analyst.select("handle")
    analyst.write("name", "断网时写的")
    expect(page.locator("#saving")).to_have_attribute("data-state", "offline")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    page.unroute("**/files")
    analyst.visit(analyst.address)
    kept = page.locator("#kept")
    expect(kept).to_be_visible()
    kept.get_by_role("button", name="接着用这些改动").click()
    analyst.saved()
    expect(kept).to_be_hidden()
    analyst.has("flow.bpmn", "断网时写的", 1)


@pytest.mark.slow
@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not beside the checkout")
def test_a_foreign_file_comes_in_by_way_of_its_report(site: Site) -> None:
    analyst = Analyst(site)
    page = analyst.page
    page.goto("/studio/import")
    clean(page, "studio-import")
    file = next(CORPORA.glob("camunda7/*nvoice*.bpmn"), sorted(CORPORA.glob("camunda7/*.bpmn"))[0])
    page.set_input_files("#files", file)
    page.get_by_role("button", name="读一读").click()
    expect(page.get_by_role("heading", name="阅读报告")).to_be_visible()
    expect(page.locator(".findings-table tbody tr").first).to_be_visible()
    clean(page, "studio-report")
    for place, value in {"#n-name": "外来流程", "#n-name-en": "A foreign flow", "#n-code": "05-foreign"}.items():
        page.fill(place, value)
    page.get_by_role("button", name="建草稿").click()
    analyst.opened()
    assert analyst.checked(), "the flow of a power owes more than a foreign file says"
    look(analyst, "foreign-zh")
    assert 'daylight:power="05-foreign"' in analyst.flow()


@pytest.mark.slow
def test_a_decision_table_is_edited_and_checked(site: Site) -> None:
    analyst = Analyst(site)
    analyst.begin_from(FOOD)
    page = analyst.page
    page.goto(f"{analyst.address}/tables/inspection.dmn")
    page.wait_for_selector("body[data-ready]")
    cell = page.locator(".tjs-container tbody tr").first.locator("td.output-cell [contenteditable]").first
    cell.click()
    cell.press("Control+a")
    page.keyboard.insert_text('"可不核查"')
    cell.press("Tab")
    analyst.has("inspection.dmn", "可不核查", 3)
    page.locator("#undo").click()
    analyst.has("inspection.dmn", "可不核查", 2)
    look(analyst, "table-zh")
    assert page.evaluate("[...studio.missing]") == []


@pytest.mark.slow
def test_a_form_is_built_beside_what_people_get(site: Site) -> None:
    analyst = Analyst(site)
    analyst.begin()
    page = analyst.page
    page.goto(f"{analyst.address}/forms/apply")
    preview = page.locator(".formc.preview")
    page.locator("button[value='add:number']").click()
    expect(preview).to_contain_text("数字")
    last = page.locator(".form-list > form > .items > .item").last
    title = last.locator("input[id$=-title]")
    title.fill("经营面积")
    title.blur()
    expect(preview).to_contain_text("经营面积")
    expect(last.locator("details")).to_have_attribute("open", "")
    condition = page.locator("#i-2-when")
    condition.fill("1 +")
    condition.blur()
    expect(page.locator(".errsum")).to_contain_text("没有保存")
    expect(page.locator("#i-2-title")).to_have_value("经营面积")
    page.locator("#i-2-when").fill("")
    page.locator("#i-2-when").blur()
    expect(page.locator(".errsum")).to_have_count(0)
    page.locator("button[value='up:2']").click()
    expect(page.locator("#i-1 > summary")).to_contain_text("经营面积")
    page.locator("button[value=undo]").click()
    expect(page.locator("#i-2 > summary")).to_contain_text("经营面积")
    clean(page, "studio-form", data="经营面积")


@pytest.mark.slow
@pytest.mark.parametrize(("language", "words"), [("zh", ["选择", "选项1"]), ("en", ["Choice", "Option 1"])])
def test_a_new_question_speaks_the_language_of_the_page_until_it_is_said_otherwise(
    site: Site, language: str, words: list[str]
) -> None:
    analyst = Analyst(site)
    analyst.begin()
    page = analyst.page
    page.goto(f"{analyst.address}/forms/apply?lang={language}")
    preview = page.locator(".formc.preview")
    page.locator("button[value='add:choice']").click()
    for said in words:
        expect(preview).to_contain_text(said)
    picture(page, f"form-new-{language}")
    page.locator("#i-2-title").fill("登记结论")
    page.locator("#i-2-title").blur()
    expect(preview).to_contain_text("登记结论")  # in either language: there is no English of it yet
    expect(page.locator("#i-2-title_en")).to_have_value("")
    page.locator("#i-2-title_en").fill("Conclusion")
    page.locator("#i-2-title_en").blur()
    expect(preview).to_contain_text("登记结论" if language == "zh" else "Conclusion")


@pytest.mark.slow
def test_no_english_is_left_in_the_chinese_designer_and_no_chinese_in_the_english(site: Site) -> None:
    analyst = Analyst(site)
    analyst.begin_from(FOOD)
    page = analyst.page
    shown = """() => [...document.querySelectorAll('#designer *')].filter(e => !e.closest('svg, .djs-minimap .map, #findings, .cm-editor'))
        .flatMap(e => [e.title, e.getAttribute('aria-label'), e.placeholder, ...[...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data)])
        .filter(Boolean).map(t => t.trim()).filter(Boolean)"""  # noqa: E501
    kinds = ("review", "inspect", "rule", "decided", "decided_no", "intake_silence", "withdraw", "withdrawal", "lane_window", "authority", "supplement_received")  # fmt: skip  # noqa: E501
    said: set[str] = set()
    for element in kinds:
        analyst.select(element)
        page.wait_for_timeout(150)
        said |= set(page.evaluate(shown))
        if page.locator(".djs-context-pad [data-action='replace']").count():
            analyst.pad("replace")
            said |= set(page.locator(".djs-popup").inner_text().split("\n"))
            page.keyboard.press("Escape")
    page.locator("#simulate").click()
    page.wait_for_timeout(400)
    said |= set(page.evaluate(shown))
    page.locator("#simulate").click()
    assert page.evaluate("[...studio.missing]") == []
    names = re.compile(
        r"FEEL|BPMN|XML|SVG|PNG|PDF|P5D|promise|working days|\bfx\b|^[a-z_]+$|（[a-zA-Z_.]+）|all|food|= "
    )
    left = sorted(t for t in said if re.search(r"[A-Za-z]{3}", names.sub("", t)) and not CHINESE.search(t))
    own = {"Powered by bpmn.io", "List contains 1 item", "Check on site", "Examine the materials", FOOD}
    data = {t for t in left if t in own or re.fullmatch(r"[A-Z][a-z' ,?-]+|[\w.-]+", t)}
    assert set(left) - data == set(), left
    assert not [t for t in left if re.match(r"(Activate|Append|Create|Change|Toggle|Open|Close|User|Task|Set|Play)", t)]
    page.goto(f"{analyst.address}?lang=en")
    analyst.opened()
    for element in kinds:
        analyst.select(element)
        page.wait_for_timeout(100)
        labels = page.locator(
            "#panel label, #panel legend, #panel .bio-properties-panel-group-header-title, .toolbar button"
        ).all_inner_texts()
        named = "studio.modeler.get('elementRegistry').getAll().map(e => e.businessObject?.name)"
        steps = set(page.evaluate(named))
        assert not [t for t in labels if CHINESE.search(t) and t not in steps], (element, labels)
    look(analyst, "designer-en")


@pytest.mark.slow
def test_the_pages_of_the_studio_are_clean(site: Site) -> None:
    analyst = Analyst(site)
    page = analyst.page
    page.goto("/studio/")
    clean(page, "studio-empty")
    analyst.begin_from(FOOD)
    analyst.checked()
    for language in ("zh", "en"):
        page.goto(f"{analyst.address}?lang={language}")
        analyst.opened()
        analyst.select("inspect")
        found = Axe().run(page, options=RULES).response["violations"]
        ours = [v for v in found if any("djs-" not in n["html"] and "bts-" not in n["html"] for n in v["nodes"])]
        assert not ours, [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in ours]
        look(analyst, f"designer-{language}")
        expect(page.locator(".bjs-powered-by")).to_be_visible()
    page.goto(f"{analyst.address}?lang=zh")
    for path, name in (("/studio/", "list"), ("/studio/new", "new"), (f"{analyst.address}/forms", "forms"), (f"{analyst.address}/entry", "entry"), (f"{analyst.address}/history", "history")):  # fmt: skip  # noqa: E501
        page.goto(path)
        clean(page, f"studio-{name}", data=r"核查建议|\S+\.pdf")
