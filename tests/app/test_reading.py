"""Notices and decisions read online: the party signs for them, the officers see when, the record holds it."""

import re
import threading

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from app.cases.queries import tracking
from app.cases.reading import readings_of, sign_for, unread_in
from app.cases.tables import ReadingRow
from app.cases.verification import chain_status
from app.clock import now
from app.database import db, in_transaction
from app.log.chain import parse
from app.log.queries import chain_of
from tests.app.test_http_tasks import browser
from tests.app.world import accept, apply, case_of_test, decide, inspect


def unread(case_id: int) -> int | None:
    return unread_in(tracking(case_id), readings_of(case_id))


def test_what_was_said_is_signed_for_once_and_what_comes_later_anew(app):
    case = apply().case_id
    assert unread(case) is None  # what one sent oneself is no notice
    accept(case)
    first = unread(case)
    for _ in range(2):
        sign_for(case, first)
    assert [r.seq for r in readings_of(case)] == [first] and unread(case) is None
    line = parse(chain_of(case).lines[-1][1])
    assert (line["action"], line["by"], line["read"]) == ("read", "party", first)
    inspect(case)
    assert unread(case) > first and chain_status(case).whole


def test_a_decision_is_signed_for_when_the_case_has_ended(app):
    case = apply().case_id
    accept(case)
    inspect(case)
    decide(case)
    ended = case_of_test(case).finished_at
    sign_for(case, unread(case))
    assert unread(case) is None and chain_status(case).whole and case_of_test(case).finished_at == ended


@pytest.mark.parametrize("seq", [0, -1, 10**6])
def test_nothing_is_signed_for_that_was_not_said(app, seq):
    case = apply().case_id
    sign_for(case, seq)
    assert readings_of(case) == [] and chain_status(case).whole


def test_at_the_page_and_on_the_desk(served):
    with served.app_context():
        receipt = apply()
        accept(receipt.case_id)
    party, other = served.test_client(), served.test_client()
    party.post("/track", data={"code": receipt.query_code, "password": receipt.password})
    address = f"/cases/{receipt.number}"
    seq = re.search(r'name="_seq" value="(\d+)"', party.get(address).text)[1]
    assert other.post(f"{address}/read", data={"_seq": seq}).status_code == 403
    assert party.post(f"{address}/read", data={"_seq": seq}).status_code == 303
    page = party.get(address).text
    assert "您在网上签收" in page and 'name="_seq"' not in page
    assert "申请人在网上签收" in browser(served, "limin").get(f"/inbox{address}?tab=entries").text


@pytest.mark.parametrize(
    "change",
    [
        lambda case: update(ReadingRow).values(seq=1),
        lambda case: update(ReadingRow).values(at=now().replace(year=2020)),
        lambda case: delete(ReadingRow),
        lambda case: insert(ReadingRow).values(case_id=case, seq=99, at=now()),
    ],
)
def test_whatever_is_altered_shows_and_the_database_lets_nobody(app, change):
    case = apply().case_id
    accept(case)
    sign_for(case, unread(case))
    with pytest.raises(DatabaseError):
        in_transaction(lambda session: session.execute(delete(ReadingRow)))
    db.session.rollback()
    with db.engine.begin() as connection:  # as somebody would who has the database to themselves
        if connection.dialect.name == "sqlite":
            for action in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER readings_no_{action}"))
        else:
            connection.execute(text("DROP TRIGGER readings_append_only ON readings"))
        connection.execute(change(case))
    db.session.expire_all()
    assert not chain_status(case).whole


def test_signed_for_by_many_at_once_it_is_one_line(served):
    with served.app_context():
        case = apply().case_id
        accept(case)
        seq = unread(case)

    def come() -> None:
        with served.app_context():
            sign_for(case, seq)
            db.session.remove()

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with served.app_context():
        assert db.session.scalar(select(func.count(ReadingRow.id))) == 1 and chain_status(case).whole
