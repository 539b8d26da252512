"""补充材料或说明: the party adds papers and words while the case runs; they are on record, read before anybody signs,
and move nothing.
"""

import io
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from app.cases import supplementing
from app.cases.commands import CompleteTask, complete_task
from app.cases.inboxes import inbox
from app.cases.keys import new_key
from app.cases.materials import store_material
from app.cases.migrating import StartMigration, start_migration
from app.cases.moving import load_case
from app.cases.owner import Owner
from app.cases.queries import case_file, tracking
from app.cases.reading import readings_of, unread_in
from app.cases.requests import Decide
from app.cases.requests import decide as settle
from app.cases.supplementing import MOST_A_DAY, CaseOver, EnoughToday, Supplement, receiver_of, supplement
from app.cases.supplements import SUPPLEMENTED, AddedMeanwhile, added_through, supplement_form
from app.cases.tables import EntryRow, Material
from app.cases.verification import chain_status
from app.cases.views import CaseFile, Receipt
from app.database import db, in_transaction
from app.jobs.worker import run_due_jobs
from app.log.chain import parse
from app.log.queries import chain_of
from engine import FixedClock, FormInvalid
from tests.app.counting import Counting
from tests.app.operating import act, case_of, entries, kinds, requests_of, suspend
from tests.app.test_at_once import at_once
from tests.app.test_hostile_uploads import pdf
from tests.app.test_http_tasks import browser, key_on, task_of
from tests.app.test_materials import PDF
from tests.app.test_merging import filed, investigated, merge, penalty  # noqa: F401
from tests.app.test_standing import AS_AGENT
from tests.app.test_transferring import county, successor  # noqa: F401
from tests.app.variants import MERGEABLE, NAMED_ANEW, publish_variant
from tests.app.world import POWER, accept, apply, case_of_test, decide, do, inspect, officer, open_tasks

WORDS = "隔壁在施工，核查请改走后门。"


def paper(case_id: int, name: str = "租约.pdf", content: bytes = PDF) -> dict[str, object]:
    field = supplement_form().field("added_1")
    return store_material(Owner.party(case_id), field, "added_1", name, io.BytesIO(content)).value


def add(case_id: int, words: str = WORDS, key: str | None = None, **papers: object):
    return supplement(Supplement(case_id, {"words": words, **papers}, key or new_key()))


def file_of(case_id: int, who: str = "limin") -> CaseFile:
    return case_file(case_of(case_id).number, officer(who))


def added(case_id: int, who: str = "limin") -> list[str]:
    return [one.words for one in file_of(case_id, who).added]


def supplied(who: str) -> list[bool]:
    return [row.supplied for group in inbox(officer(who)).groups for row in group.rows]


def state_of(case_id: int) -> tuple[object, ...]:
    case = case_of_test(case_id)
    tasks = [(t.task_id, t.due_at, t.paused, t.officer_id) for t in open_tasks(case_id)]
    return case.state, case.status, case.due_at, case.light, tasks, load_case(db.session(), case_id).case.limits


def test_what_is_added_is_on_record_for_both_sides_and_moves_nothing(app):
    case = apply().case_id
    accept(case)
    before = state_of(case)
    done = add(case, added_1=paper(case))
    assert (done.number, state_of(case)) == (case_of(case).number, before)
    entry = entries(case)[-1]
    assert (entry.kind, entry.by, entry.opinion, entry.at) == (SUPPLEMENTED, "party", WORDS, done.at)
    line = parse(chain_of(case).lines[-1][1])
    assert (line["action"], line["by"], len(line["entries"])) == ("supplement", "party", 1)
    for view in (tracking(case).entries[0], file_of(case).entries[0]):
        assert (view.opinion, [fact.value["name"] for fact in view.answers]) == (WORDS, ["租约.pdf"])
    assert [m.name for m in file_of(case).materials] == ["租约.pdf"] and chain_status(case).whole
    assert unread_in(tracking(case), readings_of(case)) == 2  # what one sent oneself is no notice
    inspect(case)
    decide(case)
    assert case_of(case).status == "finished" and chain_status(case).whole


