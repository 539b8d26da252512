"""What the party has added is read before anybody returns, ends or transfers the case, and whoever opens it next is
told that nobody has read it yet.
"""

from datetime import timedelta
from urllib.parse import quote

import pytest

from app.cases.inboxes import inbox
from app.cases.keys import new_key
from app.cases.operations import Operate, operate
from app.cases.performing import Intent
from app.cases.previews import preview
from app.cases.queries import find_case_id
from app.cases.requests import Decide
from app.cases.requests import decide as settle
from app.cases.supplementing import Supplement, supplement
from app.cases.supplements import AddedMeanwhile, MergedMeanwhile, added_through
from app.cases.verification import chain_status
from app.database import db
from engine import FixedClock
from tests.app.operating import act, case_of, entries, kinds, requests_of, suspend, task_id, under_inspection
from tests.app.test_http_tasks import browser
from tests.app.test_materials import PDF
from tests.app.test_merging import filed, merge, penalty  # noqa: F401
from tests.app.test_operation_pages import address as operation_page
from tests.app.test_supplements import WORDS, add, added, address, file_of, followed, paper, sent, supplied
from tests.app.variants import MERGEABLE, publish_variant
from tests.app.world import apply, do, inspect, officer


def later(clock: FixedClock) -> None:
    clock.advance_to(clock.now() + timedelta(minutes=1))


def asked(case_id: int, operation: str, seen: int | None, **details: str) -> Operate:
    return Operate(case_id, Intent(operation, "情况需要", details), new_key(), officer("liujianguo"), seen)


@pytest.mark.parametrize("operation", ["return", "terminate", "transfer"])
def test_nobody_returns_or_ends_a_case_without_having_seen_it(app, operation):
    case = under_inspection()
    details = {"task": task_id(case, "inspect"), "step": "intake", "outside": "某机关"}
    seen = entries(case)[-1].seq
    add(case)
    before = kinds(case)
    for attempt in (preview, operate):
        with pytest.raises(AddedMeanwhile):
            attempt(asked(case, operation, seen, **details))
    assert kinds(case) == before
    operate(asked(case, operation, entries(case)[-1].seq, **details))
    assert len(kinds(case)) > len(before) and chain_status(case).whole


def test_what_decides_nothing_is_done_all_the_same(app):
    case = under_inspection()
    seen = entries(case)[-1].seq
    add(case)
    operate(asked(case, "suspend", seen, article="《行政许可法》第四十五条"))
    assert kinds(case)[-1] == "suspended"
    assert added(case) == [WORDS]  # nobody has signed since


def test_nor_approves_the_end_of_it(app, clock: FixedClock):
    publish_variant(('of="extend"', 'of="extend terminate"'))
    case = under_inspection()
    act(case, "liujianguo", "terminate")
    request, seen = requests_of(case)[0].id, entries(case)[-1].seq
    add(case)
    for approve in (True, False):
        with pytest.raises(AddedMeanwhile):
            settle(Decide(request, approve, "同意", new_key(), officer("haowei"), seen))
    settle(Decide(request, True, "同意", new_key(), officer("haowei"), entries(case)[-1].seq))
    assert case_of(case).status == "finished"


def test_nor_goes_on_in_ignorance_of_a_case_merged_meanwhile(app, penalty):  # noqa: F811
    leading, other = filed(), filed()
    seen = entries(leading)[-1].seq
    merge(leading, other)
    command = Operate(leading, Intent("terminate", "理由", {}), new_key(), officer("leiming"), seen)
    with pytest.raises(MergedMeanwhile):
        operate(command)
    assert case_of(leading).status == "running"


def test_a_step_that_opens_later_is_marked_too_until_somebody_signs(app, clock: FixedClock):
    case = apply().case_id
    do(case, "intake", "limin", {"结论": "补正"})
    later(clock)
    add(case)
    later(clock)
    do(case, "supplement", None, {"说明": "已补"})
    marks = supplied("liujianguo")
    assert marks and all(marks) and added(case) == [WORDS]
    later(clock)
    suspend(case, "liujianguo")
    act(case, "liujianguo", "resume")
    assert supplied("liujianguo") == marks and added(case) == [WORDS]
    later(clock)
    inspect(case)
    assert supplied("zhaoguoqiang") == [False] and added(case, "zhaoguoqiang") == []


def test_a_case_merged_brings_its_mark_along(app, penalty, clock: FixedClock):  # noqa: F811
    leading, other = filed(), filed()
    later(clock)
    add(other)
    merge(leading, other)
    marks = [
        row.supplied
        for group in inbox(officer("leiming")).groups
        for row in group.rows
        if find_case_id(row.case_number) == leading
    ]
    assert marks and all(marks) and added(leading, "leiming") == [WORDS]


def test_of_a_case_merged_twice_everything_added_is_listed(app, penalty):  # noqa: F811
    first, second, third = filed(), filed(), filed()
    merge(second, first)
    number = case_of(first).number
    supplement(Supplement(second, {"words": "先说的"}, new_key(), number))
    merge(third, second)
    supplement(Supplement(third, {"words": "后说的"}, new_key(), number))
    assert {one.words for one in added_through(first, number)} == {"先说的", "后说的"}


# ---------------------------------------------------------------------------------------------------- at the pages


def test_what_went_to_the_other_case_opens_for_whoever_added_it_and_nobody_else(served):
    with served.app_context():
        publish_variant(*MERGEABLE)
        leading = apply().case_id
        add(leading, "别人的", added_1=paper(leading, "别人的.pdf"))
        db.session.remove()
    party, receipt = followed(served)
    with served.app_context():
        act(leading, "limin", "merge", cases=str(receipt.case_id))
        settle(Decide(requests_of(leading)[0].id, True, "同意", new_key(), officer("haowei")))
        db.session.remove()
    party.post(address(receipt), data=sent())
    page = party.get(f"/cases/{receipt.number}").text
    with served.app_context():
        mine, others = (
            next(m.id for m in file_of(leading).materials if m.name == name) for name in ("租约.pdf", "别人的.pdf")
        )
    link = f"{quote(f'/cases/{receipt.number}')}/materials/"
    assert f'href="{link}{mine}"' in page
    assert party.get(link + mine, buffered=True).data == PDF
    assert party.get(link + others).status_code == 404
    assert served.test_client().get(link + mine).status_code == 403


def test_the_page_of_an_operation_shows_what_came_and_keeps_what_was_written(served):
    party, receipt = followed(served)
    with served.app_context():
        do(receipt.case_id, "intake", "limin", {"结论": "受理"})
        db.session.remove()
    clerk = browser(served, "zhaoguoqiang")
    where = operation_page("terminate")
    form = {"_reason": "申请人死亡", "_key": "k", "_seen": "2"}
    assert 'name="_seen" value="2"' in clerk.get(where).text
    assert 'name="_seen" value="2"' in clerk.post(where, data=form).text
    party.post(address(receipt), data=sent())
    for more in ({}, {"_confirmed": "1"}):
        answer = clerk.post(where, data=form | more)
        assert answer.status_code == 409 and WORDS in answer.text and "申请人死亡" in answer.text
        assert 'name="_seen" value="3"' in answer.text
    assert clerk.post(where, data=form | {"_seen": "3", "_confirmed": "1"}).status_code == 303
