"""A joint approval held again after a veto: whose opinion stands need not sign, and may sign again with a reason."""

import pytest

from app.cases.errors import NotYourTask
from app.cases.offers import choices_of
from app.cases.queries import case_file, task_page
from app.cases.verification import chain_status
from tests.app.operating import act, case_of, entries, kinds, under_inspection
from tests.app.variants import HELD_AGAIN, publish_variant
from tests.app.world import decide, do, officer, open_tasks


def second_meeting() -> int:
    publish_variant(*HELD_AGAIN)
    case_id = under_inspection()
    do(case_id, "inspect", "liujianguo", {"合格": "yes"}, "布局合理")
    do(case_id, "inspect", "maxiaodong", {"合格": "no"}, "缺洗消间")
    do(case_id, "mend", "chenjing", {"合格": "yes"}, "已补")
    return case_id


def offers(case_id: int, who: str) -> list[str]:
    return [o.operation for o in case_file(case_of(case_id).number, officer(who)).offers]


def test_only_who_vetoed_signs_again(app):
    case_id = second_meeting()
    (task,) = open_tasks(case_id)
    assert task.element_id == "inspect" and task.item == 1
    assert task_page(task.id, officer("liujianguo")).blocked is not None, "they have signed already"
    do(case_id, "inspect", "maxiaodong", {"合格": "yes"}, "已补")
    decide(case_id)
    assert case_of(case_id).status == "finished"
    assert [e.opinion for e in entries(case_id) if e.element_id == "inspect"] == ["布局合理", "缺洗消间", "已补"]


def test_whose_opinion_stands_may_sign_again(app):
    case_id = second_meeting()
    assert "sign-again" in offers(case_id, "liujianguo") and "sign-again" not in offers(case_id, "limin")
    [own] = choices_of(case_id, officer("liujianguo"), "sign-again", None).signatures
    assert (own.value, own.note.zh, own.at is not None) == ("inspect:0", "核查组 刘建国", True)
    assert own.note.en.endswith("Liu Jianguo"), "who signed it, and when, tells it from the others"
    for who, signature in (("limin", "inspect:0"), ("liujianguo", "inspect:1")):
        with pytest.raises(NotYourTask):
            act(case_id, who, "sign-again", signature=signature)
    act(case_id, "liujianguo", "sign-again", "看到了新材料", signature="inspect:0")
    assert (kinds(case_id)[-1], entries(case_id)[-1].opinion) == ("signed again", "看到了新材料")
    assert sorted(t.item for t in open_tasks(case_id)) == [0, 1]
    assert "sign-again" not in offers(case_id, "liujianguo")
    do(case_id, "inspect", "liujianguo", {"合格": "no"}, "新材料与现场不符")
    assert [t.element_id for t in open_tasks(case_id)] == ["mend"] and chain_status(case_id).whole


def test_a_meeting_without_a_veto_before_it_offers_nothing(app):
    publish_variant(*HELD_AGAIN)
    assert "sign-again" not in offers(under_inspection(), "liujianguo")


def test_what_is_to_be_done_again_is_not_shown_as_done(app):
    publish_variant(*HELD_AGAIN)
    case_id = under_inspection()
    do(case_id, "inspect", "liujianguo", {"合格": "yes"})
    assert case_file(case_of(case_id).number, officer("limin")).states["inspect"] == "here"
    do(case_id, "inspect", "maxiaodong", {"合格": "no"})
    states = case_file(case_of(case_id).number, officer("limin")).states
    assert states["mend"] == "here" and states["intake"] == states["f4"] == "done"
    assert not {"inspect", "vetoed", "decide"} & states.keys()
    do(case_id, "mend", "chenjing", {"合格": "yes"})
    do(case_id, "inspect", "maxiaodong", {"合格": "yes"})
    states = case_file(case_of(case_id).number, officer("limin")).states
    assert states["inspect"] == states["vetoed"] == states["mend"] == "done" and states["decide"] == "here"