def test_it_is_marked_as_new_until_the_step_that_was_open_is_done(app, clock: FixedClock):
    case = apply().case_id
    assert added(case) == [] and supplied("limin") == [False]
    clock.advance_to(clock.now() + timedelta(minutes=1))
    add(case)
    assert added(case) == [WORDS] and file_of(case).added_since is None and supplied("limin") == [True]
    clock.advance_to(clock.now() + timedelta(minutes=1))
    accept(case)
    assert added(case) == [] and not any(supplied("liujianguo"))
    clock.advance_to(clock.now() + timedelta(minutes=1))
    add(case, "又补一句")
    do(case, "inspect", "liujianguo", {"合格": "yes"})
    assert added(case) == ["又补一句"] and supplied("maxiaodong") == [True]  # the other inspector may not have seen it


def test_during_a_correction_it_is_new_to_whoever_gets_the_case_next(app, clock: FixedClock):
    case = apply().case_id
    do(case, "intake", "limin", {"结论": "补正"})
    clock.advance_to(clock.now() + timedelta(minutes=1))
    add(case)
    clock.advance_to(clock.now() + timedelta(minutes=1))
    do(case, "supplement", None, {"说明": "已补"})
    assert added(case) == [WORDS]


def test_nobody_signs_without_having_seen_it(app):
    case = apply().case_id
    task, seen = open_tasks(case)[0].id, file_of(case).entries[0].seq

    def sign(seen: int):
        return complete_task(CompleteTask(task, {"结论": "受理"}, new_key(), "", officer("limin"), None, case, seen))

    add(case)
    with pytest.raises(AddedMeanwhile):
        sign(seen)
    assert kinds(case) == ["started", SUPPLEMENTED]
    sign(file_of(case).entries[0].seq)
    assert kinds(case)[-1] == "completed" and chain_status(case).whole


def test_twice_the_same_is_once(app):
    case, key = apply().case_id, new_key()
    assert add(case, key=key) == add(case, key=key)
    assert kinds(case).count(SUPPLEMENTED) == 1


def test_twice_at_the_same_moment_is_once(served):
    with served.app_context():
        case, key = apply().case_id, new_key()
    results = at_once(served, *[lambda: add(case, key=key)] * 4)
    assert len(set(results)) == 1, results
    with served.app_context():
        assert kinds(case).count(SUPPLEMENTED) == 1 and chain_status(case).whole


def test_beside_the_decision_it_is_on_record_before_or_refused(served):
    for _ in range(4):
        with served.app_context():
            case = apply().case_id
            accept(case)
            inspect(case)
            db.session.remove()
        result, _moved = at_once(served, lambda: add(case), lambda: decide(case))  # noqa: B023
        with served.app_context():
            assert case_of(case).status == "finished" and chain_status(case).whole
            there = kinds(case).count(SUPPLEMENTED)
            assert isinstance(result, CaseOver) if not there else (there, result.number) == (1, case_of(case).number)
            if there:
                assert kinds(case).index(SUPPLEMENTED) < kinds(case).index("finished")


@pytest.mark.parametrize("answers", [{}, {"words": "  "}, {"words": "x" * 2001}, {"words": ["a"]}, {"added_1": "x"}])
def test_nothing_at_all_and_what_is_wrong_is_refused(app, answers):
    case = apply().case_id
    with pytest.raises(FormInvalid):
        supplement(Supplement(case, answers, new_key()))
    assert kinds(case) == ["started"]


def test_only_so_many_a_day(app, clock: FixedClock):
    case = apply().case_id
    for number in range(MOST_A_DAY):
        add(case, str(number))
    with pytest.raises(EnoughToday):
        add(case)
    clock.advance_to(clock.now() + timedelta(days=1))
    add(case)
    assert kinds(case).count(SUPPLEMENTED) == MOST_A_DAY + 1


def test_once_the_case_has_ended_no_more(app):
    case = apply().case_id
    accept(case)
    inspect(case)
    decide(case)
    for refused in (lambda: add(case), lambda: receiver_of(case)):
        with pytest.raises(CaseOver):
            refused()
    assert SUPPLEMENTED not in kinds(case)


def test_a_suspended_case_takes_it_and_stands_still(app):
    case = apply().case_id
    accept(case)
    suspend(case)
    before = state_of(case)
    add(case)
    assert state_of(case) == before and added(case) == [WORDS]
    act(case, "limin", "resume")
    assert added(case) == [WORDS] and chain_status(case).whole


