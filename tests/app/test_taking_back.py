"""Taking back a sign-up for a hearing: by code and password, the seat free again, both lines of the record stay."""

import threading
from datetime import timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from app.cases.calls import find_call
from app.cases.commands import advance_case
from app.cases.errors import WrongQueryCode
from app.cases.keys import new_key
from app.cases.registering import Register, Seat, TakeBack, TooLate, list_registrations, register, take_back
from app.cases.tables import CallRow, RegistrationRow, WithdrawalRow
from app.cases.verification import chain_status
from app.clock import now
from app.database import db, in_transaction
from app.log.chain import parse
from app.log.queries import chain_of
from app.people.city import DEMO_PASSWORD
from tests.app.hearings import NUMBERS, announced, before_a_hearing, refused, somebody
from tests.app.world import case_of_test

WRONG = "23456789"


@pytest.fixture
def case_id(app, clock) -> int:
    return before_a_hearing(clock)


def give_back(seat: Seat) -> int:
    return take_back(TakeBack(seat.code, seat.password))


def test_the_seat_is_free_again_for_anybody_and_for_the_same_person(app, case_id) -> None:
    call = announced(case_id, attend=1)
    seat = register(Register(call.id, somebody()))
    assert refused(call.id, somebody(NUMBERS[1])) == ["part"]
    assert give_back(seat) == call.id
    assert [(s.taken, s.left) for s in find_call(call.id).seats] == [(0, 1), (0, 1)]
    again = register(Register(call.id, somebody()))
    assert (again.code, again.digest) != (seat.code, seat.digest)
    give_back(again)
    register(Register(call.id, somebody(NUMBERS[1])))
    assert find_call(call.id).seats[0].left == 0 and chain_status(case_id).whole


def test_twice_is_once_and_never_touches_the_next_sign_up(app, case_id) -> None:
    call = announced(case_id)
    seat = register(Register(call.id, somebody()))
    give_back(seat)
    register(Register(call.id, somebody()))
    lines = chain_status(case_id).lines
    assert give_back(seat) == call.id
    assert find_call(call.id).seats[0].taken == 1 and chain_status(case_id).lines == lines


def test_code_and_password_are_read_however_they_are_typed(app, case_id) -> None:
    seat = register(Register(announced(case_id).id, somebody()))
    take_back(TakeBack(f" {seat.code[:5].lower()} {seat.code[5:]}", f"{seat.password[:4]}-{seat.password[4:]}"))
    assert list_registrations(case_id)[seat.call_id][0].withdrawn_at is not None


@pytest.mark.parametrize("wrong", ["code", "password", "both", "empty"])
def test_unknown_and_wrong_are_answered_alike(app, case_id, wrong) -> None:
    seat = register(Register(announced(case_id).id, somebody()))
    code, password = {
        "code": (WRONG, seat.password), "password": (seat.code, WRONG), "both": (WRONG, WRONG), "empty": ("", ""),
    }[wrong]  # fmt: skip
    with pytest.raises(WrongQueryCode):
        take_back(TakeBack(code, password))
    assert find_call(seat.call_id).seats[0].taken == 1


def test_the_password_is_kept_nowhere(app, case_id) -> None:
    seat = register(Register(announced(case_id).id, somebody()))
    kept = [str(row) for row in db.session.execute(select(*RegistrationRow.__table__.columns))]
    kept += [line for _, line, _ in chain_of(case_id).lines]
    assert seat.password not in str(kept) and seat.code not in str(chain_of(case_id).lines)


def test_a_form_sent_twice_is_one_sign_up_and_shows_the_same_receipt(served, case_id) -> None:
    with served.app_context():
        call = announced(case_id)
    sent = {
        "part": "attend", "who.name": "何秀芝", "who.id_type": "idcard", "who.id_number": NUMBERS[0],
        "who.phone": "13800138000", "_key": new_key(),
    }  # fmt: skip
    client = served.test_client()
    pages = []
    for _ in range(2):
        answer = client.post(f"/opinions/{call.id}", data=sent, follow_redirects=True)
        assert answer.status_code == 200
        pages.append(answer.text)
    with served.app_context():
        row = db.session.scalars(select(RegistrationRow)).one()
    assert all(f"{row.code[:5]} {row.code[5:]}" in page and "何秀芝" in page for page in pages)
    other = served.test_client().get("/opinions/seat")
    assert other.status_code == 303 and other.location.endswith("/opinions/seat/back")


