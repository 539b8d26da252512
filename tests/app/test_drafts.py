"""Drafts of flow models: begun in three ways, changed by several people, lost by nobody."""

import threading
from datetime import timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select
from yaml import safe_load

from app.cases.keys import new_key
from app.catalogue.entry import EntryRefused, read_entry
from app.clock import today
from app.database import db
from app.flows.beginnings import write_entry
from app.flows.draft_files import MOST_BYTES_OF_ONE, MOST_FILES, TooLarge, WrongFileName
from app.flows.draft_queries import (
    NoSuchDraft,
    NotYourDraft,
    files_at,
    get_draft,
    list_drafts,
    list_revisions,
    own_draft,
)
from app.flows.drafts import (
    Beginning,
    NoFlow,
    NoName,
    NotYourPower,
    StaleDraft,
    WrongCode,
    draft_from_files,
    draft_from_nothing,
    draft_from_power,
    drop_draft,
    save_files,
)
from app.flows.queries import effective_model
from app.flows.tables import DraftFile, FlowDraft
from app.people.delegating import Delegate, delegate
from engine import Rules, Text, check_model, read_model
from tests.app.world import POWER, officer

NAME = Text("小餐饮登记", "Registration of small eateries")


def begin(username="wenjing", **changes):
    who = officer(username)
    said = {"organisation_id": who.organisation_id, "code": "07-small", "name": NAME, "category": "confirmation"}
    return Beginning(who, **{**said, "key": new_key(), **changes})


def save(draft_id, username="wenjing", revision=None, key=None, **changes):
    """Files by their names, a dot written as two underscores."""
    named = {name.replace("__", "."): content for name, content in changes.items()}
    return save_files(draft_id, revision or get_draft(draft_id).revision, named, officer(username), key or new_key())


def test_a_draft_from_nothing_is_a_flow_that_could_run(app):
    draft = get_draft(draft_from_nothing(begin()))
    assert (draft.power_code, draft.name, draft.revision, draft.base_digest) == ("07-small", NAME, 1, None)
    assert draft.organisation.zh == "云州市市场监督管理局" and draft.created_by.zh == "文静"
    model = read_model(draft.model_files)
    assert [f for f in check_model(model, Rules(remedies=True)) if f.severity == "error"] == []
    assert [lane.name.zh for lane in model.lanes] == ["申请人", "窗口"] and model.start_form.name == "apply"
    entry = read_entry(draft.entry)
    assert (entry.code, entry.body, entry.category) == ("07-small", "yunzhou-scjg", "confirmation")


def test_a_draft_from_a_power_holds_what_is_effective(app):
    draft = get_draft(draft_from_power(officer("wenjing"), POWER, new_key()))
    assert draft.base_digest == effective_model(POWER).digest and draft.base_version == 1
    assert draft.model_files == effective_model(POWER).files
    assert read_entry(draft.entry).code == POWER


def test_a_draft_from_files_gets_an_entry_that_fits_it(app):
    from_power = get_draft(draft_from_power(officer("wenjing"), POWER, new_key()))
    copied = get_draft(draft_from_files(begin(code="07-copy"), from_power.files))
    assert read_entry(copied.entry).code == "07-copy" and read_entry(copied.entry).name == NAME
    assert read_entry(copied.entry).basis == read_entry(from_power.entry).basis
    assert copied.files["flow.bpmn"] == from_power.files["flow.bpmn"]
    broken = draft_from_files(begin(), {"flow.bpmn": b"<x/>", "power.yaml": b"code: [", "full.test.yaml": b"a: 1"})
    assert read_entry(get_draft(broken).entry).name == NAME
    assert "full.test.yaml" not in get_draft(broken).model_files


def test_the_same_command_twice_makes_one_draft(app):
    beginning = begin()
    assert draft_from_nothing(beginning) == draft_from_nothing(beginning)
    assert len(list_drafts(officer("wenjing"))) == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"code": "../x"}, WrongCode),
        ({"code": "x"}, WrongCode),
        ({"code": "a" * 61}, WrongCode),
        ({"name": Text("", "x")}, NoName),
        ({"name": Text("名" * 121, "x")}, NoName),
        ({"category": "bribe"}, EntryRefused),
        ({"organisation_id": 1}, NotYourDraft),
    ],
)
def test_a_beginning_that_is_refused_makes_no_draft(app, changes, refusal):
    with pytest.raises(refusal):
        draft_from_nothing(begin(**changes))
    assert db.session.scalars(select(FlowDraft)).all() == []


