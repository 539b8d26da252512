"""What is published of cases that are going on: applications alone, at which stage, of whom only what is no secret."""

import zlib
from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import insert, update

from app.cases import running
from app.cases.commands import StartCase, start_case
from app.cases.keys import new_key
from app.cases.running import is_applied_for, list_running
from app.cases.tables import CaseRow, EntryRow
from app.catalogue.tables import PowerRow
from app.database import db, in_transaction
from app.flows.folders import power_folders
from app.jobs.worker import run_due_jobs
from engine import read_model
from tests.app.counting import Counting
from tests.app.operating import act, entries, suspend
from tests.app.test_begun_by_authority import OPENING, PENALTY
from tests.app.test_enquiries import QUESTION
from tests.app.test_standing import AGENT, AS_AGENT
from tests.app.variants import publish_variant
from tests.app.world import (
    APPLICANT,
    POWER,
    ROOT,
    SOMEBODY,
    accept,
    apply,
    case_of_test,
    decide,
    do,
    inspect,
    officer,
    publish_shipped,
)  # fmt: skip

PERSON = {"name": "何秀芝", "id_type": "idcard", "id_number": "11010519491231002X", "phone": "13800138000"}
HERE = ("/running", "/running?lang=en", "/open-data/running.json", "/open-data/running.csv", "/lobby", "/")
STAGE = ('daylight:en="Inspect"', 'daylight:en="Inspect" daylight:stage="实地看" daylight:stageEn="On the spot"')


@pytest.fixture
def public(app):
    """Anybody's browser. Its requests share this context's ``g``, so each chooses its language anew."""
    client = app.test_client()

    def get(address: str):
        g.pop("language", None)
        return client.get(address)

    return get


def set_power(**values) -> None:
    in_transaction(lambda s: s.execute(update(PowerRow).where(PowerRow.code == POWER).values(**values)))


def set_case(case_id: int, **values) -> None:
    in_transaction(lambda s: s.execute(update(CaseRow).where(CaseRow.id == case_id).values(**values)))
    db.session.remove()


def penalty() -> int:
    publish_shipped(PENALTY)
    return start_case(StartCase(PENALTY, OPENING, new_key(), SOMEBODY, officer("leiming"))).case_id


def only() -> running.Running:
    (found,), more = list_running()
    assert more is None
    return found


# ------------------------------------------------------------------------------------------------ what is said


def test_an_application_is_shown_from_the_moment_it_is_received_until_it_is_decided(app, clock):
    case_id = apply().case_id
    first = only()
    assert (first.power_code, first.at[0].zh, first.light, first.counted_later) == (POWER, "受理", "none", True)
    assert (first.used, first.allowed) == (None, None)
    accept(case_id)
    clock.advance_to(clock.now() + timedelta(days=4))  # over a weekend
    second = only()
    assert (second.at[0].zh, second.at[0].en, second.used, str(second.allowed)) == ("核查", "Inspect", 2, "6wd")
    assert (second.light, second.counted_later, second.begun_at) == ("green", False, first.begun_at)
    inspect(case_id)
    decide(case_id)
    assert list_running() == ([], None)


def test_where_the_model_has_public_stages_these_are_said_and_no_steps(app, public):
    publish_variant(STAGE)
    accept(apply().case_id)
    assert [(stage.zh, stage.en) for stage in only().at] == [("实地看", "On the spot")]
    assert "实地看" in public("/running").text and "On the spot" in public("/running?lang=en").text


def test_the_light_is_of_now_and_not_of_the_last_command(app, clock, public):
    accept(apply().case_id)
    clock.advance_to(clock.now() + timedelta(days=6))
    assert only().light == "yellow"
    clock.advance_to(clock.now() + timedelta(days=30))
    assert only().light == "red" and "超期" in public("/running").text


def test_what_stands_still_is_said_not_to_count(app, public):
    case_id = apply().case_id
    accept(case_id)
    suspend(case_id)
    assert (only().light, only().suspended) == ("paused", True)
    assert "中止，不计时" in public("/running").text
    act(case_id, "limin", "resume", "鉴定完成")
    assert (only().light, only().suspended) == ("green", False)