def test_it_is_taken_back_on_a_page_without_scripts_and_the_list_says_when(served, case_id) -> None:
    with served.app_context():
        call = announced(case_id)
        seat = register(Register(call.id, somebody()))
    client = served.test_client()
    for typed in ({"code": seat.code, "password": WRONG}, {"code": WRONG, "password": seat.password}):
        answer = client.post("/opinions/seat/back", data=typed)
        assert answer.status_code == 422 and "报名码或密码不对" in answer.text
    answer = client.post("/opinions/seat/back", data={"code": seat.code, "password": seat.password})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "已取消报名" in page and "已报 0，共 2 席" in page and "何秀芝" not in page
    with served.app_context():
        number = case_of_test(case_id).number
        desk = served.test_client()
        desk.post("/sign-in", data={"username": "xuxing", "password": DEMO_PASSWORD})
        page = desk.get(f"/inbox/cases/{number}?tab=opinions").text
    assert "何秀芝" in page and "已取消 12月" in page


def test_guessing_is_limited(database_url, make_app, clock) -> None:
    client = make_app(database_url, CLOCK=clock, RATELIMIT_ENABLED=True).test_client()
    tried = [client.post("/opinions/seat/back", data={"code": WRONG, "password": WRONG}).status_code for _ in range(11)]
    assert tried == [422] * 10 + [429]


def test_after_the_list_is_closed_one_can_still_say_so_but_not_after_the_hearing(app, clock, case_id) -> None:
    call = announced(case_id)
    seats = [register(Register(call.id, somebody(number))) for number in NUMBERS[:2]]
    clock.advance_to(clock.now() + timedelta(days=6, hours=12))
    advance_case(case_id)
    give_back(seats[0])
    assert find_call(call.id).seats[0].taken == 1
    in_transaction(lambda session: session.execute(update(CallRow).values(answered_at=now())))
    with pytest.raises(TooLate):
        give_back(seats[1])


def test_both_lines_stay_in_the_record_and_anybody_finds_them(app, case_id) -> None:
    call = announced(case_id)
    seat = register(Register(call.id, somebody()))
    give_back(seat)
    line = parse(chain_of(case_id).lines[-1][1])
    assert (line["action"], line["call"], line["withdrawn"]) == ("withdrawn", call.id, seat.digest)
    record = app.test_client().get(f"/opinions/{call.id}/record.json").json
    first, second = record["opinions"]
    assert record["whole"] and (first["registration"], second["withdrawn"]) == (seat.digest, seat.digest)
    assert second["line"] == first["line"] + 1
    for table in (RegistrationRow, WithdrawalRow):
        with pytest.raises(DatabaseError):
            in_transaction(lambda session, table=table: session.execute(delete(table)))


@pytest.mark.parametrize(
    "change",
    [
        lambda: delete(WithdrawalRow),
        lambda: update(WithdrawalRow).values(at=now() - timedelta(days=1)),
        lambda: update(WithdrawalRow).values(registration_id=2),
        lambda: insert(WithdrawalRow).values(registration_id=2, at=now()),
        lambda: update(RegistrationRow).where(RegistrationRow.id == 2).values(sealed="0" * 64),
    ],
)
def test_whatever_is_altered_shows(app, case_id, change) -> None:
    call = announced(case_id)
    give_back(register(Register(call.id, somebody())))
    register(Register(call.id, somebody(NUMBERS[1])))
    assert chain_status(case_id).whole
    db.session.rollback()
    with db.engine.begin() as connection:  # as somebody would who has the database to themselves
        for table in ("withdrawals", "registrations"):
            if connection.dialect.name == "sqlite":
                for action in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER {table}_no_{action}"))
            else:
                connection.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
        connection.execute(change())
    db.session.expire_all()
    assert not chain_status(case_id).whole


def test_taken_back_by_many_at_once_it_is_one_line(served, case_id) -> None:
    with served.app_context():
        seat = register(Register(announced(case_id).id, somebody()))

    def come() -> None:
        with served.app_context():
            give_back(seat)
            db.session.remove()

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with served.app_context():
        assert db.session.scalar(select(func.count(WithdrawalRow.id))) == 1 and chain_status(case_id).whole


def test_who_was_on_the_list_stays_when_taking_back_comes(app, case_id) -> None:
    """Sign-ups of before have no code; going down, whoever took theirs back is off the list."""
    call = announced(case_id)
    give_back(register(Register(call.id, somebody())))
    register(Register(call.id, somebody()))
    db.session.remove()
    downgrade(revision="0021")
    upgrade()
    [row] = db.session.scalars(select(RegistrationRow))
    assert (row.id, row.code, find_call(call.id).seats[0].taken) == (2, None, 1)
    with pytest.raises(DatabaseError):
        in_transaction(lambda session: session.execute(delete(RegistrationRow)))