def test_a_case_moves_to_a_new_version_with_it(app):
    case = apply().case_id
    accept(case)
    add(case, added_1=paper(case))
    publish_variant(*NAMED_ANEW)
    start_migration(StartMigration(POWER, {}, (), "新版本施行", new_key(), officer("admin"), ()))
    run_due_jobs()
    assert "migrated" in kinds(case) and added(case) == [WORDS] and all(supplied("liujianguo"))
    assert [m.name for m in file_of(case).materials] == ["租约.pdf"] and chain_status(case).whole


def test_of_a_merged_case_it_goes_to_the_leading_one(app, penalty):  # noqa: F811
    leading, other = filed(), filed(涉嫌事实="在集市上无证销售卤味。")
    add(other, "并案以前说的")
    merge(leading, other)
    assert added(leading, "leiming") == ["并案以前说的"]
    number = case_of(other).number
    assert receiver_of(other) == (leading, case_of(leading).number)
    supplement(Supplement(leading, {"words": "并案以后说的"}, new_key(), number))
    assert set(added(leading, "leiming")) == {"并案以前说的", "并案以后说的"}
    assert [one.words for one in added_through(other, number)] == ["并案以后说的"]
    assert kinds(leading)[-1] == SUPPLEMENTED and kinds(other)[-1] == "finished"
    investigated(leading)
    act(leading, "leiming", "suspend", article="《行政处罚法》")
    assert receiver_of(other)[0] == leading
    assert chain_status(leading).whole and chain_status(other).whole


def test_it_goes_along_to_a_case_that_is_split_off_with_the_files_chosen(app, penalty):  # noqa: F811
    leading = filed()
    add(leading, "两件都有关", added_1=paper(leading), added_2=paper(leading, "另一份.pdf"))
    add(leading, "", added_1=paper(leading, "只与本案有关.pdf"))
    chosen = next(m.id for m in file_of(leading, "leiming").materials if m.name == "租约.pdf")
    act(leading, "leiming", "split", "另有共同违法人", source=str(leading), materials=chosen)
    [new] = [r.number for r in file_of(leading, "leiming").related if r.how == "split off"]
    file = case_file(new, officer("leiming"))
    assert [(one.words, [p.value["name"] for p in one.papers]) for one in file.added] == [("两件都有关", ["租约.pdf"])]
    assert [m.name for m in file.materials] == ["租约.pdf"] and file.materials[0].id != chosen
    assert file.chain.whole and chain_status(leading).whole


def test_it_goes_along_to_whoever_the_case_is_transferred_to(app, county):  # noqa: F811
    case = apply().case_id
    accept(case)
    add(case, added_1=paper(case))
    act(case, "zhaoguoqiang", "transfer", to=county)
    new = successor(case)
    line = parse(chain_of(new.id).lines[-1][1])
    assert (line["action"], line["source"]) == ("supplement", case_of(case).number)
    assert [(e.kind, e.opinion) for e in entries(new.id)] == [("started", ""), (SUPPLEMENTED, WORDS)]
    assert db.session.scalar(select(func.count()).where(Material.case_id == new.id)) == 1
    assert chain_status(new.id).whole and new.entry_seq == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda: update(EntryRow).values(opinion="别的"),
        lambda: update(EntryRow).values(values=func.replace(EntryRow.values, "sha256", "sha257")),
        lambda: delete(EntryRow),
        lambda: update(EntryRow).values(case_id=EntryRow.case_id, at=EntryRow.at, by=None),
    ],
)
def test_whatever_is_altered_shows_and_the_database_lets_nobody(app, change):
    case = apply().case_id
    add(case, added_1=paper(case))
    assert chain_status(case).whole
    with pytest.raises(DatabaseError):
        in_transaction(lambda session: session.execute(change().where(EntryRow.kind == SUPPLEMENTED)))
    db.session.rollback()
    with db.engine.begin() as connection:  # as somebody would who has the database to themselves
        if connection.dialect.name == "sqlite":
            for action in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER entries_no_{action}"))
        else:
            connection.execute(text("DROP TRIGGER entries_append_only ON entries"))
        connection.execute(change().where(EntryRow.kind == SUPPLEMENTED))
    db.session.expire_all()
    assert not chain_status(case).whole


# ---------------------------------------------------------------------------------------------------- at the pages