def test_only_analysts_of_the_body_that_exercises_a_power_draw_its_flow(app):
    with pytest.raises(NotYourDraft):
        draft_from_power(officer("dingning"), POWER, new_key())
    with pytest.raises(NotYourPower):
        draft_from_nothing(begin("dingning", code=POWER))
    for username in ("limin", "admin"):
        with pytest.raises(NotYourDraft):
            draft_from_nothing(begin(username))
    draft_id = draft_from_nothing(begin())
    for act in (
        lambda: own_draft(draft_id, officer("dingning")),
        lambda: save(draft_id, "dingning", flow__bpmn=b"<taken/>"),
        lambda: drop_draft(draft_id, officer("dingning")),
    ):
        with pytest.raises(NotYourDraft):
            act()
    assert list_drafts(officer("dingning")) == [] and list_drafts(officer("limin")) == []
    assert get_draft(draft_id).revision == 1


@pytest.mark.parametrize(
    "name",
    ["../flow.bpmn", "a/b.bpmn", "/etc/passwd", "flow.exe", ".bpmn", "", "power.yml", "x.yaml", "x.bpmn\n", "a\0.bpmn",
     "x" * 100 + ".bpmn", "c:\\x.bpmn", "CON .bpmn"],
)  # fmt: skip
def test_no_file_gets_in_by_a_wrong_name(app, name):
    draft_id = draft_from_nothing(begin())
    with pytest.raises(WrongFileName):
        save_files(draft_id, 1, {name: b"x"}, officer("wenjing"), new_key())
    with pytest.raises(WrongFileName):
        draft_from_files(begin(), {"flow.bpmn": b"x", name: b"x"})


def test_a_draft_does_not_grow_beyond_measure(app):
    draft_id = draft_from_nothing(begin())
    many = {f"f{n}.ui.json": b"{}" for n in range(MOST_FILES)}
    large = {f"f{n}.dmn": b"x" * MOST_BYTES_OF_ONE for n in range(5)}
    for changes in ({"flow.bpmn": b"x" * (MOST_BYTES_OF_ONE + 1)}, many, large):
        with pytest.raises(TooLarge):
            save_files(draft_id, 1, changes, officer("wenjing"), new_key())
    assert get_draft(draft_id).revision == 1
    with pytest.raises(NoFlow):
        draft_from_files(begin(), {"a.dmn": b""})


def test_saving_writes_changes_removes_and_leaves_the_rest(app):
    draft_id = draft_from_nothing(begin())
    before = get_draft(draft_id)
    assert save(draft_id, flow__bpmn="<任何东西".encode(), more__dmn=b"<t/>", handle__ui__json=None) == 2
    draft = get_draft(draft_id)
    assert draft.files["flow.bpmn"].decode() == "<任何东西" and draft.files["more.dmn"] == b"<t/>"
    assert "handle.ui.json" not in draft.files
    assert draft.files["apply.schema.json"] == before.files["apply.schema.json"]
    assert (draft.file_revisions["flow.bpmn"], draft.file_revisions["apply.schema.json"]) == (2, 1)
    assert save(draft_id, more__dmn=b"<t/>") == 2, "nothing is changed"


def test_the_slower_of_two_is_told_who_and_nothing_is_overwritten(app, clock):
    draft_id = draft_from_nothing(begin())
    clock.advance_to(clock.now() + timedelta(minutes=3))
    save(draft_id, "pengfei", revision=1, flow__bpmn=b"<theirs/>")
    with pytest.raises(StaleDraft) as told:
        save(draft_id, "wenjing", revision=1, flow__bpmn=b"<mine/>")
    stale = told.value
    assert (stale.names, stale.revision, stale.by.zh, stale.at) == (["flow.bpmn"], 2, "彭飞", clock.now())
    assert get_draft(draft_id).files["flow.bpmn"] == b"<theirs/>"
    with pytest.raises(StaleDraft):
        save(draft_id, "wenjing", revision=1, flow__bpmn=None)


def test_two_people_may_change_different_files(app):
    draft_id = draft_from_nothing(begin())
    assert save(draft_id, "pengfei", revision=1, flow__bpmn=b"<theirs/>") == 2
    assert save(draft_id, "wenjing", revision=1, apply__ui__json=b"{}") == 3
    draft = get_draft(draft_id)
    assert draft.files["flow.bpmn"] == b"<theirs/>" and draft.files["apply.ui.json"] == b"{}"
    assert draft.changed_by.zh == "文静"


def test_a_repeated_save_is_answered_as_it_was_first(app):
    draft_id, key = draft_from_nothing(begin()), new_key()
    assert save(draft_id, revision=1, key=key, flow__bpmn=b"<a/>") == 2
    save(draft_id, "pengfei", flow__bpmn=b"<b/>")
    assert save(draft_id, revision=1, key=key, flow__bpmn=b"<a/>") == 2
    assert get_draft(draft_id).files["flow.bpmn"] == b"<b/>"


