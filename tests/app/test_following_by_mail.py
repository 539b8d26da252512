"""Following by mail, with a mail server that really speaks SMTP: confirmed from the mailbox, told of every step of
others, each once, tried again, given up in sight, ended from any mail.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases.commands import SendMessage, send_message
from app.cases.keys import new_key
from app.cases.tables import CaseRow
from app.catalogue.commands import enter_power
from app.catalogue.tables import PowerRow
from app.database import db
from app.jobs.worker import run_due_jobs
from app.mail import outbox, telling
from app.mail.addresses import WrongAddress, mailbox_of, masked, read_address
from app.mail.outbox import list_unsent
from app.mail.settings import WrongSetting, read_post
from app.mail.subscribing import MailIsOff, Subscribe, confirm, followers_of, subscribe
from app.mail.tables import OutgoingMail, Subscription
from app.mail.untold import list_untold
from app.people.city import DEMO_PASSWORD
from tests.app.counting import Counting
from tests.app.world import POWER, accept, apply, decide, do, inspect
from tests.support.post import PostOffice, mail_settings, post_office

TO = "wang@example.com"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def served(database_url: str, make_app: Callable[..., Flask], clock, office: PostOffice) -> Flask:
    return make_app(database_url, CLOCK=clock, **mail_settings(office))


@pytest.fixture
def pass_time(clock) -> Callable[..., None]:
    def pass_(**time: int) -> None:
        clock.advance_to(clock.now() + timedelta(**(time or {"seconds": 21})))
        run_due_jobs()
        db.session.rollback()

    return pass_


@pytest.fixture
def follow(app, office, pass_time) -> Callable[..., None]:
    """Somebody asks to follow a case, and confirms."""

    def follow(case_id: int, address: str = TO, language: str = "zh") -> None:
        subscribe(Subscribe(address, language, case_id=case_id))
        pass_time()
        confirm(key_in(office.text()))

    return follow


def key_in(text: str) -> str:
    found = re.search(r"/mail/confirm/(\S+)", text)
    assert found, text
    return found[1]


def test_every_step_of_others_is_told_until_the_case_is_closed(app, office, follow, pass_time) -> None:
    receipt = apply()
    follow(receipt.case_id)
    assert office.to == [TO] and receipt.number in office.last["Subject"]
    accept(receipt.case_id)
    pass_time()
    assert "受理（窗口）\n" in office.text() and "现在正在：核查" in office.text()
    inspect(receipt.case_id)
    decide(receipt.case_id)
    pass_time()
    assert len(office.taken) == 3, "two steps between two looks are one mail"
    assert office.last["Subject"] == f"办件 {receipt.number} 已办结：准予"
    pass_time()
    assert len(office.taken) == 3 and followers_of(receipt.case_id) == []


def test_a_mail_has_case_number_step_and_link_and_nothing_of_anybody(app, office, follow, pass_time) -> None:
    receipt = apply()
    follow(receipt.case_id)
    accept(receipt.case_id)
    pass_time()
    text, mail = office.text(), office.last
    assert receipt.number in text and f"https://hall.yunzhou.test/track?code={receipt.query_code}" in text
    for personal in ("巷口面馆", "13800138000", "材料齐全", receipt.password, TO, "李敏"):
        assert personal not in text + mail["Subject"], personal
    stop = re.search(r"https://hall\.yunzhou\.test/mail/stop/\S+", text)
    assert stop and mail["List-Unsubscribe"].strip() == f"<{stop[0]}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and mail["Auto-Submitted"] == "auto-generated"


def test_who_has_something_to_do_is_told_what_and_until_when(app, office, follow, pass_time) -> None:
    receipt = apply()
    follow(receipt.case_id, language="en")
    do(receipt.case_id, "intake", "limin", {"结论": "补正"})
    pass_time()
    assert office.last["Subject"] == f"Case {receipt.number} waits for you: Supplement"
    assert "Waiting for you: Supplement, by " in office.text() and not re.search(
        "[\u4e00-\u9fff]", office.text().replace(receipt.number, "")
    )


def test_what_somebody_did_themselves_is_not_news(app, office, follow, pass_time) -> None:
    receipt = apply()
    do(receipt.case_id, "intake", "limin", {"结论": "补正"})
    follow(receipt.case_id)
    do(receipt.case_id, "supplement", None, {"说明": "已补"})
    pass_time()
    assert len(office.taken) == 1
    send_message(SendMessage(receipt.case_id, "撤回申请", {}, new_key(), party_case=receipt.case_id))
    pass_time()
    assert len(office.taken) == 2, "that the case is closed is the platform's doing"


def test_nothing_before_it_is_confirmed_and_nothing_from_before(app, office, pass_time) -> None:
    receipt = apply()
    subscribe(Subscribe(TO, "zh", case_id=receipt.case_id))
    accept(receipt.case_id)
    pass_time()
    assert len(office.taken) == 1 and followers_of(receipt.case_id) == []
    confirm(key_in(office.text()))
    pass_time()
    assert len(office.taken) == 1 and followers_of(receipt.case_id) == [(1, "w•••@e•••.com")]
    pass_time(days=3)
    assert followers_of(receipt.case_id), "what is confirmed stays"


def test_what_is_not_confirmed_is_forgotten(served, office, clock) -> None:
    with served.app_context():
        receipt = apply()
        subscribe(Subscribe(TO, "zh", case_id=receipt.case_id))
        run_due_jobs()
        key = key_in(office.text())
        clock.advance_to(clock.now() + timedelta(days=2, minutes=1))
    assert served.test_client().get(f"/mail/confirm/{key}").status_code == 404
    with served.app_context():
        telling.look()
        assert db.session.scalar(select(func.count(Subscription.id))) == 0


def test_a_stranger_cannot_fill_a_mailbox(app, office, pass_time) -> None:
    cases = [apply().case_id for _ in range(5)]
    for case_id in cases:
        subscribe(Subscribe("wang+x@example.com", "zh", case_id=case_id))
        subscribe(Subscribe("Wang@example.com", "zh", case_id=case_id))
    pass_time()
    assert len(office.taken) == 3
    subscribe(Subscribe("other@example.com", "zh", case_id=cases[0]))
    pass_time()
    assert office.to[-1] == "other@example.com"
    pass_time(days=1)
    subscribe(Subscribe(TO, "zh", case_id=cases[0]))
    pass_time()
    assert office.to[-1] == TO


def test_asking_is_answered_alike_whoever_follows_already_and_is_limited(served, office) -> None:
    with served.app_context():
        receipt = apply()
        known, unknown = "known@example.com", "unknown@example.com"
        subscribe(Subscribe(known, "zh", case_id=receipt.case_id))
        run_due_jobs()
        confirm(key_in(office.text()))
    client = served.test_client()
    client.post("/track", data={"code": receipt.query_code, "password": receipt.password})
    answers = []
    for address in (known, unknown):
        sent = client.post(f"/cases/{receipt.number}/mail", data={"address": address})
        assert sent.status_code == 303
        answers.append(re.sub('name="csrf_token" value="[^"]*"', "", client.get(sent.location).text))
    assert answers[0] == answers[1] and known not in answers[0] and "k•••@e•••.com" in answers[0]


def test_a_browser_that_does_not_follow_the_case_cannot_ask(served) -> None:
    with served.app_context():
        number = apply().number
    answer = served.test_client().post(f"/cases/{number}/mail", data={"address": TO})
    assert answer.status_code == 303 and answer.location.endswith("/track")


def test_ten_questions_an_hour_from_one_address(database_url, make_app, clock, office) -> None:
    limited = make_app(database_url, CLOCK=clock, RATELIMIT_ENABLED=True, **mail_settings(office)).test_client()
    sent = [limited.post(f"/powers/{POWER}/mail", data={"address": f"a{n}@b.cn"}).status_code for n in range(11)]
    assert sent == [303] * 10 + [429]


def test_any_mail_ends_it_by_the_page_or_by_the_mail_program(app, office, follow, pass_time, served) -> None:
    receipt = apply()
    for post in ({}, {"List-Unsubscribe": "One-Click"}):
        follow(receipt.case_id)
        accept_or_inspect = accept if not post else inspect
        accept_or_inspect(receipt.case_id)
        telling.look()
        count = len(office.taken)
        stop = urlsplit(office.last["List-Unsubscribe"].strip(" <>")).path
        assert_stops(served, stop, post)
        pass_time()
        assert followers_of(receipt.case_id) == [] and len(office.taken) == count, "what waited is not sent either"


def assert_stops(served: Flask, path: str, post: dict[str, str]) -> None:
    served.config["WTF_CSRF_ENABLED"] = True  # no token comes from a mail program
    try:
        client = served.test_client()
        assert client.get(path).status_code == 200, "looking at the link ends nothing"
        for _ in range(2):
            assert client.post(path, data=post).status_code == 200
    finally:
        served.config["WTF_CSRF_ENABLED"] = False


def test_what_fails_is_tried_again_later_and_sent_once(app, office, follow, pass_time) -> None:
    receipt = apply()
    follow(receipt.case_id)
    office.answers = [f"451 busy, {TO} later", "451 busy", "250 OK"]
    accept(receipt.case_id)
    pass_time()
    [waiting] = list_unsent()
    assert not waiting.given_up and waiting.attempts == 1 and waiting.to == "w•••@e•••.com"
    assert "busy" in waiting.error and TO not in waiting.error
    pass_time(minutes=1)
    pass_time(seconds=30)
    assert list_unsent()[0].attempts == 2
    office.answers = []
    pass_time(minutes=5)
    assert list_unsent() == [] and len(office.taken) == 2
    pass_time(hours=5)
    assert len(office.taken) == 2


def test_what_is_given_up_stands_on_the_administrators_page(app, office, follow, pass_time, served) -> None:
    receipt = apply()
    follow(receipt.case_id)
    office.answers = ["451 busy"]
    accept(receipt.case_id)
    for _ in range(outbox.ATTEMPTS - 1):
        pass_time(hours=1)
    assert not list_unsent()[0].given_up
    pass_time(hours=2)
    [unsent] = list_unsent()
    assert unsent.given_up and unsent.attempts == outbox.ATTEMPTS
    client = signed_in(served, "admin")
    page = client.get("/admin/mail").text
    assert "已放弃" in page and "w•••@e•••.com" in page and TO not in page
    office.answers = []
    assert client.post("/admin/mail", data={"_mail": unsent.id, "_act": "again"}).status_code == 303
    pass_time()
    assert len(office.taken) == 2 and list_unsent() == []
    assert client.post("/admin/mail", data={"_mail": unsent.id, "_act": "again"}).status_code == 404


def test_who_could_not_be_told_stands_there_until_it_works(app, office, follow, pass_time, served, monkeypatch) -> None:
    receipts = apply(), apply()
    for receipt, address in zip(receipts, (TO, "li@example.com"), strict=True):
        follow(receipt.case_id, address)
    told = telling.news_of_case

    def broken(case, *said):
        if case.number == receipts[0].number:
            raise ValueError("no name")
        return told(case, *said)

    monkeypatch.setattr(telling, "news_of_case", broken)
    monkeypatch.setattr(telling, "AT_A_TIME", 1)
    for receipt in receipts:
        accept(receipt.case_id)
    for _ in range(3):
        pass_time()
    assert office.to == [TO, "li@example.com", "li@example.com"], "who fails stands in nobody's way"
    [one] = list_untold()
    assert (one.follows.zh, one.to) == (receipts[0].number, "w•••@e•••.com") and "ValueError: no name" in one.error
    client = signed_in(served, "admin")
    page = client.get("/admin/mail").text
    assert receipts[0].number in page and "ValueError: no name" in page and TO not in page
    since = one.since
    pass_time()
    assert [one.since for one in list_untold()] == [since]
    monkeypatch.setattr(telling, "news_of_case", told)
    for _ in range(2):
        pass_time()
    assert len(office.to) == 4 and list_untold() == [] and "没有告知" not in client.get("/admin/mail").text


def signed_in(served: Flask, who: str):
    client = served.test_client()
    client.post("/sign-in", data={"username": who, "password": DEMO_PASSWORD})
    return client


def test_an_address_that_does_not_exist_is_not_written_to_again(app, office, follow, pass_time) -> None:
    receipt = apply()
    follow(receipt.case_id)
    office.answers = [f"550 no such user {TO}"]
    accept(receipt.case_id)
    pass_time()
    [refused] = list_unsent()
    assert refused.given_up and "550" in refused.error and TO not in refused.error
    assert followers_of(receipt.case_id) == []
    inspect(receipt.case_id)
    pass_time()
    assert len(list_unsent()) == 1
    outbox.let_go(refused.id)
    assert list_unsent() == []


def test_a_worker_that_dies_before_the_mark_sends_the_same_again(app, office, follow, pass_time, monkeypatch) -> None:
    receipt = apply()
    follow(receipt.case_id)
    accept(receipt.case_id)
    marked = outbox._sent

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(outbox, "_sent", dies)
    with pytest.raises(KeyboardInterrupt):
        pass_time()
    monkeypatch.setattr(outbox, "_sent", marked)
    pass_time(minutes=2)
    assert len(office.taken) == 3 and office.taken[1]["Message-ID"] == office.taken[2]["Message-ID"]


def test_one_that_dies_while_looking_neither_loses_nor_doubles(app, office, follow, pass_time, monkeypatch) -> None:
    receipt = apply()
    follow(receipt.case_id)
    accept(receipt.case_id)
    put_in = telling.put_in

    def dies(session, *said: object) -> None:
        put_in(session, *said)
        raise KeyboardInterrupt

    monkeypatch.setattr(telling, "put_in", dies)
    with pytest.raises(KeyboardInterrupt):
        pass_time()
    monkeypatch.setattr(telling, "put_in", put_in)
    pass_time(minutes=2)
    telling.look()
    pass_time()
    assert len(office.taken) == 2


def test_two_workers_that_look_at_once_tell_once(app, follow) -> None:
    receipt = apply()
    follow(receipt.case_id)
    accept(receipt.case_id)
    [row] = telling._cases()
    telling._tell_of_case(row)
    telling._tell_of_case(row)
    assert db.session.scalar(select(func.count(OutgoingMail.id)).where(OutgoingMail.kind == "news")) == 1


def test_what_was_sent_keeps_neither_address_nor_text(app, office, follow) -> None:
    follow(apply().case_id)
    db.session.rollback()
    sent = select(OutgoingMail.address, OutgoingMail.text).where(OutgoingMail.state == "sent")
    assert db.session.execute(sent).all() == [("", "")]


def test_a_power_is_followed_too(app, office, pass_time) -> None:
    subscribe(Subscribe(TO, "zh", power_code=POWER))
    pass_time()
    assert "测试许可" in office.last["Subject"]
    confirm(key_in(office.text()))
    pass_time()
    assert len(office.taken) == 1
    source = db.session.get(PowerRow, POWER).source.decode()
    enter_power(source.replace("promise: 6wd", "promise: 5wd").encode())
    pass_time()
    assert len(office.taken) == 2 and "承诺时限" in office.text()
    assert f"https://hall.yunzhou.test/powers/{POWER}" in office.text()


def test_without_a_mail_server_nothing_is_offered(database_url, make_app, clock) -> None:
    bare = make_app(database_url, CLOCK=clock)
    client = bare.test_client()
    page = client.get(f"/powers/{POWER}/mail").text
    assert "results.atom?power=" in page and 'name="address"' not in page
    assert client.post(f"/powers/{POWER}/mail", data={"address": TO}).status_code == 404
    assert POWER in client.get(f"/results.atom?power={POWER}").text
    with bare.app_context():
        with pytest.raises(MailIsOff):
            subscribe(Subscribe(TO, "zh", power_code=POWER))
        assert db.session.scalar(select(func.count(Subscription.id))) == 0


@pytest.mark.parametrize(
    "typed",
    ["", "a", "a@b", "@b.cn", "a@", "a b@c.cn", "a@b..cn", "a@-b.cn", "a@1.2.3.4", "a\r\nBcc: x@y.cn", "a@b.cn\nTo: x",
     "a@b.cn, x@y.cn", "<script>@b.cn", "王@例子.cn", "a" * 65 + "@b.cn", "a@" + "b" * 64 + ".cn", "a..b@c.cn"],
)  # fmt: skip
def test_what_is_no_address(typed) -> None:
    with pytest.raises(WrongAddress):
        read_address(typed)


def test_what_is_one(app) -> None:
    assert read_address(" Wang.Li+x@Example.COM ") == "Wang.Li+x@example.com"
    assert read_address("a@例子.cn") == "a@xn--fsqu00a.cn"
    assert masked("wang@mail.example.com") == "w•••@m•••.com"
    assert mailbox_of("Wang+1@b.cn") == mailbox_of("wang@b.cn") != mailbox_of("wang@c.cn")


@pytest.mark.parametrize(
    ("changed", "named"),
    [({"MAIL": "mail.b.cn"}, "DAYLIGHT_MAIL:"), ({"MAIL": "smtp://b.cn:x"}, "DAYLIGHT_MAIL:"),
     ({"MAIL_FROM": "x"}, "DAYLIGHT_MAIL_FROM"),
     ({"ADDRESS": None}, "DAYLIGHT_ADDRESS"), ({"ADDRESS": "hall.b.cn"}, "DAYLIGHT_ADDRESS")],
)  # fmt: skip
def test_a_wrong_setting_is_named(changed, named) -> None:
    good = {"MAIL": "smtp://b.cn", "MAIL_FROM": "a@b.cn", "ADDRESS": "https://b.cn"}
    assert read_post(good) and read_post({**good, "MAIL": None}) is None
    with pytest.raises(WrongSetting, match=named):
        read_post({**good, **changed})


def test_a_password_is_not_sent_in_the_open(database_url, make_app, clock, office) -> None:
    open_to_all = {**mail_settings(office), "MAIL": office.address.replace("//", "//me:secret@")}
    with make_app(database_url, CLOCK=clock, **open_to_all).app_context():
        subscribe(Subscribe(TO, "zh", power_code=POWER))
        run_due_jobs()
        assert office.taken == [] and "encryption" in list_unsent()[0].error


def test_a_step_costs_no_more_whoever_follows(app, follow) -> None:
    counts = []
    for followed in (False, True):
        case_id = apply().case_id
        if followed:
            follow(case_id)
        with Counting(db.engine) as counted:
            accept(case_id)
        counts.append(counted.statements)
    assert counts[0] == counts[1]


def test_entries_that_come_while_it_looks_are_told_next_time(app, office, follow, pass_time) -> None:
    receipt = apply()
    follow(receipt.case_id)
    accept(receipt.case_id)
    [row] = telling._cases()
    inspect(receipt.case_id)
    telling._tell_of_case(row)
    pass_time()
    pass_time()
    assert len(office.taken) == 3 and "受理（" in office.text(1) and "核查（" in office.text(2)
    there = db.session.scalar(select(CaseRow.entry_seq))
    assert db.session.scalar(select(Subscription.seen)) == there
