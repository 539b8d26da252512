"""What the person reads when a version is not to be submitted or frozen: the five bad submissions, each as a page."""

import html
import re

import pytest
from sqlalchemy import select, text, update

from app.cases.keys import new_key
from app.database import db, in_transaction
from app.flows.draft_queries import get_draft
from app.flows.tables import FrozenVersion
from app.people.city import DEMO_PASSWORD
from app.review.queries import list_submissions
from app.review.tables import Submission
from tests.app.reviewing import AGREE, SCENARIOS, changed, drawn, publish_review, submitted
from tests.app.world import officer

SAID = re.compile(r'<div class="errsum".*?</div>|<main.*?</main>', re.S)


@pytest.fixture(autouse=True)
def review(app):
    publish_review()


@pytest.fixture
def reads(app, database_url, make_app, clock):
    """What an officer reads, in both languages, having sent these answers: status and words."""

    def reads(who: str, path: str, **answers: str) -> list[tuple[int, str]]:
        client, pages = make_app(database_url, CLOCK=clock).test_client(), []
        client.post("/sign-in", data={"username": who, "password": DEMO_PASSWORD})
        for language in ("zh", "en"):
            answer = client.post(f"{path}?lang={language}", data={"_key": new_key(), **answers})
            said = SAID.search(answer.text)
            assert said, answer.text[:500]
            pages.append((answer.status_code, " ".join(html.unescape(re.sub("<.*?>", " ", said[0])).split())))
        return pages

    return reads


def path_of(submission: Submission) -> str:
    return f"/legal/reviews/{next(s.number for s in list_submissions('open') if s.id == submission.id)}"


def nothing_frozen() -> bool:
    db.session.expire_all()
    return db.session.scalars(select(FrozenVersion)).all() == []


def test_a_branch_that_no_test_takes_is_named(reads):
    draft_id = drawn({name: said for name, said in SCENARIOS.items() if name != "silence.test.yaml"})
    (zh_status, zh), (en_status, en) = reads("wenjing", f"/legal/drafts/{draft_id}")
    assert (zh_status, en_status) == (422, 422) and list_submissions("open") == []
    assert "五日未告知（silence）、五日未告知 → 受理（f3）" in zh and "补上测试，或者写明豁免理由（会公开）" in zh
    assert "(silence)" in en and "(f3)" in en and "add tests, or give reasons for a waiver (it is made public)" in en


def test_what_has_no_name_is_told_by_its_id_alone(reads):
    draft_id = drawn({name: said for name, said in SCENARIOS.items() if name != "silence.test.yaml"})
    nameless = get_draft(draft_id).files["flow.bpmn"].replace(' name="五日未告知"'.encode(), b"")
    (_, zh), (_, en) = reads("wenjing", f"/legal/drafts/{changed(draft_id, flow__bpmn=nameless)}")
    assert "没有走过：silence、silence → 受理（f3）" in zh and "not passed: silence, silence →" in en


def test_a_promise_above_the_statute_is_told_with_both_limits(reads):
    files = get_draft(draft_id := drawn()).files
    longer = files["flow.bpmn"].replace(b'daylight:promise="6wd"', b'daylight:promise="12wd"')
    changed(draft_id, flow__bpmn=longer, power__yaml=files["power.yaml"].replace(b"promise: 6wd", b"promise: 12wd"))
    (zh_status, zh), (en_status, en) = reads("wenjing", f"/legal/drafts/{draft_id}", _waiver="先这样吧，本局人手不足。")
    assert (zh_status, en_status) == (422, 422) and list_submissions("open") == []
    assert re.search(r"12 个工作日.*10 个工作日|承诺.*12.*10", zh), zh
    assert "12 working days" in en and "10 working days" in en, en
    assert "豁免" not in zh and "waiver" not in en, "what the law says is not waived"


def test_whoever_drew_it_is_told_that_another_reviews_it(reads):
    submission = submitted()
    in_transaction(lambda s: s.execute(update(Submission).values(authors=[officer("beiwen").id])))
    (zh_status, zh), (en_status, en) = reads("beiwen", path_of(submission), **AGREE)
    assert (zh_status, en_status) == (403, 403) and nothing_frozen()
    assert "送审的人和画过这个流程的人不能审核它，请由另一位审核人办理" in zh
    assert "Whoever submitted or drew this flow does not review it" in en


def test_a_bundle_that_was_tampered_with_is_told_to_whoever_would_freeze_it(reads):
    submission = submitted()
    path = path_of(submission)
    in_transaction(lambda s: s.execute(update(Submission).values(archive=submission.archive[:-1] + b"x")))
    (zh_status, zh), (en_status, en) = reads("beiwen", path, **AGREE)
    assert (zh_status, en_status) == (409, 409) and nothing_frozen()
    assert "这个版本的内容与送审或者签名时不一致，不能使用；请通知管理员" in zh
    assert "This version is not what was submitted or signed; it cannot be used. Tell the administrator" in en


def test_a_review_against_another_version_says_what_to_do(reads):
    submission = submitted()
    path = path_of(submission)
    in_transaction(lambda s: s.execute(text("UPDATE flow_states SET digest = NULL WHERE power_code = 'test-permit'")))
    (zh_status, zh), (en_status, en) = reads("beiwen", path, **AGREE)
    assert (zh_status, en_status) == (409, 409) and nothing_frozen()
    assert "送审以后现行版本已经变了" in zh and "由分析员对照现行版本重新送审" in zh
    assert "Return it, to be submitted anew against what is in force" in en
