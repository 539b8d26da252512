# ruff: noqa: E501
"""From the tracking page to the mailbox and back, on the phone: asked for, confirmed, told, ended; and what is unsent."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.database import db
from app.mail.outbox import ATTEMPTS
from app.mail.tables import Subscription
from app.mail.untold import untold
from tests.browser.looking import clean
from tests.browser.people import Site, fill
from tests.support.post import PostOffice, mail_settings, post_office

OURS = "云市监食许〔2026〕1|食品经营许可|巷口面馆"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def site(start_site, office) -> Site:
    return start_site(**mail_settings(office))


def path_in(text: str, what: str) -> str:
    found = re.search(rf"https://\S+/mail/{what}/\S+", text)
    assert found, text
    return urlsplit(found[0]).path


def test_a_case_is_followed_from_the_phone(site: Site, office: PostOffice) -> None:
    applicant = site.apply()
    page = applicant.follow()
    page.get_by_role("link", name="用邮件跟踪").click()
    page.get_by_role("button", name="发确认信").click()
    expect(page.get_by_role("alert")).to_contain_text("邮箱地址不对")
    clean(page, "by-mail", data=OURS)
    fill(page, {"address": "wang@example.com"})
    page.get_by_role("button", name="发确认信").click()
    expect(page.locator(".note.ok")).to_contain_text("已向这个邮箱发出一封信")

    site.move(seconds=21)
    mailbox: Page = site.window("mailbox")
    mailbox.goto(path_in(office.text(), "confirm"))
    clean(mailbox, "by-mail-confirm", data=OURS)
    mailbox.get_by_role("button", name="确认订阅").click()
    expect(mailbox.locator(".note.ok")).to_contain_text("w•••@e•••.com")
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="w•••@e•••.com")).to_be_visible()
    clean(page, "by-mail-followed", data=OURS)

    site.officer("limin").do(受理结论="受理")
    site.move(seconds=21)
    assert "收件审查" in office.text() and applicant.number in office.last["Subject"]
    mailbox.goto(path_in(office.text(), "stop"))
    clean(mailbox, "by-mail-stop", data=OURS)
    mailbox.get_by_role("button", name="取消订阅").click()
    expect(mailbox.locator(".note.ok")).to_contain_text("不再发信")
    page.reload()
    expect(page.get_by_text("w•••@e•••.com")).to_have_count(0)


def test_a_power_is_followed_and_what_cannot_be_sent_is_listed(site: Site, office: PostOffice) -> None:
    office.answers = ["451 4.7.1 greylisted, wang@example.com, try again later"]
    page = site.window("guest")
    page.goto("/powers/01-food-business")
    page.get_by_role("link", name="订阅这一项的变更").click()
    clean(page, "power-by-mail", data=OURS)
    fill(page, {"address": "wang@example.com"})
    page.get_by_role("button", name="发确认信").click()
    expect(page.locator(".note.ok")).to_contain_text("已向这个邮箱发出一封信")
    for _ in range(ATTEMPTS):
        site.move(hours=1)
    fill(page, {"address": "li@example.cn"})
    page.get_by_role("button", name="发确认信").click()
    expect(page.locator(".note.ok")).to_contain_text("已向这个邮箱发出一封信")
    site.move(seconds=21)

    admin = site.officer("admin").page
    admin.goto("/admin/mail")
    expect(admin.get_by_text("已放弃")).to_be_visible()
    clean(admin, "unsent-mail", data="请确认：用邮件跟踪|" + OURS)
    office.answers = []
    admin.get_by_role("button", name="再试一次").click()
    expect(admin.locator(".note.ok")).to_contain_text("已重新排队")
    site.move(hours=1)
    admin.reload()
    expect(admin.get_by_role("heading", name="都发出去了")).to_be_visible()
    assert sorted(office.to) == ["li@example.cn", "wang@example.com"]

    last = select(func.max(Subscription.id))
    site.inside(lambda: untold(db.session.scalar(last), ValueError("the document has no name")))
    admin.reload()
    expect(admin.get_by_role("heading", name="没有告知的订阅")).to_be_visible()
    clean(admin, "untold", data=OURS)
