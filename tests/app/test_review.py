"""From a draft to a version in force: submitted with its proof, reviewed by others, frozen, in force on its day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from app.cases.keys import new_key
from app.cases.verification import chain_status
from app.catalogue.entry import read_entry
from app.database import db, in_transaction
from app.flows.checking import rules_for
from app.flows.commands import FlowRefused, demand_no_errors, publish_folders
from app.flows.draft_files import model_files
from app.flows.draft_queries import get_draft
from app.flows.drafts import draft_from_power, save_files
from app.flows.freezing import Tampered, verify_versions
from app.flows.queries import PowerOutOfService, effective_flow
from app.flows.tables import FrozenVersion
from app.flows.taking_effect import AlreadyInForce, NotInForce
from app.flows.waiving import Waiver, waiver_of
from app.jobs.worker import run_due_jobs
from app.people.queries import Principal, find_post
from app.people.tables import OfficerRow
from app.review.changing import call_off, drop_change, retire_power, roll_back, sign_change
from app.review.commenting import Comment, comment
from app.review.errors import (
    AlreadySubmitted,
    ChangeWaits,
    NoSuchChange,
    NothingChanged,
    NotLegalOffice,
    NotReady,
    NotUnderReview,
    NotWaiting,
    NotYours,
    NoWords,
    OwnChange,
    OwnModel,
    PastDate,
    StaleChange,
    StaleReview,
)
from app.review.proposals import find_proposal
from app.review.queries import history_of, list_submissions, review_page
from app.review.submitting import Submit, prepare, submit, withdraw
from app.review.tables import Submission
from engine import FormInvalid, Text, read_model
from tests.app.reviewing import AGREE, RETURN, SCENARIOS, changed, decide, drawn, limit_of, publish_review, submitted
from tests.app.world import POWER, accept, apply, case_of_test, officer
from tests.support.databases import POWERS


@pytest.fixture(autouse=True)
def review(app):
    publish_review()


def number_of(submission: Submission) -> str:
    return next(s.number for s in list_submissions("open") if s.id == submission.id)


def frozen(state: str | None = None) -> list[FrozenVersion]:
    db.session.expire_all()
    found = db.session.scalars(select(FrozenVersion).order_by(FrozenVersion.version)).all()
    return [version for version in found if state in (None, version.state)]


# ------------------------------------------------------------------------------------------------ submitting


def test_a_submission_carries_its_proof_and_opens_a_case_with_its_limit():
    submission = submitted()
    states = {v["name"]["zh"]: v["state"] for v in submission.proof["verdicts"]}
    assert states["健全性"] == states["测试"] == states["测试覆盖"] == "met"
    assert states["变异检查"] == "told" and submission.proof["mutation"]["unnoticed"]
    assert [c["topic"] for c in submission.proof["changes"]["changes"]] == ["limit"]
    line = list_submissions("open")[0]
    assert (line.step.zh, line.light, line.is_new) == ("法制审核", "green", False)
    assert line.due_on == date(2026, 11, 27)  # five working days
    assert chain_status(submission.case_id).whole


def test_a_flow_whose_tests_leave_out_a_branch_is_not_submitted_but_with_a_waiver_that_is_kept():
    some = {name: text for name, text in SCENARIOS.items() if name != "silence.test.yaml"}
    draft_id = drawn(scenarios=some)
    with pytest.raises(NotReady) as refused:
        submitted(draft_id)
    assert refused.value.waivable and "silence" in refused.value.text.zh
    submission = submitted(draft_id, waiver="默认受理的测试下周补。")
    assert submission.waiver == "默认受理的测试下周补。"
    assert ("waived", "默认受理的测试下周补。") in [(e.action, e.reason) for e in history_of(POWER).events]


def test_a_test_that_fails_is_told_by_its_name():
    wrong = {**SCENARIOS, "wrong.test.yaml": SCENARIOS["granted.test.yaml"].replace("ended: 准予", "ended: 不予")}
    with pytest.raises(NotReady) as refused:
        submitted(drawn(scenarios=wrong))
    assert "wrong" in refused.value.text.zh


def test_a_promise_above_the_statute_is_refused_waiver_or_not():
    draft = get_draft(drawn())
    longer = draft.files["flow.bpmn"].replace(b'daylight:promise="6wd"', b'daylight:promise="12wd"')
    entry = draft.files["power.yaml"].replace(b"promise: 6wd", b"promise: 12wd")
    save_files(draft.id, draft.revision, {"flow.bpmn": longer, "power.yaml": entry}, officer("wenjing"), new_key())
    with pytest.raises(NotReady) as refused:
        submitted(draft.id, waiver="先这样吧。")
    assert not refused.value.waivable
    assert {f.check for f in refused.value.findings if f.severity == "error"} == {"statutory"}


def unseparated(draft_id: int | None = None) -> int:
    """A draft in which one person may check and decide."""
    draft = get_draft(draft_id or drawn())
    return changed(draft.id, flow__bpmn=draft.files["flow.bpmn"].replace(b' daylight:separate="inspect"', b""))


def test_an_error_finding_that_people_may_judge_otherwise_is_waived_signed_and_public(app):
    draft_id = unseparated()
    with pytest.raises(NotReady) as refused:
        submitted(draft_id)
    assert refused.value.waivable and [(f.check, f.element) for f in refused.value.findings] == [("duties", "decide")]
    with pytest.raises(NotReady):
        submitted(draft_id, waiver="急  ")
    submission = submitted(draft_id, waiver="本局只有一名核查员，依据编制批复。")
    assert list_submissions("open")[0].waiver
    decide(submission, "beiwen", AGREE)
    decide(submission, "mingbian", {"复核结论": "同意固化"})
    run_due_jobs()
    assert effective_flow(POWER).version == 2  # what was waived does not stop it when it takes effect
    assert verify_versions() == (1, [])
    waiver = waiver_of(frozen()[0])
    assert (waiver.reason, waiver.findings) == ("本局只有一名核查员，依据编制批复。", (("duties", "decide"),))
    client = app.test_client()
    page = client.get(f"/powers/{POWER}/versions").get_data(as_text=True)
    assert "本局只有一名核查员，依据编制批复。" in page and "一人作出" in page
    assert client.get(f"/powers/{POWER}/versions/2.zip").data == submission.archive


def test_a_waiver_holds_for_the_findings_it_was_given_for_only():
    model = read_model(model_files(get_draft(unseparated()).files))
    entry = read_entry(get_draft(drawn()).files["power.yaml"])
    for findings in ((), (("duties", "inspect"),), (("remedies", "decide"),)):
        with pytest.raises(FlowRefused):
            demand_no_errors(model, entry, Waiver("有理由", Text("", ""), findings))
    assert demand_no_errors(model, entry, Waiver("有理由", Text("", ""), (("duties", "decide"),)))


def test_a_flow_that_draws_no_pool_is_for_the_posts_of_the_body_that_exercises_it():
    scjg = officer("limin").organisation_id
    assert find_post("", "窗口", scjg) == find_post("市场监督管理局", "窗口", scjg) is not None
    posts = rules_for(scjg, None).posts
    assert posts["", "窗口"] == posts["市场监督管理局", "窗口"] > 0


def test_what_cannot_run_is_not_waived_whatever_the_reasons():
    draft = get_draft(unseparated())
    stuck = draft.files["flow.bpmn"].replace(b'daylight:form="inspect"', b'daylight:form="nowhere"')
    with pytest.raises(NotReady) as refused:
        submitted(changed(draft.id, flow__bpmn=stuck), waiver="先这样吧，急用。")
    assert not refused.value.waivable and list_submissions("open") == []


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        (b"promise: 6wd", b"promise: 5wd", "承诺时限"),
        (b"body: yunzhou-scjg", b"body: nowhere", "nowhere"),
    ],
)
def test_entry_and_flow_must_say_the_same(was, becomes, words):
    draft = get_draft(drawn())
    changed = draft.files["power.yaml"].replace(was, becomes)
    try:
        save_files(draft.id, draft.revision, {"power.yaml": changed}, officer("wenjing"), new_key())
    except Exception as refusal:
        assert b"body" in was, refusal
        return
    with pytest.raises(NotReady) as refused:
        submitted(draft.id)
    assert words in refused.value.text.zh


def test_an_entry_that_does_not_say_everything_is_told_what_it_lacks():
    draft = get_draft(drawn())
    source = draft.files["power.yaml"].decode()
    start = source.index("phone:")
    without = source[:start] + "phone: ''" + source[source.index("\n", start) :]
    changed(draft.id, power__yaml=without.encode())
    with pytest.raises(NotReady) as refused:
        submitted(draft.id)
    assert refused.value.text == Text("事项文件还没有写：电话", "The catalogue entry does not say yet: Phone")


def test_what_is_as_the_version_in_force_is_not_submitted(app):
    draft = get_draft(drawn())
    changed(draft.id, flow__bpmn=limit_of("inspect", 2, 3, draft.files["flow.bpmn"]))
    with pytest.raises(NothingChanged):
        submitted(draft.id)


def test_one_version_of_a_power_is_under_review_at_a_time_and_sending_twice_is_once():
    draft_id = drawn()
    command = Submit(draft_id, "核查由三个工作日改为两个", "", new_key(), officer("wenjing"))
    assert submit(command) == submit(command)
    with pytest.raises(AlreadySubmitted):
        submitted(drawn())


def test_only_the_organisations_own_analysts_submit():
    with pytest.raises(Exception) as refused:
        prepare(drawn(), officer("dingning"))
    assert "分析员" in str(refused.value)


def test_it_may_be_withdrawn_with_a_reason_until_it_is_decided():
    submission = submitted()
    with pytest.raises(FormInvalid):
        withdraw(submission.id, "", new_key(), officer("wenjing"))
    with pytest.raises(NotYours):
        withdraw(submission.id, "不要了", new_key(), officer("dingning"))
    withdraw(submission.id, "还要再改", new_key(), officer("wenjing"))
    db.session.expire_all()
    assert db.session.get(Submission, submission.id).state == "withdrawn"
    with pytest.raises(NotUnderReview):
        withdraw(submission.id, "还要再改", new_key(), officer("wenjing"))
    submitted()  # the way is free


# ------------------------------------------------------------------------------------------------ reviewing


def test_returned_with_reasons_and_frozen_the_second_time():
    first = submitted()
    decide(first, "beiwen", RETURN)
    assert (first.state, first.reasons, first.version) == ("returned", "核查两个工作日做不到。", None)
    assert frozen() == []
    second = submitted()
    decide(second, "beiwen", AGREE)
    assert (second.state, second.version, second.effective_on) == ("frozen", 2, date(2026, 11, 20))
    assert [e.action for e in history_of(POWER).events] == ["frozen", "submitted", "returned", "submitted"]


def test_nobody_reviews_what_they_submitted_or_drew_nor_does_their_deputy_for_them(app):
    own = officer("beiwen")
    submission = submitted()
    in_transaction(lambda s: s.execute(update(Submission).values(authors=[own.id])))
    assert review_page(number_of(submission), own).own
    with pytest.raises(OwnModel):
        decide(submission, "beiwen", AGREE)
    assert frozen() == []
    decide(submission, "mingbian", AGREE)
    assert len(frozen()) == 1


def test_two_persons_review_a_waiver():
    some = {name: text for name, text in SCENARIOS.items() if name != "silence.test.yaml"}
    submission = submitted(drawn(scenarios=some), waiver="默认受理的测试下周补。")
    decide(submission, "beiwen", AGREE)
    assert submission.state == "submitted" and list_submissions("open")[0].step.zh == "复核"
    with pytest.raises(Exception, match=r"同一|somebody else|不能是同一"):
        decide(submission, "beiwen", {"复核结论": "同意固化"})
    decide(submission, "mingbian", {"复核结论": "同意固化"})
    assert submission.state == "frozen"


def test_a_review_against_a_version_that_is_no_longer_in_force_is_stale(app):
    submission = submitted()
    publish_folders(POWERS / "bpmn", POWERS / "forms")  # nothing new: not stale
    number = number_of(submission)
    assert not review_page(number, officer("beiwen")).stale
    in_transaction(lambda s: s.execute(text("UPDATE flow_states SET digest = NULL WHERE power_code = 'test-permit'")))
    assert review_page(number, officer("beiwen")).stale
    with pytest.raises(StaleReview):
        decide(submission, "beiwen", AGREE)
    decide(submission, "beiwen", RETURN)
    assert submission.state == "returned"


def test_a_bundle_that_was_tampered_with_is_not_frozen():
    submission = submitted()
    in_transaction(lambda s: s.execute(update(Submission).values(archive=submission.archive[:-1] + b"x")))
    with pytest.raises(Exception) as refused:
        decide(submission, "beiwen", AGREE)
    assert isinstance(refused.value, Tampered) and frozen() == []


def test_it_cannot_take_effect_before_today():
    with pytest.raises(PastDate):
        decide(submitted(), "beiwen", {**AGREE, "施行日期": "2026-11-19"})


def test_comments_and_answers_are_read_by_both_sides_only():
    submission = submitted()
    number = number_of(submission)
    say = Comment(submission.id, "两个工作日够吗？", "inspect", None, new_key(), officer("beiwen"))
    comment(say)
    comment(say)
    said = review_page(number, officer("wenjing")).comments
    assert [(s.words, s.element) for s in said] == [("两个工作日够吗？", "inspect")]
    comment(Comment(submission.id, "去年平均一天半。", None, said[0].id, new_key(), officer("wenjing")))
    assert [a.words for a in review_page(number, officer("beiwen")).comments[0].answers] == ["去年平均一天半。"]
    with pytest.raises(NotYours):
        comment(Comment(submission.id, "我也说一句", None, None, new_key(), officer("dingning")))
    with pytest.raises(NoWords):
        comment(Comment(submission.id, "  ", None, None, new_key(), officer("beiwen")))
    with pytest.raises(NotYours):
        review_page(number, officer("dingning"))


# ------------------------------------------------------------------------------------------------ in force


def test_a_frozen_version_takes_effect_on_its_day_and_running_cases_stay_on_theirs(clock):
    before = apply()
    decide(submitted(), "beiwen", {**AGREE, "施行日期": "2026-11-24"})
    run_due_jobs()
    assert effective_flow(POWER).version == 1 and [v.state for v in frozen()] == ["scheduled"]
    clock.advance_to(clock.now() + timedelta(days=4))
    run_due_jobs()
    assert effective_flow(POWER).version == 2 and [v.state for v in frozen()] == ["effective"]
    after = apply()
    assert case_of_test(before.case_id).bundle != case_of_test(after.case_id).bundle == frozen()[0].digest
    accept(before.case_id)  # goes on under the old one
    assert next(e.action for e in history_of(POWER).events) == "effective"


def test_what_the_folder_says_does_not_undo_what_the_legal_office_has_put_in_force():
    decide(submitted(), "beiwen", AGREE)
    run_due_jobs()
    assert effective_flow(POWER).version == 2
    publish_folders(POWERS / "bpmn", POWERS / "forms")
    assert effective_flow(POWER).version == 2


def test_an_earlier_version_is_put_in_force_again_with_a_reason():
    decide(submitted(), "beiwen", AGREE)
    run_due_jobs()
    draft = get_draft(draft_from_power(officer("wenjing"), POWER, new_key()))
    assert "silence.test.yaml" in draft.files  # the tests of what is in force come with it
    changed(draft.id, flow__bpmn=limit_of("intake", 2, 1, draft.files["flow.bpmn"]))
    decide(submitted(draft.id), "mingbian", AGREE)
    run_due_jobs()
    assert effective_flow(POWER).version == 3
    second, third = frozen()
    assert (second.state, third.state) == ("superseded", "effective")
    with pytest.raises(NotLegalOffice):
        roll_back(second.id, "第三版有误", officer("wenjing"))
    with pytest.raises(NoWords):
        roll_back(second.id, " ", officer("beiwen"))
    roll_back(second.id, "第三版有误", officer("beiwen"))
    assert effective_flow(POWER).version == 2
    assert [v.state for v in frozen()] == ["effective", "superseded"]
    with pytest.raises(AlreadyInForce):
        roll_back(second.id, "第三版有误", officer("beiwen"))
    last = history_of(POWER).events[0]
    assert (last.action, last.by_name, last.reason) == ("rolled back", "贝文", "第三版有误")


def test_a_retired_power_begins_no_case_and_what_is_scheduled_does_not_come(clock):
    running = apply()
    decide(submitted(), "beiwen", {**AGREE, "施行日期": "2026-11-24"})
    retire_power(POWER, "依据已经废止", officer("beiwen"))
    with pytest.raises(PowerOutOfService) as refused:
        apply()
    assert "依据已经废止" in refused.value.text.zh
    accept(running.case_id)
    clock.advance_to(clock.now() + timedelta(days=4))
    run_due_jobs()
    assert [v.state for v in frozen()] == ["retired"]
    with pytest.raises(NotInForce):
        retire_power(POWER, "再停一次", officer("beiwen"))


def test_a_version_that_waits_for_its_day_can_be_called_off(clock):
    decide(submitted(), "beiwen", {**AGREE, "施行日期": "2026-11-24"})
    call_off(frozen()[0].id, "发现错误", officer("beiwen"))
    clock.advance_to(clock.now() + timedelta(days=4))
    run_due_jobs()
    assert effective_flow(POWER).version == 1


@pytest.fixture
def by_two(app, monkeypatch):
    monkeypatch.setitem(app.config, "REVIEW_BY_TWO", "always")


def proposal() -> int:
    return find_proposal(POWER).id


def test_two_persons_retire_a_power_where_configured_and_both_are_in_the_history(by_two):
    assert not retire_power(POWER, "依据已经废止", officer("beiwen"))
    assert effective_flow(POWER).version == 1  # nothing yet
    for again in (officer("beiwen"), officer("mingbian")):
        with pytest.raises(ChangeWaits):
            retire_power(POWER, "依据已经废止", again)
    with pytest.raises(OwnChange):
        sign_change(proposal(), officer("beiwen"))
    with pytest.raises(NotLegalOffice):
        sign_change(proposal(), officer("wenjing"))
    waits = proposal()
    sign_change(waits, officer("mingbian"))
    with pytest.raises(PowerOutOfService):
        effective_flow(POWER)
    with pytest.raises(NoSuchChange):
        sign_change(waits, officer("mingbian"))
    told = [(e.action, e.by_name, e.reason) for e in history_of(POWER).events]
    assert told == [("retired", "明辨", "依据已经废止"), ("retire proposed", "贝文", "依据已经废止")]
    assert [e.action for e in history_of(POWER).public_events] == ["retired"]


def test_the_history_names_officers_in_english_too_while_they_bear_the_recorded_name(app):
    retire_power(POWER, "依据已经废止", officer("beiwen"))
    db.session.execute(update(OfficerRow).where(OfficerRow.username == "beiwen").values(name_en="Bei Wen"))
    assert list(history_of(POWER).doers.values()) == [Text("贝文", "Bei Wen")]
    db.session.execute(update(OfficerRow).where(OfficerRow.username == "beiwen").values(name="贝雯"))
    assert list(history_of(POWER).doers.values()) == [Text("贝文", "")]


def test_a_deputy_does_not_sign_what_the_one_they_stand_in_for_has_proposed(by_two):
    retire_power(POWER, "依据已经废止", officer("beiwen"))
    deputy = officer("mingbian")
    held = replace(deputy.posts[0], instead_of=Principal(officer("beiwen").id, officer("beiwen").name))
    with pytest.raises(OwnChange):
        sign_change(proposal(), replace(deputy, posts=(*deputy.posts, held)))


def test_a_proposed_change_is_declined_or_taken_back_with_a_reason_and_another_may_come(by_two):
    for who, action in (("mingbian", "retire declined"), ("beiwen", "retire taken back")):
        retire_power(POWER, "依据已经废止", officer("beiwen"))
        with pytest.raises(NoWords):
            drop_change(proposal(), " ", officer(who))
        drop_change(proposal(), "依据还有效", officer(who))
        last = history_of(POWER).events[0]
        assert (last.action, last.reason, find_proposal(POWER)) == (action, "依据还有效", None)
    assert effective_flow(POWER).version == 1


def test_a_change_proposed_against_what_is_no_longer_in_force_is_not_signed(by_two, clock):
    submission = submitted()
    decide(submission, "beiwen", {**AGREE, "施行日期": "2026-11-23"})
    decide(submission, "mingbian", {"复核结论": "同意固化"})
    retire_power(POWER, "依据已经废止", officer("beiwen"))
    clock.advance_to(clock.now() + timedelta(days=4))
    run_due_jobs()
    assert effective_flow(POWER).version == 2
    with pytest.raises(StaleChange):
        sign_change(proposal(), officer("mingbian"))
    assert effective_flow(POWER).version == 2


def test_two_persons_call_off_a_version_where_configured(by_two, clock):
    submission = submitted()
    decide(submission, "beiwen", {**AGREE, "施行日期": "2026-11-24"})
    decide(submission, "mingbian", {"复核结论": "同意固化"})
    (version,) = frozen()
    call_off(version.id, "发现错误", officer("beiwen"))
    assert [v.state for v in frozen()] == ["scheduled"]
    sign_change(proposal(), officer("mingbian"))
    assert [v.state for v in frozen()] == ["retired"]
    with pytest.raises(NotWaiting):
        call_off(version.id, "发现错误", officer("beiwen"))


def test_nothing_frozen_can_be_altered_and_what_is_altered_all_the_same_is_not_used(app):
    decide(submitted(), "beiwen", {**AGREE, "施行日期": "2026-11-24"})
    version = frozen()[0]
    for statement in (
        "UPDATE frozen_versions SET archive = ''",
        "DELETE FROM frozen_versions",
        "UPDATE bundle_files SET content = ''",
        "DELETE FROM bundles",
        "UPDATE flow_events SET reason = ''",
    ):
        with pytest.raises(DatabaseError, match="never changed"):
            in_transaction(lambda session, s=statement: session.execute(text(s)))
        db.session.rollback()
    assert history_of(POWER).versions[0].whole is True and verify_versions() == (1, [])
    _disarm()
    in_transaction(lambda s: s.execute(update(FrozenVersion).values(effective_on=date(2026, 11, 20))))
    db.session.expire_all()
    assert history_of(POWER).versions[0].whole is False and verify_versions() == (1, [f"{POWER} 2"])
    with pytest.raises(Tampered):
        from app.review.deciding import bring_into_effect

        bring_into_effect(version.id)
    assert effective_flow(POWER).version == 1


def _disarm() -> None:
    """As somebody with the database in their hands would."""
    drop = {
        "sqlite": "DROP TRIGGER frozen_versions_no_update",
        "postgresql": "DROP TRIGGER frozen_versions_frozen ON frozen_versions",
    }[db.engine.dialect.name]
    in_transaction(lambda session: session.execute(text(drop)))
