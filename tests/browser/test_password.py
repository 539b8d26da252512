"""An officer changes their password, and has to when the server's keeper gave it."""

from playwright.sync_api import expect

from app.people.city import DEMO_PASSWORD
from app.people.commands import reset_password
from tests.browser.looking import clean
from tests.browser.people import Site

NEW = "a longer and a better one"


def test_a_password_is_changed(site: Site) -> None:
    page = site.officer("limin").page
    page.get_by_role("link", name="改密码").click()
    clean(page, "password", data="云州市?")
    page.get_by_label("现在的密码").fill(DEMO_PASSWORD)
    page.get_by_label("新密码").fill(NEW)
    page.get_by_label("再填一遍").fill("another one altogether")
    page.get_by_role("button", name="改密码").click()
    expect(page.get_by_role("alert")).to_contain_text("两遍填的不一样")
    clean(page, "password-refused", both=False)
    for label, said in (("现在的密码", DEMO_PASSWORD), ("新密码", NEW), ("再填一遍", NEW)):
        page.get_by_label(label).fill(said)
    page.get_by_role("button", name="改密码").click()
    expect(page.locator(".note.ok")).to_contain_text("密码改好了")
    page.get_by_role("button", name="退出").click()
    page.get_by_label("用户名").fill("limin")
    page.get_by_label("密码").fill(NEW)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/inbox")


def test_a_given_password_is_changed_before_anything_else(site: Site) -> None:
    site.inside(lambda: reset_password("limin", "given by the keeper"))
    page = site.window("limin")
    page.goto("/sign-in?lang=zh")
    page.get_by_label("用户名").fill("limin")
    page.get_by_label("密码").fill("given by the keeper")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/password")
    clean(page, "password-given", data="云州市?")
    for label, said in (("现在的密码", "given by the keeper"), ("新密码", NEW), ("再填一遍", NEW)):
        page.get_by_label(label).fill(said)
    page.get_by_role("button", name="改密码").click()
    page.wait_for_url("**/inbox")
    expect(page.locator(".note.ok")).to_contain_text("密码改好了")