def followed(served: Flask, **answers: object) -> tuple[FlaskClient, Receipt]:
    with served.app_context():
        receipt = apply(**answers)
        db.session.remove()
    client = served.test_client()
    client.post("/track", data={"code": receipt.query_code, "password": receipt.password})
    return client, receipt


def key_in(page: str) -> str:
    return re.search(r'name="_key" value="([^"]+)"', page)[1]


def address(receipt: Receipt) -> str:
    return f"/cases/{receipt.number}/supplement"


def sent(words: str = WORDS, content: bytes = PDF, name: str = "租约.pdf", **more: object) -> dict[str, object]:
    return {"words": words, "added_1": (io.BytesIO(content), name), **more}


@pytest.mark.parametrize("answers", [{}, AS_AGENT])
def test_from_the_tracking_page_to_the_desk(served, answers):
    party, receipt = followed(served, **answers)
    assert quote(address(receipt)) in party.get(f"/cases/{receipt.number}").text
    key = key_in(party.get(address(receipt)).text)
    for _ in range(2):
        response = party.post(address(receipt), data=sent(_key=key))
        assert response.status_code == 303
    page = party.get(f"/cases/{receipt.number}").text
    assert page.count(WORDS) == 1 and "已收到，11月20日 09:00 记入办件" in page and "租约.pdf" in page
    clerk = browser(served, "limin")
    assert "有补充" in clerk.get("/inbox").text
    task = task_of(served, receipt.case_id)
    page = clerk.get(f"/inbox/tasks/{task}?tab=flow").text
    assert "申请人新补充了材料或说明" in page and WORDS in page
    file = re.search(r'href="(/inbox/cases/[^"]+/materials/[^"]+)"', page)[1]
    assert clerk.get(file, buffered=True).data == PDF
    assert WORDS in clerk.get(f"/inbox/cases/{receipt.number}?tab=entries").text


def test_who_signs_from_an_older_page_is_shown_what_came_and_loses_nothing(served):
    party, receipt = followed(served)
    clerk, task = browser(served, "limin"), task_of(served, receipt.case_id)
    page = clerk.get(f"/inbox/tasks/{task}").text
    data = {"结论": "受理", "_opinion": "写了半天的意见", "_key": key_in(page)}
    seen = re.search(r'name="_seen" value="(\d+)"', page)[1]
    party.post(address(receipt), data=sent())
    response = clerk.post(f"/inbox/tasks/{task}", data={**data, "_seen": seen})
    assert response.status_code == 409 and WORDS in response.text and "写了半天的意见" in response.text
    assert key_in(response.text) == data["_key"]
    seen = re.search(r'name="_seen" value="(\d+)"', response.text)[1]
    assert clerk.post(f"/inbox/tasks/{task}", data={**data, "_seen": seen}).status_code == 303


def test_only_whoever_follows_the_case(served):
    _, receipt = followed(served)
    stranger = served.test_client()
    assert stranger.get(address(receipt)).status_code == 403
    assert stranger.post(address(receipt), data=sent()).status_code == 403
    with served.app_context():
        assert kinds(receipt.case_id) == ["started"] and db.session.scalar(select(func.count(Material.id))) == 0


def test_a_hostile_file_is_named_and_the_rest_is_kept(served):
    party, receipt = followed(served)
    script = pdf(b"1 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj")
    data = sent(content=script, added_2=(io.BytesIO(PDF), "好的.pdf"), _key="k")
    response = party.post(address(receipt), data=data)
    assert response.status_code == 422 and "文件里有脚本" in response.text and WORDS in response.text
    kept = re.search(r'name="added_2.id" value="(\w+)"', response.text)[1]
    assert party.post(address(receipt), data={"words": WORDS, "added_2.id": kept, "_key": "k"}).status_code == 303
    with served.app_context():
        assert [m.name for m in file_of(receipt.case_id).materials] == ["好的.pdf"]


@pytest.mark.parametrize("data", [{}, {"words": "长" * 2001}, {"_key": ""}, {"added_1.id": "nonsense"}])
def test_what_cannot_be_taken_is_told_at_its_field(served, data):
    party, receipt = followed(served)
    response = party.post(address(receipt), data=data)
    assert response.status_code == 422 and 'href="#f-words"' in response.text
    if "words" in data:
        assert data["words"] in response.text


