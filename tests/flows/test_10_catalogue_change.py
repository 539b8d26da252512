"""行政权力事项调整: declared in twenty days, reviewed in ten working days, settled jointly, published."""

from datetime import date

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase

POWER = "10-other/10-catalogue-change"

FILE = {"id": "1", "name": "依据.pdf", "sha256": "0" * 64, "size": 1024, "type": "application/pdf"}
DECLARATION = {
    "申报部门": {
        "name": "云州市市场监督管理局",
        "id_type": "uscc",
        "id_number": "91350100M000100Y43",
        "phone": "13900001234",
    },
    "承办人": "吴法",
    "调整类型": "变更",
    "职权类别": "行政许可",
    "事项名称": "食品经营许可",
    "事项编码": "000131014000",
    "依据生效日期": "2026-02-20",
    "设定依据": [{"法律名称": "食品安全法", "条款": "第三十五条", "条文要点": "食品经营实行许可。"}],
    "调整内容": "承诺时限由八个工作日改为六个工作日。",
    "调整理由": "材料已经共享。",
    "依据文件": FILE,
    "承诺": "true",
}
PASS = {"初审意见": "通过", "依据有效": "true", "要素齐全": "true"}
REVISE = {"初审意见": "退回修改", "依据有效": "true", "要素齐全": "false", "初审理由": "没有写收费依据。"}
FAIL = {"初审意见": "不通过", "依据有效": "false", "要素齐全": "true", "初审理由": "依据已经废止。"}
REVIEWED = {"审核意见": "同意调整", "审核说明": "与机构职责一致。"}
LAWFUL = {"主体合法": "true", "权限合法": "true", "程序合法": "true", "合法性结论": "通过"}
LAWFUL |= {"合法性意见": "符合食品安全法。"}
PUBLISHED = {
    "公布日期": "2026-03-02",
    "公布文号": "云编发〔2026〕3号",
    "清单生效日期": "2026-03-10",
    "内容一致": "true",
}
REFUSAL = {"不予调整理由": "依据已经废止，没有调整的必要。", "申诉途径": "可以提请联席会议复核。"}


def screened(power: Flow, votes: tuple = (PASS, PASS, FAIL), **more: object) -> FlowCase:
    case = power.apply(DECLARATION, **more)
    for vote in votes:
        case.do("小组初审", vote)
    return case


def lawful(power: Flow) -> FlowCase:
    return screened(power).do("编办审核", REVIEWED).do("合法性审核", LAWFUL)


def settled(power: Flow, votes: str) -> FlowCase:
    case = lawful(power)
    for vote in votes.split():
        case.do("联席会议审定", {"审定意见": vote, **({"审定理由": "时机不成熟"} if vote == "不同意" else {})})
    return case


def test_declared_within_twenty_days_or_with_the_reasons_for_the_delay(power):
    late = {**DECLARATION, "依据生效日期": "2026-02-01", "逾期说明": "机构改革期间人员未到位。"}
    assert power.apply(late).open == ["小组初审"] * 3
    case = power.apply({**DECLARATION, "依据生效日期": "2026-02-10"})
    assert case.value("逾期说明") is None


@pytest.mark.parametrize(
    ("category", "step"),
    [("行政许可", "编办审核"), ("行政处罚", "司法局审核"), ("行政裁决", "司法局审核"), ("行政征收", "财政局审核")],
)
def test_the_reviewing_office_follows_the_category(power, category, step):
    case = screened(power, 职权类别=category)
    assert case.open == [step]
    assert case.do(step, REVIEWED).open == ["合法性审核"]


def test_the_table_of_offices_has_neither_gaps_nor_overlaps(power):
    assert power.model.tables["office"].analyse().sound


def test_ten_working_days_are_counted_from_the_group_to_the_legal_review(power):
    case = power.apply(DECLARATION)
    assert case.limits.started_on is None
    case = screened(power)
    assert case.limits.statutory.deadline == date(2026, 3, 16)
    case.advance(workdays=3).do("编办审核", REVIEWED).do("合法性审核", LAWFUL)
    assert case.limits.ended_on == date(2026, 3, 5)


def test_whoever_screened_or_reviewed_does_not_review_the_law(power):
    case = screened(power).do("编办审核", REVIEWED, by="殷实")
    with pytest.raises(SamePerson):
        case.do("合法性审核", LAWFUL, by="殷实")


def test_what_the_group_wants_mended_goes_back_with_reasons(power):
    assert power.apply(DECLARATION).refuses("小组初审", {**PASS, "初审意见": "退回修改"}) == {"初审理由"}
    case = screened(power, (REVISE, PASS, REVISE))
    assert case.open == ["修改申报"]
    case.do("修改申报", 修改情况="已补收费依据", 调整内容="承诺时限改为六个工作日，不收费。")
    assert case.open == ["小组初审"] * 3


def test_what_is_not_revised_in_ten_working_days_lapses(power):
    case = screened(power, (REVISE, PASS, REVISE)).advance(workdays=10)
    assert case.open == ["修改申报"]
    assert case.advance(workdays=1).ended == "逾期未修改，视为撤回"


def test_what_the_group_does_not_pass_is_answered_with_reasons(power):
    case = screened(power, (FAIL, PASS, FAIL))
    assert case.refuses("答复申报部门", {"申诉途径": "可以提请复核。"}) == {"不予调整理由"}
    assert case.do("答复申报部门", REFUSAL).ended == "不予调整"


def test_what_is_not_lawful_does_not_reach_the_meeting(power):
    case = screened(power).do("编办审核", REVIEWED)
    case.do("合法性审核", {**LAWFUL, "权限合法": "false", "合法性结论": "不通过", "合法性意见": "增设了许可条件。"})
    assert case.open == ["答复申报部门"]


def test_four_bodies_vote_and_two_thirds_change_the_list(power):
    assert len({t.authority for t in lawful(power).case.tasks}) == 4
    case = settled(power, "同意 不同意 同意 同意")
    assert case.open == ["公布清单"]
    assert case.do("公布清单", PUBLISHED).ended == "已公布"


def test_less_than_two_thirds_change_nothing(power):
    assert settled(power, "同意 不同意 同意 不同意").do("答复申报部门", REFUSAL).ended == "不予调整"


def test_the_department_may_withdraw_until_publication(power):
    assert lawful(power).send("撤回申请", 撤回理由="另行申报").ended == "已撤回"
    assert settled(power, "同意 同意 同意 同意").send("撤回申请", 撤回理由="不改了").ended == "已撤回"
