"""Penalty cases merged into one and split again: only of one party, only before anything has been decided."""

import io
from datetime import timedelta

import pytest

from app.cases.commands import StartCase, start_case
from app.cases.errors import CannotMerge, LacksDetail
from app.cases.keys import new_key
from app.cases.materials import store_material
from app.cases.offers import choices_of
from app.cases.queries import case_file
from app.cases.requests import Decide, decide
from app.cases.supplementing import receiver_of
from app.cases.verification import chain_status
from app.database import db
from app.flows.commands import publish
from app.flows.folders import power_folders
from app.flows.queries import effective_model
from tests.app.operating import act, case_of, entries, kinds, requests_of, suspend
from tests.app.reviewing import ROOT
from tests.app.test_begun_by_authority import PENALTY
from tests.app.test_http_tasks import browser
from tests.app.test_materials import PDF
from tests.app.variants import MERGEABLE, publish_variant
from tests.app.world import SOMEBODY, accept, apply, do, officer, open_tasks
from tests.flows.test_02_unlicensed_food import FINDINGS, OPENING, RECORD
from tests.flows.test_02_unlicensed_food import PENALTY as FINE

OTHER = {**OPENING["当事人"], "name": "另一家小吃店", "id_number": "91350100M000200Y4T"}


@pytest.fixture
def penalty(app) -> None:
    folder = next(f for f in power_folders(ROOT / "bpmn", ROOT / "forms") if f.name.endswith(PENALTY))
    assert publish(folder) is None


def filed(**answers: object) -> int:
    receipt = start_case(StartCase(PENALTY, {**OPENING, **answers}, new_key(), SOMEBODY, officer("leiming")))
    do(receipt.case_id, "filing", "sunli", {"立案意见": "立案"}, "立案")
    return receipt.case_id


def merge(leading: int, *others: int, who: str = "leiming", reason: str = "同一当事人的同类行为", **more: str) -> bool:
    return act(leading, who, "merge", reason, cases=",".join(map(str, others)), **more)


def investigated(case_id: int) -> None:
    for who in ("leiming", "tangyu"):
        do(case_id, "investigate", who, RECORD)


def test_merged_cases_end_in_favour_of_the_leading_one(app, penalty):
    leading, first, second = filed(), filed(涉嫌事实="在集市上无证销售卤味。"), filed()
    before = {t.element_id for t in open_tasks(leading)}
    merge(leading, first, second)
    numbers = [case_of(id).number for id in (first, second)]
    for id in (first, second):
        assert case_of(id).status == "finished" and open_tasks(id) == [] and chain_status(id).whole
        assert [e.kind for e in entries(id)][-2:] == ["merged into", "finished"]
        file = case_file(case_of(id).number, officer("leiming"))
        assert file.outcome.zh == f"并入：{case_of(leading).number}"
        assert [(r.how, r.number) for r in file.related] == [("merged into it", case_of(leading).number)]
    entry = entries(leading)[-1]
    assert (entry.kind, entry.name, entry.opinion) == ("merged", f"并案：{'、'.join(numbers)}", "同一当事人的同类行为")
    file = case_file(case_of(leading).number, officer("leiming"))
    assert [r.number for r in file.related] == numbers and chain_status(leading).whole
    assert {t.element_id for t in open_tasks(leading)} == before
    investigated(leading)
    assert open_tasks(leading)[0].element_id == "conclude"


def test_only_of_the_same_party(app, penalty):
    leading, other = filed(), filed(当事人=OTHER)
    with pytest.raises(CannotMerge) as refused:
        merge(leading, other)
    assert "同一当事人" in refused.value.text.zh
    assert case_of(other).status == "running" and kinds(leading)[-1] != "merged"
    assert "merge" not in {o.operation for o in case_file(case_of(leading).number, officer("leiming")).offers}


def test_not_before_it_is_filed_nor_once_signed(app, penalty):
    leading = filed()
    unfiled = start_case(StartCase(PENALTY, OPENING, new_key(), SOMEBODY, officer("leiming"))).case_id
    signed = filed()
    do(signed, "investigate", "leiming", RECORD)
    for other, why in ((unfiled, "立案审批"), (signed, "已经有人签署")):
        with pytest.raises(CannotMerge) as refused:
            merge(leading, other)
        assert why in refused.value.text.zh and case_of(other).number in refused.value.text.en
    with pytest.raises(CannotMerge):
        merge(signed, leading)
    with pytest.raises(LacksDetail):
        merge(leading)
    with pytest.raises(CannotMerge):
        merge(leading, 10_000)


def test_not_once_notice_has_been_given(app, penalty):
    leading, late = filed(), filed()
    investigated(late)
    do(late, "conclude", "leiming", FINDINGS)
    do(late, "propose", "leiming", FINE)
    do(late, "cosign", "tangyu", {"协办意见": "同意"})
    assert {t.element_id for t in open_tasks(late)} == {"notice"}
    with pytest.raises(CannotMerge) as refused:
        merge(leading, late)
    assert "处罚告知" in refused.value.text.zh
    with pytest.raises(CannotMerge):
        act(late, "leiming", "split", source=str(late))