def test_what_a_draft_was_is_kept_where_another_goes_on_and_as_time_passes(app, clock):
    draft_id = draft_from_nothing(begin())
    save(draft_id, flow__bpmn=b"<a/>")
    save(draft_id, flow__bpmn=b"<b/>")
    save(draft_id, "pengfei", flow__bpmn=b"<c/>")
    assert [r.revision for r in list_revisions(draft_id)] == [3, 1]
    assert files_at(draft_id, 3)["flow.bpmn"] == b"<b/>" and list_revisions(draft_id)[0].changed_by.zh == "文静"
    clock.advance_to(clock.now() + timedelta(minutes=11))
    save(draft_id, "pengfei", flow__bpmn=b"<d/>")
    assert files_at(draft_id, 4)["flow.bpmn"] == b"<c/>"
    with pytest.raises(NoSuchDraft):
        files_at(draft_id, 99)


def test_what_is_removed_can_always_be_found_again(app):
    draft_id = draft_from_nothing(begin())
    save(draft_id, flow__bpmn=b"<a/>")
    save(draft_id, handle__ui__json=b'{"order": []}')
    save(draft_id, handle__ui__json=None)
    assert files_at(draft_id, 3)["handle.ui.json"] == b'{"order": []}'


def test_the_draft_goes_by_what_its_entry_says_and_cannot_change_hands(app):
    draft_id = draft_from_nothing(begin())
    entry = {"code": "07-eatery", "name": {"zh": "小餐饮备案", "en": "Filing of small eateries"}}
    save(draft_id, power__yaml=renamed(draft_id, **entry))
    draft = get_draft(draft_id)
    assert (draft.power_code, draft.name.zh, draft.name.en) == ("07-eatery", "小餐饮备案", "Filing of small eateries")
    for changes, refusal in (
        (b"code: [", EntryRefused),
        (None, EntryRefused),
        (renamed(draft_id, body="yunzhou-fgw"), NotYourPower),
        (renamed(draft_id, code="a b"), WrongCode),
        (renamed(draft_id, name={"zh": " ", "en": ""}), NoName),
    ):
        with pytest.raises(refusal):
            save(draft_id, power__yaml=changes)
    assert get_draft(draft_id).revision == 2


def renamed(draft_id, **changes):
    return write_entry({**safe_load(get_draft(draft_id).entry), **changes})


def test_a_dropped_draft_is_gone_with_its_files(app):
    draft_id = draft_from_nothing(begin())
    save(draft_id, flow__bpmn=b"<a/>")
    drop_draft(draft_id, officer("pengfei"))
    with pytest.raises(NoSuchDraft):
        get_draft(draft_id)
    with pytest.raises(NoSuchDraft):
        save_files(draft_id, 2, {"flow.bpmn": b""}, officer("wenjing"), new_key())
    assert db.session.scalars(select(DraftFile)).all() == []


def test_who_stands_in_for_an_analyst_draws_for_them(app):
    wenjing, limin = officer("wenjing"), officer("limin")
    delegate(Delegate(wenjing, limin.id, today(), today(), "外出", new_key()))
    draft_id = draft_from_nothing(begin())
    assert save(draft_id, "limin", flow__bpmn=b"<a/>") == 2


def test_drafts_come_and_go_with_their_migration(app):
    draft_from_nothing(begin())
    db.session.remove()
    downgrade(revision="0005")
    assert "flow_drafts" not in inspect(db.engine).get_table_names()
    upgrade()
    assert list_drafts(officer("wenjing")) == []


def test_of_many_who_save_at_once_one_is_first_and_the_others_are_told(served):
    """Threads, as a server has them; on both databases."""
    with served.app_context():
        draft_id = draft_from_nothing(begin())
        people = [officer("wenjing"), officer("pengfei")]
    done, told = [], []
    ready = threading.Barrier(6)

    def go(number: int) -> None:
        with served.app_context():
            ready.wait()
            changes = {"flow.bpmn": f"<{'abcdef'[number]}/>".encode()}
            try:
                done.append((save_files(draft_id, 1, changes, people[number % 2], new_key()), number))
            except StaleDraft:
                told.append(number)
            db.session.remove()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with served.app_context():
        draft = get_draft(draft_id)
        db.session.remove()
    assert len(done) == 1 and len(told) == 5 and draft.revision == 2
    assert draft.files["flow.bpmn"] == f"<{'abcdef'[done[0][1]]}/>".encode()