def test_a_step_that_does_not_count_is_said_too(app, clock, public):
    publish_variant((STAGE[0], 'daylight:en="Inspect" daylight:clock="excluded" daylight:article="第四十五条"'))
    case_id = apply().case_id
    accept(case_id)
    clock.advance_to(clock.now() + timedelta(days=1))
    assert case_of_test(case_id).status == "running"
    assert (only().light, only().suspended) == ("paused", False)
    assert "停表，不计时" in public("/running").text


def test_a_body_is_held_to_the_promise_of_its_own(app):
    case_id = apply().case_id
    accept(case_id)
    set_case(case_id, promise="3wd")
    assert str(only().allowed) == "3wd"


# ------------------------------------------------------------------------------------------------ what is not


def test_a_natural_person_is_not_named_and_nothing_leads_to_the_case(app, public):
    receipt = apply(申请人=PERSON, 面积="4711")
    accept(receipt.case_id)
    assert only().applicant == running.PERSON
    for address in HERE:
        page = public(address).text
        assert "测试许可" in page or "Test permit" in page, address
        for secret in (*PERSON.values(), receipt.number, receipt.query_code, "4711", "138****8000"):
            assert secret not in page, (address, secret)


def test_an_agent_is_not_named(app, public):
    accept(apply(**AS_AGENT).case_id)
    assert only().applicant.zh == APPLICANT["name"]
    for address in HERE:
        assert not {word for word in (AGENT["name"], AGENT["phone"], "代办") if word in public(address).text}


def test_an_organisation_is_named_once_an_officer_has_done_a_step(app, public):
    """Anybody can write anything into a form: it does not stand on the city's page before somebody has read it."""
    shout = "打倒一切面馆"
    case_id = apply(申请人={**APPLICANT, "name": shout}).case_id
    assert only().applicant == running.UNSEEN
    assert not [address for address in HERE if shout in public(address).text]
    do(case_id, "intake", "limin", {"结论": "补正"})
    assert only().applicant.zh == shout
    do(case_id, "supplement", None, {"说明": "补了"})
    assert only().applicant.zh == shout


def test_silence_that_accepts_has_read_nothing(app, clock):
    case_id = apply().case_id
    clock.advance_to(clock.now() + timedelta(days=10))
    assert run_due_jobs() and only().applicant == running.UNSEEN
    (started, *_) = entries(case_id)
    row = {column.name: getattr(started, column.name) for column in EntryRow.__table__.columns if column.name != "id"}
    in_transaction(lambda session: session.execute(insert(EntryRow).values(row | {"kind": "completed", "seq": 99})))
    assert only().applicant == running.UNSEEN, "nor has what the party did itself"
    do(case_id, "inspect", "liujianguo", {"合格": "yes"})
    assert only().applicant.zh == APPLICANT["name"]


def test_the_answers_given_are_what_is_masked_and_not_the_name_the_case_goes_by(app):
    case_id = apply(申请人=PERSON).case_id
    accept(case_id)
    set_case(case_id, applicant="某公司")
    assert only().applicant == running.PERSON


def test_what_is_not_disclosed_is_not_shown(app, public):
    accept(apply().case_id)
    set_power(disclosed=False)
    assert list_running() == ([], None)
    assert "没有正在办理的件" in public("/running").text


@pytest.mark.parametrize("category", ["penalty", "coercion", "inspection"])
def test_what_an_authority_exercises_unasked_is_not_shown_even_where_its_flow_begins_with_an_application(app, category):
    accept(apply().case_id)
    set_power(category=category)
    assert list_running() == ([], None)


def test_a_penalty_is_not_shown(app, public):
    penalty()
    assert list_running() == ([], None)
    assert OPENING["当事人"]["name"] not in public("/running").text


def test_what_an_officer_began_is_not_shown_whatever_the_catalogue_and_the_flow_say(app, monkeypatch):
    penalty()
    in_transaction(lambda s: s.execute(update(PowerRow).values(category="licence")))
    monkeypatch.setattr(running, "is_applied_for", lambda model: True)
    assert list_running() == ([], None)


