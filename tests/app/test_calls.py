"""Calls for opinions: open while the flow invites them, by name or without, read at the step that answers them."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DatabaseError

from app.cases import call_records, calls
from app.cases.call_records import record_opinion
from app.cases.calls import CallClosed, GiveOpinion, NoOpinion, NoSuchCall, TooLong, calls_of, find_call, give_opinion
from app.cases.commands import StartCase, advance_case, start_case
from app.cases.keys import new_key
from app.cases.tables import CallRow, OpinionRow
from app.cases.verification import chain_status
from app.clock import now, today
from app.database import MovedOn, db, in_transaction
from app.log.chain import parse
from app.log.queries import chain_of
from engine import dump_value
from tests.app.world import SOMEBODY, do, officer, publish_shipped
from tests.flows.test_10_major_decision import OPINIONS, PROPOSAL


@pytest.fixture
def case_id(app) -> int:
    publish_shipped("10-major-decision")
    receipt = start_case(StartCase("10-major-decision", PROPOSAL, new_key(), SOMEBODY, officer("xuxing"), "市政府"))
    do(receipt.case_id, "start_it", "yuxian", {"启动意见": "启动"})
    return receipt.case_id


def call_out(case_id: int) -> calls.Call:
    last = (today() + timedelta(days=30)).isoformat()
    asked = {"草案说明": "按区域和时段收费。", "征求途径": ["政府网站"], "征求截止日": last, "切身利益": "no"}
    do(case_id, "call", "xuxing", asked)
    [call] = calls.open_calls()
    return call


def test_it_is_open_until_its_last_day_and_shows_what_the_flow_names(case_id) -> None:
    assert calls.open_calls() == []
    call = call_out(case_id)
    assert (call.title, call.last_on, call.open) == ("全市停车收费办法", today() + timedelta(days=30), True)
    assert [fact.field.name for fact in call.facts] == ["草案说明", "承办单位", "必要性"]


def test_anybody_says_what_they_think_and_only_officers_read_it(app, case_id) -> None:
    call, browser = call_out(case_id), app.test_client()
    sent = browser.post(f"/opinions/{call.id}", data={"words": "夜间<script>便宜", "name": " 老 李 "})
    assert sent.status_code == 303
    page = browser.get(f"/opinions/{call.id}").text
    assert "老 李" not in page and "便宜" not in page
    [said], more = calls.list_opinions(case_id)
    assert (said.name, said.words, more, find_call(call.id).count) == ("老 李", "夜间<script>便宜", None, 1)


def test_what_cannot_be_taken_is_said(app, case_id) -> None:
    call = call_out(case_id)
    for words, name, refusal in (("", "", NoOpinion), ("好" * 2001, "", TooLong), ("同意", "名" * 61, TooLong)):
        with pytest.raises(refusal):
            give_opinion(GiveOpinion(call.id, words, name))
    kept = app.test_client().post(f"/opinions/{call.id}", data={"words": "好" * 2001, "name": "老李"})
    assert kept.status_code == 422 and "好" * 2001 in kept.text
    with pytest.raises(NoSuchCall):
        give_opinion(GiveOpinion(call.id + 1, "同意"))


def test_flooding_it_is_limited(database_url, make_app, clock) -> None:
    served = make_app(database_url, CLOCK=clock, RATELIMIT_ENABLED=True)
    with served.app_context():
        publish_shipped("10-major-decision")
        proposed = StartCase("10-major-decision", PROPOSAL, new_key(), SOMEBODY, officer("xuxing"), "停车")
        case_id = start_case(proposed).case_id
        do(case_id, "start_it", "yuxian", {"启动意见": "启动"})
        address = f"/opinions/{call_out(case_id).id}"
    client = served.test_client()
    assert [client.post(address, data={"words": f"第{n}条"}).status_code for n in range(21)] == [303] * 20 + [429]


def test_what_was_said_never_changes(case_id) -> None:
    give_opinion(GiveOpinion(call_out(case_id).id, "夜间便宜些"))
    with pytest.raises(DatabaseError):
        in_transaction(lambda session: session.execute(update(OpinionRow).values(words="同意")))


def test_after_the_last_day_it_is_closed_and_then_answered(app, clock, case_id) -> None:
    call = call_out(case_id)
    clock.advance_to(clock.now() + timedelta(days=31, hours=12))
    with pytest.raises(CallClosed):  # also while nobody has moved the case on yet
        give_opinion(GiveOpinion(call.id, "来晚了"))
    advance_case(case_id)
    [over] = calls_of(case_id)
    assert not over.open and over.last_on == call.last_on and over.answer == ()
    do(case_id, "opinions", "xuxing", {**OPINIONS, "公开日期": today().isoformat()})
    [answered], more = calls.past_calls()
    assert {fact.field.name: fact.value for fact in answered.answer}["采纳说明"] == "采纳分时段建议"
    assert more is None and "采纳分时段建议" in app.test_client().get(f"/opinions/{call.id}").text


# ------------------------------------------------------------------------------------------------ in the record


def unguarded(statement) -> None:
    """As somebody would who has the database to themselves: without its triggers."""
    db.session.rollback()  # what was read until now is not looked at again
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for action in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS opinions_no_{action}"))
        else:
            connection.execute(text("DROP TRIGGER IF EXISTS opinions_append_only ON opinions"))
        connection.execute(statement)


def test_an_opinion_is_a_line_of_the_chain_in_the_same_transaction(app, case_id, monkeypatch) -> None:
    call = call_out(case_id)
    before = chain_status(case_id).lines
    said = give_opinion(GiveOpinion(call.id, "夜间便宜些", "老李"))
    assert chain_status(case_id).whole and chain_status(case_id).lines == before + 1
    line = parse(chain_of(case_id).lines[-1][1])
    assert (line["action"], line["call"], line["opinion"]) == ("opinion", call.id, said)
    assert "老李" not in str(line) and "便宜" not in str(line)
    monkeypatch.setattr(call_records, "append", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        give_opinion(GiveOpinion(call.id, "白天也便宜些"))
    assert find_call(call.id).count == 1 and chain_status(case_id).whole


@pytest.mark.parametrize(
    "change",
    [
        lambda: update(OpinionRow).values(words="同意"),
        lambda: update(OpinionRow).values(name=""),
        lambda: delete(OpinionRow),
        lambda: insert(OpinionRow).values(call_id=1, name="", words="再来一条", at=now()),
        lambda: update(CallRow).values(shown=dump_value({"必要性": "没有必要"})),
        lambda: update(CallRow).values(answer=dump_value({"采纳情况": "全部采纳"}), answered_by="hear"),
    ],
)
def test_whatever_is_altered_shows(case_id, change) -> None:
    give_opinion(GiveOpinion(call_out(case_id).id, "夜间便宜些", "老李"))
    assert chain_status(case_id).whole
    unguarded(change())
    db.session.expire_all()
    assert not chain_status(case_id).whole


def test_who_gave_it_finds_it_again_and_nobody_learns_what_it_was(app, case_id) -> None:
    call, browser = call_out(case_id), app.test_client()
    browser.post(f"/opinions/{call.id}", data={"words": "夜间便宜些", "name": "老李"})
    page = browser.get(f"/opinions/{call.id}").text
    record = browser.get(f"/opinions/{call.id}/record.json")
    [opinion] = record.json["opinions"]
    assert opinion["opinion"][:16] in page and record.json["head"] in page and record.json["whole"]
    assert set(opinion) == {"line", "opinion"} and "老李" not in record.text
    assert "record.json" in browser.get("/verify").text
    assert browser.get(f"/opinions/{call.id + 1}/record.json").status_code == 404


def test_the_flow_goes_on_beside_the_opinions_and_its_answer_is_held_to_the_entries(clock, case_id) -> None:
    call = call_out(case_id)
    for number in range(3):
        give_opinion(GiveOpinion(call.id, f"第 {number} 条意见"))
    clock.advance_to(clock.now() + timedelta(days=31, hours=12))
    advance_case(case_id)
    do(case_id, "opinions", "xuxing", {**OPINIONS, "公开日期": today().isoformat()})
    assert chain_status(case_id).whole
    unguarded(update(CallRow).values(answer=dump_value({"采纳说明": "全部采纳"})))
    db.session.expire_all()
    assert not chain_status(case_id).whole


def test_who_is_slower_by_a_moment_is_recorded_behind(case_id, monkeypatch) -> None:
    call, tried = call_out(case_id), []

    def beaten_once(*said):
        tried.append(said)
        if len(tried) == 1:
            raise MovedOn
        return record_opinion(*said)

    monkeypatch.setattr(calls, "record_opinion", beaten_once)
    give_opinion(GiveOpinion(call.id, "我后说"))
    assert len(tried) == 2 and find_call(call.id).count == 1 and chain_status(case_id).whole
