"""Signing up for a public hearing: seats as the flow's values say, first come, each person once, closed by itself."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from app.cases import calls
from app.cases.calls import CallClosed, GiveOpinion, NoSuchCall, find_call, give_opinion
from app.cases.commands import advance_case
from app.cases.registering import Register, list_registrations, register
from app.cases.tables import RegistrationRow
from app.cases.verification import chain_status
from app.clock import today
from app.database import db, in_transaction
from app.people.city import DEMO_PASSWORD
from engine import FormInvalid
from tests.app.hearings import NUMBERS, announced, before_a_hearing, refused, somebody
from tests.app.world import case_of_test


@pytest.fixture
def case_id(app, clock) -> int:
    return before_a_hearing(clock)


def test_seats_are_those_the_flow_says_and_the_first_have_them(app, case_id) -> None:
    call = announced(case_id)
    assert [(s.part, s.limit, s.taken) for s in call.seats] == [("attend", 2, 0), ("speak", 1, 0)]
    assert call.last_on == today() + timedelta(days=5)
    register(Register(call.id, somebody(NUMBERS[0])))
    register(Register(call.id, somebody(NUMBERS[1])))
    assert refused(call.id, somebody(NUMBERS[2])) == ["part"]
    register(Register(call.id, somebody(NUMBERS[2], "speak", words="夜间减半")))
    assert refused(call.id, somebody(NUMBERS[3], "speak", words="我也说")) == ["part"]
    assert [(s.taken, s.left) for s in find_call(call.id).seats] == [(2, 0), (1, 0)]
    assert "名额已经报满" in app.test_client().get(f"/opinions/{call.id}").text


def test_one_person_has_one_seat_however_the_number_is_written(app, case_id) -> None:
    call = announced(case_id)
    register(Register(call.id, somebody("11010519491231002x")))
    assert refused(call.id, somebody("110105 19491231 002X", "speak", words="再报一次")) == ["who.id_number"]


def test_what_is_wrong_is_said_and_what_was_typed_stays(served, case_id) -> None:
    with served.app_context():
        call = announced(case_id)
    client = served.test_client()
    typed = {
        "part": "speak", "who.name": "<script>alert(1)</script>", "who.id_type": "idcard",
        "who.id_number": "110105194912310021", "who.phone": "13800138000", "words": "",
    }  # fmt: skip
    answer = client.post(f"/opinions/{call.id}", data=typed)
    assert answer.status_code == 422 and "&lt;script&gt;" in answer.text and "<script>alert" not in answer.text
    with served.app_context():
        assert refused(call.id, somebody(part="speak", words=" ")) == ["words"]
        assert refused(call.id, somebody(part="chair")) == ["part"]
        organisation = {"name": "某公司", "id_type": "uscc", "id_number": "91350100M000100Y43", "phone": "13800138000"}
        assert refused(call.id, {"part": "attend", "who": organisation}) == ["who.id_type"]


def test_the_window_closes_by_itself_and_the_numbers_stay(app, clock, case_id) -> None:
    call = announced(case_id)
    register(Register(call.id, somebody()))
    clock.advance_to(clock.now() + timedelta(days=6, hours=12))
    with pytest.raises(CallClosed):  # also while nobody has moved the case on yet
        register(Register(call.id, somebody(NUMBERS[1])))
    advance_case(case_id)
    over = find_call(call.id)
    assert not over.open and over.last_on == call.last_on and over.seats[0].taken == 1
    page = app.test_client().get(f"/opinions/{call.id}").text
    assert "报名已经截止" in page and "已报 1，共 2 席" in page


def test_who_signed_up_is_for_officers_and_never_on_a_public_page(served, case_id) -> None:
    with served.app_context():
        call = announced(case_id)
        register(Register(call.id, somebody(part="speak", words="夜间<b>减半</b>")))
        number = case_of_test(case_id).number
        [row] = list_registrations(case_id)[call.id]
    assert (row.name, row.number, row.words) == ("何秀芝", "110***********002X", "夜间<b>减半</b>")
    public = served.test_client()
    for path in (f"/opinions/{call.id}", "/opinions", f"/opinions/{call.id}/record.json"):
        page = public.get(path).text
        assert "何秀芝" not in page and "减半" not in page and NUMBERS[0] not in page
    with served.app_context():
        desk = served.test_client()
        desk.post("/sign-in", data={"username": "xuxing", "password": DEMO_PASSWORD})
        page = desk.get(f"/inbox/cases/{number}?tab=opinions").text
    assert "何秀芝" in page and "夜间&lt;b&gt;减半" in page and NUMBERS[0] not in page


def test_a_hearing_takes_no_opinions_and_a_call_for_opinions_no_sign_ups(app, case_id) -> None:
    [over], _ = calls.past_calls()
    call = announced(case_id)
    with pytest.raises(NoSuchCall):
        give_opinion(GiveOpinion(call.id, "同意"))
    with pytest.raises(NoSuchCall):
        register(Register(over.id, somebody()))


def test_every_sign_up_is_a_line_of_the_record_and_never_changes(app, case_id) -> None:
    call = announced(case_id)
    said = register(Register(call.id, somebody())).digest
    give = app.test_client().get(f"/opinions/{call.id}/record.json").json
    assert give["whole"] and [one["registration"] for one in give["opinions"]] == [said]
    assert chain_status(case_id).whole
    with pytest.raises(DatabaseError):
        in_transaction(lambda session: session.execute(update(RegistrationRow).values(part="speak")))


def test_those_who_come_at_once_get_no_more_seats_than_there_are(served, case_id) -> None:
    with served.app_context():
        call = announced(case_id, attend=2)
    results: list[str] = []

    def come(number: str) -> None:
        with served.app_context():
            try:
                register(Register(call.id, somebody(number)))
                results.append("seat")
            except FormInvalid:
                results.append("none")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=come, args=(number,)) for number in NUMBERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["none", "none", "seat", "seat"]
    with served.app_context():
        assert db.session.scalar(select(func.count(RegistrationRow.id))) == 2 and chain_status(case_id).whole