def test_a_merged_case_is_split_off_again_under_a_number_of_its_own(app, penalty):
    leading, other = filed(), filed(涉嫌事实="在集市上无证销售卤味。")
    merge(leading, other)
    act(leading, "leiming", "split", "另有共同违法人", source=str(other))
    file = case_file(case_of(leading).number, officer("leiming"))
    [new] = [r.number for r in file.related if r.how == "split off"]
    assert new not in (case_of(leading).number, case_of(other).number)
    begun = case_file(new, officer("leiming"))
    assert {f.field.name: f.value for f in begun.facts}["涉嫌事实"] == "在集市上无证销售卤味。"
    assert begun.status == "running" and [t.element_id for t in begun.tasks] == ["filing"]
    assert [(r.how, r.number) for r in begun.related] == [("split from it", case_of(leading).number)]
    assert [(r.how, r.number, r.facts) for r in file.related] == [
        ("was merged here", case_of(other).number, None),
        ("split off", new, case_of(other).number),
    ]
    left = case_file(case_of(other).number, officer("leiming")).related
    assert [(r.how, r.number) for r in left] == [("merged into it", case_of(leading).number), ("goes on in", new)]
    assert receiver_of(other) == (begun.id, new), "what the party adds by way of it goes where its facts are"
    assert entries(leading)[-1].name == f"分案：{case_of(other).number}" and chain_status(begun.id).whole
    with pytest.raises(CannotMerge):
        act(leading, "leiming", "split", "再分一次", source=str(other))
    with pytest.raises(CannotMerge):
        act(leading, "leiming", "split", "别案的", source=str(begun.id))


def test_sent_twice_is_done_once(app, penalty):
    leading, other, key = filed(), filed(), new_key()
    for _ in range(2):
        merge(leading, other, key=key)
    assert kinds(leading).count("merged") == 1 and kinds(other).count("merged into") == 1
    split = new_key()
    for _ in range(2):
        act(leading, "leiming", "split", "分开", key=split, source=str(other))
    assert kinds(leading).count("split") == 1


def test_the_pages_ask_show_and_do_it(app, penalty):
    leading, other = filed(), filed(涉嫌事实="在集市上无证销售卤味。")
    number, other_number = case_of(leading).number, case_of(other).number
    db.session.remove()
    client = browser(app, "leiming")
    address = f"/inbox/cases/{number}/operations/merge"
    told = f"{OPENING['当事人']['name']}：在集市上无证销售卤味；在“调查取证”，"
    page = client.get(address).text
    assert other_number in page and told in page, "numbers alone do not tell cases apart"
    shown = client.post(address, data={"cases": str(other), "_reason": "同一当事人"})
    assert shown.status_code == 200 and other_number in shown.text
    assert "这些待办就此关闭" in shown.text and "调查取证" in shown.text.split("这些待办就此关闭")[1]
    done = client.post(address, data={"cases": str(other), "_reason": "同一当事人", "_confirmed": "1", "_key": "k"})
    assert done.status_code == 303
    assert "并入本案" in client.get(f"/inbox/cases/{number}").text
    assert "已并入" in client.get(f"/inbox/cases/{other_number}").text


def asked(leading: int, operation: str, **details: str) -> int:
    assert act(leading, "limin", operation, "同一申请人", **details), "it is only asked for"
    return requests_of(leading)[-1].id


def approve(request_id: int) -> None:
    decide(Decide(request_id, True, "同意", new_key(), officer("haowei")))


def test_where_the_model_says_so_it_is_approved_first(app):
    publish_variant(*MERGEABLE)
    leading, other, late = (apply().case_id for _ in range(3))
    request = asked(leading, "merge", cases=str(other))
    assert case_of(other).status == "running" and kinds(leading) == ["started", "asked"]
    approve(request)
    assert case_of(other).status == "finished" and kinds(leading)[-2:] == ["approved", "merged"]
    assert entries(other)[1].by_name == "李敏", "who asked for it, not who approved"
    request = asked(leading, "merge", cases=str(late))
    accept(late)
    with pytest.raises(CannotMerge):
        approve(request)
    assert case_of(late).status == "running" and chain_status(leading).whole
    approve(asked(leading, "split", source=str(other)))
    related = case_file(case_of(leading).number, officer("limin")).related
    assert [r.how for r in related] == ["was merged here", "split off"]


def test_what_waits_for_approval_is_not_merged(app):
    publish_variant(*MERGEABLE)
    leading, other, third = (apply().case_id for _ in range(3))
    asked(other, "merge", cases=str(third))
    with pytest.raises(CannotMerge) as refused:
        act(leading, "limin", "merge", "同一申请人", cases=str(other))
    assert "在等批准" in refused.value.text.zh


