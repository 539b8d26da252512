"""What pages say when something is wrong, and that nothing that was typed is lost."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import APPLICATION, PNG, POWER, Site, fill, picture, until


def test_every_wrong_field_is_named_and_nothing_typed_is_lost(site: Site) -> None:
    page = site.window("applicant")
    page.goto("/powers/01-food-business/apply")
    wrong = {"申请人.id_number": "91350100M000100Y44", "经营面积": "八十六"}
    fill(page, {**APPLICATION, **wrong})
    page.uncheck('[name="承诺"]')
    with page.expect_response("**/apply") as sent:
        page.get_by_role("button", name="提交申请").click()
    assert sent.value.status == 422
    summary = page.locator(".errsum")
    expect(summary).to_be_focused()
    expect(summary.locator("a")).to_have_count(3)
    expect(summary).to_contain_text("校验位不对")
    picture(page, "apply-errors")
    summary.locator("a").nth(1).click()
    expect(page.locator('[name="经营面积"]')).to_be_focused()
    expect(page.locator('[name="经营面积"]')).to_have_value("八十六")
    expect(page.locator('[name="申请人.name"]')).to_have_value("巷口面馆")
    expect(page.locator(".kept").first).to_contain_text("布局图.png")
    expect(page.locator('[name="承诺"]')).not_to_be_checked()
    fill(page, {"申请人.id_number": "91350100M000100Y43", "经营面积": "86", "承诺": "yes"})
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/receipt*")  # the browser keeps the fragment of the link that was followed


def test_a_draft_is_kept_but_never_its_declaration(site: Site) -> None:
    page = site.window("applicant")
    page.goto("/powers/01-food-business/apply")
    fill(page, APPLICATION)
    page.get_by_role("button", name="暂存").click()
    expect(page.locator(".note.ok")).to_contain_text("已暂存")
    page.goto("/powers/01-food-business/apply")
    expect(page.locator('[name="申请人.name"]')).to_have_value("巷口面馆")
    expect(page.locator('[name="经营项目"][value="热食类制售"]')).to_be_checked()
    expect(page.locator(".kept")).to_have_count(2)
    expect(page.locator('[name="承诺"]')).not_to_be_checked()
    page.get_by_role("button", name="清空重填").click()
    expect(page.locator('[name="申请人.name"]')).to_have_value("")


def test_a_file_of_another_kind_is_told_before_and_after_sending(site: Site) -> None:
    page = site.window("applicant")
    page.goto("/powers/01-food-business/apply")
    fill(
        page,
        {
            **APPLICATION,
            "布局流程图": {"name": "virus.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ\0\0"},
        },
    )
    expect(page.get_by_text("不收这种文件")).to_be_visible()
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".errsum a")).to_have_count(1)
    expect(page.locator(".errsum")).to_contain_text("布局")
    expect(page.locator('[name="申请人.name"]')).to_have_value("巷口面馆")


def test_questions_that_do_not_apply_are_hidden_as_one_answers(site: Site) -> None:
    page = site.window("applicant")
    page.goto("/powers/01-food-business/apply")
    address = page.locator('[name="网址"]')
    expect(address).to_be_hidden()
    page.check('[name="网络经营"][value="yes"]')
    expect(address).to_be_visible()
    page.check('[name="网络经营"][value="no"]')
    expect(address).to_be_hidden()


def test_it_all_works_without_scripts(site: Site) -> None:
    page = site.window("plain", java_script_enabled=False)
    page.goto("/powers/01-food-business/apply")
    expect(page.locator('[name="网址"]')).to_be_visible()
    fill(page, APPLICATION)
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/receipt")
    page.get_by_role("link", name="看办到哪一步").click()
    page.get_by_role("link", name="撤回申请").click()
    page.locator("textarea").fill("不再经营了")
    page.get_by_role("button", name="撤回申请").click()
    expect(page.locator(".left")).to_contain_text("已撤回")


def test_the_query_code_opens_the_case_in_another_browser(site: Site) -> None:
    applicant = site.apply()
    page = site.window("elsewhere")
    page.goto(f"/cases/{applicant.number}")
    assert page.url.endswith("/track"), "without the code nobody sees the case"
    page.fill("#track-code", applicant.code.lower())
    page.fill("#track-password", "22222222")
    page.get_by_role("button", name="查看办到哪一步").click()
    expect(page.locator(".errsum")).to_contain_text("不对")
    expect(page.locator("#track-code")).to_have_value(applicant.code.lower())
    page.fill("#track-password", applicant.password)
    page.get_by_role("button", name="查看办到哪一步").click()
    expect(page.locator("h1")).to_have_text("食品经营许可")


def test_two_officers_at_one_task_one_wins_and_the_other_keeps_what_was_written(site: Site) -> None:
    site.apply()
    slow, quick = site.officer("hechun"), site.officer("limin")
    page = slow.open()
    fill(page, {"受理结论": "受理"})
    page.fill("#opinion", "我也看过了，齐全。")
    quick.do(受理结论="受理")
    with page.expect_response("**/tasks/*") as sent:
        page.get_by_role("button", name="签署：收件审查").click()
    assert sent.value.status == 409
    expect(page.locator("main")).to_contain_text("刚被别人办了")
    picture(page, "error-stale")
    page.goto("/inbox")
    expect(page.locator(".note.soon")).to_contain_text("我也看过了，齐全。")
    page.get_by_role("button", name="不要了").click()
    expect(page.locator(".note.soon")).to_have_count(0)


def test_sending_twice_is_sending_once(site: Site) -> None:
    """Clicked twice, as on a desktop; and sent again after going back, with what the browser has kept of it."""
    page = site.window("in a hurry")
    page.goto(f"/powers/{POWER}/apply")
    fill(page, APPLICATION)
    page.get_by_role("button", name="提交申请").dblclick()
    page.wait_for_url("**/receipt")
    page.go_back()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert")).to_contain_text("没有上传文件")
    assert site.officer("limin").page.locator("tr[data-row]").count() == 1


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/powers/nothing", 404), ("/inbox/tasks/999", 404)])
def test_error_pages_say_what_happened_and_what_next(site: Site, path: str, status: int) -> None:
    page = site.officer("limin").page
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status
    expect(page.locator("main .btn-primary")).to_have_count(1)


def test_a_breakdown_is_a_page_too(start_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> None:
    site = start_site(PROPAGATE_EXCEPTIONS=False)
    monkeypatch.setattr("app.hall.pages.list_categories", lambda: 1 / 0)
    page = site.window("guest")
    answer = page.goto("/powers")
    assert answer is not None
    assert answer.status == 500
    expect(page.locator("h1")).to_have_text("系统出错了")
    picture(page, "error-500")


def test_too_many_tries_are_told(start_site: Callable[..., Site]) -> None:
    site = start_site(RATELIMIT_ENABLED=True)
    page = site.window("guest")
    status = 0
    for _ in range(12):
        page.goto("/track")
        page.fill("#track-code", "AAAAA22222")
        page.fill("#track-password", "AAAA2222")
        with page.expect_response("**/track") as sent:
            page.locator("main .btn-primary").click()
        status = sent.value.status
        if status == 429:
            break
    assert status == 429
    expect(page.locator("h1")).to_have_text("试得太频繁了")


def test_an_upload_too_large_is_refused_with_a_page(start_site: Callable[..., Site]) -> None:
    site = start_site(MAX_CONTENT_LENGTH=300_000)
    page = site.window("applicant", java_script_enabled=False)
    page.goto("/powers/01-food-business/apply")
    big = {"name": "布局图.png", "mimeType": "image/png", "buffer": PNG + b"\0" * 400_000}
    fill(page, {**APPLICATION, "布局流程图": big})
    with page.expect_response("**/apply") as sent:
        page.get_by_role("button", name="提交申请").click()
    assert sent.value.status == 413


def test_a_broken_model_puts_its_power_out_of_service_and_says_why(
    start_site: Callable[..., Site], tmp_path: Path
) -> None:
    root = Path(__file__).parents[2]
    for name in ("bpmn", "forms"):
        shutil.copytree(root / name, tmp_path / name)
    model = tmp_path / "bpmn/01-licence/01-food-business/flow.bpmn"
    model.write_text(model.read_text().replace('targetRef="review_result"', 'targetRef="nowhere"'))
    site = start_site(folders=(tmp_path / "bpmn", tmp_path / "forms"))
    page = site.officer("admin").page
    page.goto("/admin")
    expect(page.locator(".lt.r")).to_have_text("停用")
    expect(page.locator("main")).to_contain_text("f_review")
    broken = page.get_by_role("row").filter(has_text="f_review")
    broken.get_by_text("条说明").click()
    expect(broken.locator("details")).to_contain_text("终点 nowhere 不存在")
    picture(page, "admin-broken")
    page.goto("/powers/01-food-business")
    expect(page.locator(".do")).to_contain_text("暂停受理")
    expect(page.get_by_role("link", name="在线申请")).to_have_count(0)
    picture(page, "guide-out-of-service")
    answer = page.goto("/powers/01-food-business/apply")
    assert answer is not None
    assert answer.status == 503


def test_a_page_is_at_its_place_at_once(site: Site) -> None:
    """One that glides there takes the button from under the pointer: the click on 签署 was lost."""
    site.apply()
    page = site.officer("limin").open()
    page.set_viewport_size({"width": 390, "height": 844})
    button = page.get_by_role("button", name="暂存")
    at_once = button.evaluate("button => { button.scrollIntoView({ block: 'center' }); return scrollY; }")
    page.wait_for_timeout(500)
    assert at_once == page.evaluate("scrollY") > 0


def test_a_button_that_is_held_down_does_not_move_from_under_the_pointer(site: Site) -> None:
    """The server says late which questions fall away; the click that has begun meanwhile is not lost."""
    site.apply()
    page, asked = site.officer("limin").open(), []
    page.route("**/hidden", lambda route: asked.append(route))
    page.check('[name="受理结论"][value="一次告知补正"]')
    button = page.get_by_role("button", name="暂存")
    button.hover()
    place = button.bounding_box()
    page.mouse.down()
    until(page, lambda: asked)
    with page.expect_response("**/hidden"):
        asked[0].continue_()
    page.wait_for_timeout(300)
    page.mouse.up()
    expect(page.locator(".note.ok")).to_contain_text("已暂存")
    after = page.get_by_role("button", name="暂存").bounding_box()
    assert place and after and after["y"] > place["y"] + 40  # what it asks now stands above the button