def test_files_have_a_room_of_their_own_in_each_case(served, monkeypatch):
    party, receipt = followed(served)
    monkeypatch.setattr(supplementing, "MOST_BYTES", 3000)
    assert party.post(address(receipt), data=sent()).status_code == 303
    response = party.post(address(receipt), data=sent(content=PDF + b"x" * 3000))
    assert response.status_code == 409 and WORDS in response.text
    with served.app_context():
        assert db.session.scalar(select(func.count(Material.id))) == 1


def test_after_the_end_it_says_what_can_be_done(served):
    party, receipt = followed(served)
    with served.app_context():
        accept(receipt.case_id)
        inspect(receipt.case_id)
        decide(receipt.case_id)
        db.session.remove()
    assert quote(address(receipt)) not in party.get(f"/cases/{receipt.number}").text
    for response in (party.get(address(receipt)), party.post(address(receipt), data=sent())):
        assert response.status_code == 409 and "已经办结" in response.text
        assert f"/powers/{POWER}#e6" in response.text
    assert WORDS in response.text
    with served.app_context():
        assert db.session.scalar(select(func.count(Material.id))) == 0


def test_whoever_follows_a_merged_case_adds_to_the_leading_one_and_sees_it_listed(served):
    with served.app_context():
        publish_variant(*MERGEABLE)
        leading = apply().case_id
        db.session.remove()
    party, receipt = followed(served)
    with served.app_context():
        act(leading, "limin", "merge", cases=str(receipt.case_id))
        settle(Decide(requests_of(leading)[0].id, True, "同意", new_key(), officer("haowei")))
        number = case_of(leading).number
        db.session.remove()
    page = party.get(f"/cases/{receipt.number}").text
    assert f"已并入 {number}" in page and quote(address(receipt)) in page
    assert f"已并入 {number}" in party.get(address(receipt)).text
    assert party.post(address(receipt), data=sent()).status_code == 303
    page = party.get(f"/cases/{receipt.number}").text
    assert "您补充到并入后那一件的" in page and page.count(WORDS) == 1 and "租约.pdf" in page
    with served.app_context():
        assert added(leading) == [WORDS] and [m.name for m in file_of(leading).materials] == ["租约.pdf"]
        act(leading, "zhaoguoqiang", "terminate")
        db.session.remove()
    assert quote(address(receipt)) not in party.get(f"/cases/{receipt.number}").text
    assert party.post(address(receipt), data=sent()).status_code == 409


def test_the_same_form_twice_is_answered_alike_also_when_the_day_is_full(served):
    party, receipt = followed(served)
    for number in range(MOST_A_DAY):
        assert party.post(address(receipt), data={"words": "x", "_key": str(number)}).status_code == 303
    assert party.post(address(receipt), data={"words": "x", "_key": "3"}).status_code == 303
    response = party.post(address(receipt), data={"words": "最后一句"})
    assert response.status_code == 409 and "明天" in response.text and "最后一句" in response.text


def test_completing_costs_what_it_cost(served):
    """The page says up to where it was read; only where something came since is anything looked up."""
    _, receipt = followed(served)
    clerk, task = browser(served, "limin"), task_of(served, receipt.case_id)
    data = {"结论": "受理", "_seen": "1", "_key": key_on(clerk, task)}
    with served.app_context():
        engine = db.engine
    with Counting(engine) as counted:
        assert clerk.post(f"/inbox/tasks/{task}", data=data).status_code == 303
    assert counted.statements <= 10 and counted.commits == 1


def test_what_a_party_sends_to_a_suspended_case_is_kept_and_said_in_its_own_words(served):
    party, receipt = followed(served)
    with served.app_context():
        do(receipt.case_id, "intake", "limin", {"结论": "补正"})
        suspend(receipt.case_id)
        task = open_tasks(receipt.case_id)[0].id
        db.session.remove()
    where = f"/cases/{receipt.number}/tasks/{task}"
    answer = party.post(where, data={"说明": "已补", "_key": "k"})
    assert answer.status_code == 409 and "您写的还在" in answer.text and "待办页" not in answer.text
    with served.app_context():
        act(receipt.case_id, "limin", "resume")
        db.session.remove()
    assert "已补" in party.get(where).text