# ---------------------------------------------------------------------- which materials go along


def with_evidence(name: str) -> int:
    """A case that is opened with a piece of evidence."""
    form = effective_model(PENALTY).start_form
    stored = store_material(SOMEBODY, form.field("初步证据"), "初步证据", name, io.BytesIO(PDF))
    return filed(初步证据=stored.value)


def materials(number: str) -> list[str]:
    return [m.name for m in case_file(number, officer("leiming")).materials]


def newest(case_id: int) -> str:
    return [r.number for r in case_file(case_of(case_id).number, officer("leiming")).related if r.how == "split off"][
        -1
    ]


def test_the_materials_chosen_go_along_or_all_or_none(app, penalty):
    leading, *others = (
        with_evidence("甲.pdf"),
        with_evidence("乙.pdf"),
        with_evidence("丙.pdf"),
        with_evidence("丁.pdf"),
    )
    merge(leading, *others)
    offered = choices_of(leading, officer("leiming"), "split", None).materials
    assert [c.value for c in offered][-1] == "none" and len(offered) == 5
    ids = {c.name.zh.split("（")[0]: c.value for c in offered}
    first, second, third = map(str, others)
    act(leading, "leiming", "split", "分开", source=first, materials=ids["乙.pdf"])
    assert materials(newest(leading)) == ["乙.pdf"]
    act(leading, "leiming", "split", "分开", source=second, materials="none")
    assert materials(newest(leading)) == []
    act(leading, "leiming", "split", "分开", source=third)
    assert materials(newest(leading)) == ["丁.pdf"]
    assert materials(case_of(others[1]).number) == ["丙.pdf"], "the originals stay"


def test_materials_of_another_case_are_refused(app, penalty):
    leading, other = with_evidence("甲.pdf"), with_evidence("乙.pdf")
    merge(leading, other)
    of_leading = choices_of(leading, officer("leiming"), "split", None).materials[1].value
    for wrong in (of_leading, "nothing"):
        with pytest.raises(CannotMerge):
            act(leading, "leiming", "split", "分开", source=str(other), materials=wrong)


def test_the_page_asks_which_materials_go_along(app, penalty, served):
    leading, other = with_evidence("甲.pdf"), with_evidence("乙.pdf")
    merge(leading, other)
    address = f"/inbox/cases/{case_of(leading).number}/operations/split"
    page = browser(served, "leiming").get(address).text
    assert f"{case_of(leading).number}（本案）" in page and OPENING["当事人"]["name"] in page
    assert "带去哪些材料" in page and "甲.pdf" in page and "都不带去" in page
    shown = browser(served, "leiming").post(
        address, data={"source": str(other), "materials": "none", "_reason": "分开"}
    )
    assert "都不带去" in shown.text and "确认：分案" in shown.text


def test_the_limit_of_what_was_filed_first_holds(app, penalty, clock):
    """Penalty Law art. 60: ninety days of filing. Neither merging nor splitting gives more."""
    first = filed()
    clock.advance_to(clock.now() + timedelta(days=10))
    later = filed()
    with pytest.raises(CannotMerge) as refused:
        merge(later, first)
    assert case_of(first).number in refused.value.text.zh
    limit = case_file(case_of(first).number, officer("leiming")).limits.statutory
    merge(first, later)
    assert case_file(case_of(first).number, officer("leiming")).limits.statutory == limit


def test_what_is_split_off_goes_on_with_its_limit(app, penalty, clock):
    """Each with the day on which it was filed; days on which the case that held both was suspended count in neither."""
    first = filed()
    clock.advance_to(clock.now() + timedelta(days=10))
    later = filed()
    filed_on = {
        id: case_file(case_of(id).number, officer("leiming")).limits.statutory.started_on for id in (first, later)
    }
    clock.advance_to(clock.now() + timedelta(days=1))
    merge(first, later)
    suspended_on = clock.now().date()
    suspend(first, "leiming")
    clock.advance_to(clock.now() + timedelta(days=20))
    act(first, "leiming", "resume")
    for source in (later, first):
        act(first, "leiming", "split", "另有共同违法人", source=str(source))
        file = case_file(case_of(first).number, officer("leiming"))
        split = case_file([r.number for r in file.related if r.how == "split off"][-1], officer("leiming"))
        reckoned = split.limits.statutory
        assert reckoned.started_on == filed_on[source] and split.tasks[0].element_id == "filing"
        excluded = [d.date for d in reckoned.days if d.kind == "excluded"]
        assert (len(excluded), excluded[0]) == (20, suspended_on + timedelta(days=1))
        do(split.id, "filing", "sunli", {"立案意见": "立案"}, "立案")
        assert case_file(split.number, officer("leiming")).limits.statutory == reckoned
