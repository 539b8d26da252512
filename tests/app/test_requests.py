"""What the model puts before somebody else is done only with their approval."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from app.cases import previews, requests
from app.cases.errors import (
    ApproverIsAsker,
    AskedAlready,
    CaseMovedOn,
    LacksDetail,
    NobodyEnds,
    NobodyToApprove,
    NoSuchRequest,
    NotConcerned,
    RequestDecided,
)
from app.cases.keys import new_key
from app.cases.queries import case_file
from app.cases.requests import Decide, decide
from app.cases.verification import chain_status
from app.database import db, in_transaction
from app.people.tables import Holding
from engine import CaseError
from tests.app.operating import act, case_of, entries, kinds, requests_of, under_inspection
from tests.app.test_at_once import at_once
from tests.app.variants import UNDECIDED, publish_variant
from tests.app.world import apply, do, inspect, officer


def asked(case_id: int, who: str = "liujianguo", amount: str = "5") -> int:
    assert act(case_id, who, "extend", "需要复查", amount=amount)
    return requests_of(case_id)[-1].id


def approve(request_id: int, who: str = "haowei", yes: bool = True, opinion: str = "同意", key: str = "") -> str:
    return decide(Decide(request_id, yes, opinion, key or new_key(), officer(who)))


def promised(case_id: int):
    return case_file(case_of(case_id).number, officer("limin")).limits.promised


def test_an_extension_is_asked_for_and_done_once_approved(app):
    case_id = under_inspection()
    before = promised(case_id)
    request = asked(case_id)
    assert promised(case_id).deadline == before.deadline, "asking moves nothing"
    assert approve(request) == "extend"
    assert promised(case_id).left == before.left + 5
    asking, approving, extending = entries(case_id)[-3:]
    assert [e.kind for e in (asking, approving, extending)] == ["asked", "approved", "extended"]
    assert (asking.name, asking.by_name, asking.opinion) == ("报请批准：延长时限：5 个工作日", "刘建国", "需要复查")
    assert (approving.by_name, approving.by_post, approving.opinion) == ("郝伟", "负责人", "同意")
    assert (extending.by_name, extending.by_post, extending.opinion) == ("刘建国", "核查组", "需要复查")
    row = requests_of(case_id)[0]
    assert (row.state, row.decided_by, row.opinion) == ("approved", officer("haowei").id, "同意")
    assert chain_status(case_id).whole


def test_what_is_declined_is_not_done_and_may_be_asked_for_again(app):
    case_id = under_inspection()
    before = promised(case_id).deadline
    approve(asked(case_id), yes=False, opinion="理由不足")
    assert promised(case_id).deadline == before and kinds(case_id)[-2:] == ["asked", "declined"]
    approve(asked(case_id))
    assert promised(case_id).deadline > before


def test_asked_for_twice(app):
    case_id = under_inspection()
    asked(case_id)
    with pytest.raises(AskedAlready):
        asked(case_id, "maxiaodong", "1")
    key = new_key()
    other = under_inspection()
    for _ in range(2):
        act(other, "liujianguo", "extend", "需要复查", key=key, amount="5")
    assert len(requests_of(other)) == 1


def test_what_could_not_be_done_is_not_asked_for(app):
    case_id = under_inspection()
    for wrong in ("6", "0", "-1", "x", "², "):
        with pytest.raises((CaseError, LacksDetail)):
            act(case_id, "liujianguo", "extend", "需要复查", amount=wrong)
    with pytest.raises(CaseError):
        act(case_id, "liujianguo", "extend", " ", amount="5")
    with pytest.raises(LacksDetail):
        act(apply().case_id, "limin", "extend", "需要复查", amount="5")  # nothing counts before acceptance
    assert requests_of(case_id) == []


def test_nobody_approves_what_they_ask_for(app):
    case_id = under_inspection()
    inspect(case_id)
    request = asked(case_id, "sunli")  # both representative and head
    with pytest.raises(ApproverIsAsker):
        approve(request, "sunli")
    approve(request, "haowei")


def test_somebody_else_has_to_hold_the_approving_post(app):
    case_id = under_inspection()
    inspect(case_id)
    head = next(p.id for p in officer("haowei").posts if p.name.zh == "负责人")
    key = {"officer_id": officer("haowei").id, "post_id": head}
    in_transaction(lambda session: session.delete(session.get(Holding, key)))
    with pytest.raises(NobodyToApprove):
        asked(case_id, "sunli")


def test_only_the_approving_post_decides_and_with_an_opinion(app):
    request = asked(under_inspection())
    for stranger in ("limin", "zhaoguoqiang", "zhangwei"):
        with pytest.raises(NoSuchRequest):
            approve(request, stranger)
    with pytest.raises(NoSuchRequest):
        approve(10_000)
    with pytest.raises(LacksDetail):
        approve(request, opinion=" ")
    approve(request)
    with pytest.raises(RequestDecided):
        approve(request, "sunli", yes=False)


def test_when_the_case_has_moved_on_the_request_can_only_be_declined(app):
    case_id = under_inspection()
    request = asked(case_id)
    inspect(case_id)
    with pytest.raises(CaseMovedOn):
        approve(request)
    approve(request, yes=False, opinion="已经办完")


def test_one_of_two_tasks_done_is_not_moved_on(app):
    case_id = under_inspection()
    request = asked(case_id)
    do(case_id, "inspect", "maxiaodong", {"合格": "yes"})
    approve(request)


def test_what_has_become_impossible_is_refused_and_stays_to_be_declined(app):
    case_id = under_inspection()
    request = asked(case_id)
    act(case_id, "liujianguo", "suspend", "等鉴定", article="《行政许可法》第四十五条")
    with pytest.raises(CaseError):
        approve(request)
    assert requests_of(case_id)[0].state == "waiting"
    approve(request, yes=False, opinion="恢复后再报")


def test_decided_twice_with_one_key_is_decided_once(app):
    case_id, key = under_inspection(), new_key()
    request = asked(case_id)
    for _ in range(2):
        approve(request, key=key)
    assert kinds(case_id).count("extended") == 1


def test_of_two_approvers_at_once_one_wins(served, clock):
    with served.app_context():
        case_id = under_inspection()
        request = asked(case_id)
        db.session.remove()
    results = at_once(
        served, lambda: approve(request, "haowei"), lambda: approve(request, "sunli", yes=False, opinion="不同意")
    )
    assert sorted(isinstance(result, RequestDecided) for result in results) == [False, True], results
    with served.app_context():
        assert len(kinds(case_id)) == (5 if "extended" in kinds(case_id) else 4)
        clock.advance_to(clock.now() + timedelta(days=1))
        assert chain_status(case_id).whole


def test_a_second_approver_waits_for_the_first_who_has_read_the_request(served, monkeypatch):
    """One who read it while it waited, and the case once the other had decided, decided it a second time."""
    with served.app_context():
        request = asked(under_inspection())
        db.session.remove()
    others: list[Future[list[object]]] = []
    load, second = requests.load_case, lambda: approve(request, "sunli", yes=False, opinion="不同意")

    def after_the_other(session, case_id):
        if not others:
            others.append(threads.submit(at_once, served, second))
            wait(others, timeout=1)
        return load(session, case_id)

    monkeypatch.setattr(requests, "load_case", after_the_other)
    with ThreadPoolExecutor(1) as threads:
        first = at_once(served, lambda: approve(request, "haowei"))
        results = first + others[0].result()
    assert [type(result) for result in results] == [str, RequestDecided], results


# ---------------------------------------------------------------------- what ends a case without a decision


@pytest.mark.parametrize(("operation", "details"), [("terminate", {}), ("transfer", {"outside": "某某海关"})])
def test_a_case_is_ended_by_the_post_that_decides_and_asked_for_by_others(app, operation, details):
    case_id = under_inspection()
    assert act(case_id, "liujianguo", operation, "申请人死亡", **details), "only asked for"
    assert case_of(case_id).status == "running"
    shown = previews.preview_request(waiting(case_id))
    assert shown.ends and len(shown.given_up) == 2
    assert approve(requests_of(case_id)[-1].id, "zhaoguoqiang", opinion="属实") == operation
    assert case_of(case_id).status == "finished"
    asked_, approved_, ended, _ = entries(case_id)[-4:]
    assert [e.by_name for e in (asked_, approved_, ended)] == ["刘建国", "赵国强", "刘建国"]
    other = under_inspection()
    assert not act(other, "sunli", operation, "申请人死亡", **details), "who decides does it themselves"
    assert case_of(other).status == "finished" and entries(other)[-2].by_post == "首席代表"


def test_who_decides_may_act_on_a_case_before_it_comes_to_them(app):
    case_id = apply().case_id
    offered = [o.operation for o in case_file(case_of(case_id).number, officer("zhaoguoqiang")).offers]
    assert {"suspend", "terminate", "transfer"} <= set(offered)


def test_the_model_may_name_somebody_else_for_it(app):
    publish_variant(('of="extend"', 'of="extend terminate"'))
    case_id = under_inspection()
    assert act(case_id, "zhaoguoqiang", "terminate", "申请人死亡"), "whoever decides asks too"
    with pytest.raises(NoSuchRequest):
        approve(requests_of(case_id)[-1].id, "zhaoguoqiang")
    approve(requests_of(case_id)[-1].id, "haowei")
    assert case_of(case_id).status == "finished"


def test_where_nobody_decides_nobody_ends_it(app):
    publish_variant(*UNDECIDED)
    case_id = under_inspection()
    assert not {"terminate", "transfer"} & {
        o.operation for o in case_file(case_of(case_id).number, officer("liujianguo")).offers
    }
    for who in ("liujianguo", "zhaoguoqiang"):
        with pytest.raises((NobodyEnds, NotConcerned)):
            act(case_id, who, "terminate")
    assert case_of(case_id).status == "running"


def waiting(case_id: int):
    return case_file(case_of(case_id).number, officer("zhaoguoqiang")).waiting[0]