def test_questions_and_complaints_are_not_shown(app, monkeypatch):
    publish_shipped("10-enquiry")
    start_case(StartCase("10-enquiry", QUESTION, new_key(), SOMEBODY))
    assert list_running() == ([], None)
    monkeypatch.setattr(running, "is_applied_for", lambda model: True)
    assert list_running() == ([], None)
    monkeypatch.setitem(app.config, "ENQUIRIES", "another")
    assert only().power_code == "10-enquiry"


def test_of_the_powers_shipped_only_applications_are_published():
    """Not the letters, the declarations to the list of powers, the reviews of flows, what is decided unasked."""
    folders = {f.name.split("/")[1]: f for f in power_folders(ROOT / "bpmn", ROOT / "forms")}
    assert {code for code, folder in folders.items() if is_applied_for(read_model(folder.bundle))} == {
        "01-construction-permit", "01-entertainment-venue", "01-food-business", "01-land-disposal", "01-project-joint",
        "01-public-venue-hygiene", "01-tobacco-retail", "01-water-drawing", "05-minimum-living", "07-real-estate",
        "07-work-injury", "09-land-dispute", "10-disclosure-request", "10-tender",
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------ the page


def test_cases_are_paged_by_key(app):
    ids = [apply().case_id for _ in range(5)]
    found, more = list_running(most=2)
    assert [one.id for one in found] == ids[:2:-1] and more == ids[3]
    found, more = list_running(before=more, most=2)
    assert [one.id for one in found] == ids[2:0:-1] and more == ids[1]
    assert [one.id for one in list_running(before=more, most=2)[0]] == ids[:1]
    assert list_running(most=5)[1] is None


def test_a_page_is_full_though_what_is_not_published_stands_between(app, monkeypatch):
    publish_variant(('daylight:power="test-permit"', 'daylight:power="test-permit" daylight:matter="declaration"'))
    hidden = [apply().case_id for _ in range(3)]
    publish_variant()
    shown = [apply().case_id]
    set_case(shown[0], bundle=case_of_test(hidden[0]).bundle)
    hidden.append(shown.pop())
    publish_variant()
    shown = [apply().case_id, apply().case_id]
    found, more = list_running(most=1)
    assert [one.id for one in found] == shown[1:] and more == shown[1]
    monkeypatch.setattr(running, "LOOKS", 2)
    found, more = list_running(before=shown[0], most=1)
    assert found == [] and more in hidden, "looked through twice, and says where to go on"
    assert list_running(before=more, most=5) == ([], None)


def test_powers_and_categories_are_asked_for_as_of_results(app, public):
    apply()
    for asked, count in (("", 1), (f"?power={POWER}", 1), ("?category=licence", 1), ("?category=ruling", 0)):
        page = public(f"/running{asked}").text
        assert page.count("<tr>") - 1 == count or (count == 0 and "没有正在办理的件" in page), asked
    assert public("/running?before=x&category=nothing").status_code == 200
    assert public("/running?power=nothing").status_code == 404
    page = public("/running").text
    assert "category=licence" in page and "category=penalty" not in page


def test_one_case_that_cannot_be_read_does_not_take_the_page_away(app, public):
    broken, whole = apply().case_id, apply().case_id
    set_case(broken, state=zlib.compress(b'{"v": 99}'))
    assert only().id == whole
    assert public("/running").status_code == 200


def test_the_page_asks_few_questions_also_when_no_model_has_been_read(app, public):
    for change in ((), (STAGE,), (('name="测试许可"', 'name="试办许可"'),)):
        publish_variant(*change)
        accept(apply().case_id)
    app.extensions.pop("daylight-models")
    with Counting(db.engine) as counted:
        assert public("/running").status_code == 200
    assert counted.statements <= 4
    with Counting(db.engine) as counted:
        assert public("/lobby").status_code == 200
    assert counted.statements <= 5


def test_home_results_and_the_map_of_the_site_lead_there(app, public):
    for address in ("/", "/results", "/sitemap.xml"):
        assert "/running" in public(address).text, address
    assert "/results" in public("/running").text
