"""政府信息依申请公开. Regulations on Disclosure of Government Information art. 29-36."""

from datetime import date

import pytest

from engine import Limit, SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import PERSON, SERVED

POWER = "10-other/10-disclosure-request"

REQUEST = {
    "申请人": PERSON,
    "所需信息": "2025 年城市更新项目名单。",
    "提供形式": "电子邮件",
    "获取方式": "网上获取",
}
DRAFT = {"公开属性": "予以公开", "涉及第三方": "false", "拟办理由": "不涉密，可以公开。"}
ASKED = {"第三方": "云州建工集团", "发函日期": "2026-03-02", "征求内容": "是否同意公开合同价。"}
DISCLOSED = {"答复类型": "予以公开", "未公开涉密": "true", "答复文号": "云府公开〔2026〕12号"}


def registered(power: Flow) -> FlowCase:
    return power.apply(REQUEST).do("登记审查", 登记结论="内容明确")


def drafted(power: Flow, third: str = "false") -> FlowCase:
    case = registered(power).do("检索", 检索结果="存在", 检索范围="住建档案")
    return case.do("业务科室拟答复", {**DRAFT, "涉及第三方": third}, by="贾真")


def reviewed(power: Flow) -> FlowCase:
    case = drafted(power).do("保密审查", 保密结论="不涉密", 审查依据="保密法", by="路遥")
    return case.do("法制审核", 审核结论="合法", 审核意见="合法", by="娄山")


def test_twenty_working_days_run_from_receipt(power):
    case = power.apply(REQUEST).advance(workdays=3).do("登记审查", 登记结论="内容明确")
    assert case.limits.started_on == case.received_on
    assert case.limits.statutory.deadline == date(2026, 3, 30)
    case.case.extend(Limit(20, "wd"), "需要从多个科室检索。", by="江涌")
    assert case.limits.statutory.deadline == power.calendar.add_workdays(date(2026, 3, 2), 40)


def test_what_is_unclear_is_told_once_and_the_time_runs_from_the_correction(power):
    case = power.apply(REQUEST)
    assert case.refuses("登记审查", {"登记结论": "一次性告知补正"}) == {"补正说明"}
    case.do("登记审查", 登记结论="一次性告知补正", 补正说明="请写明区县范围。").advance(workdays=4)
    case.do("补正申请", 补正内容="东湖区城市更新项目。")
    assert case.limits.started_on == date(2026, 3, 6)


def test_who_makes_nothing_clear_gives_up(power):
    case = power.apply(REQUEST).do("登记审查", 登记结论="一次性告知补正", 补正说明="请写明区县范围。")
    assert case.advance(workdays=21).ended == "视为放弃申请"


def test_search_and_draft_go_on_at_once(power):
    case = registered(power)
    assert sorted(case.open) == ["业务科室拟答复", "检索"]
    assert case.do("业务科室拟答复", DRAFT).open == ["检索"]


def test_a_third_party_has_fifteen_working_days_which_do_not_count(power):
    case = drafted(power, "true").do("书面征求第三方意见", ASKED)
    used = case.limits.statutory.used
    case.advance(workdays=15)
    assert case.open == [] and case.limits.statutory.light == "paused"
    assert case.advance(workdays=1).open == ["保密审查"]
    assert case.limits.statutory.used <= used + 1
    assert "第三十二条" in next(d.note.zh for d in case.limits.statutory.days if d.kind == "excluded")


def test_what_the_third_party_says_is_on_file(power):
    case = drafted(power, "true").do("书面征求第三方意见", ASKED)
    case.send("收到第三方意见", 意见收到日期="2026-03-02", 第三方意见="不同意公开", 意见理由="商业秘密")
    assert case.open == ["保密审查"] and case.value("第三方意见") == "不同意公开"


def test_drafting_reviewing_and_signing_are_separate(power):
    with pytest.raises(SamePerson):
        drafted(power).do("保密审查", 保密结论="不涉密", 审查依据="保密法", by="贾真")
    for somebody in ("贾真", "路遥", "娄山"):
        with pytest.raises(SamePerson):
            reviewed(power).do("签发", DISCLOSED, by=somebody)


def test_disclosed_and_answered(power):
    case = reviewed(power)
    assert case.refuses("签发", {**DISCLOSED, "未公开涉密": "false"}) == {"未公开涉密"}
    assert case.do("签发", DISCLOSED).do("送达文书", SERVED).ended == "已答复"


def test_a_refusal_states_reasons_basis_and_remedies(power):
    case = reviewed(power)
    refusal = {**DISCLOSED, "答复类型": "不予公开"}
    assert case.refuses("签发", refusal) == {"不予公开理由", "决定依据", "救济途径"}
    case.do("签发", refusal, 不予公开理由="属于商业秘密。", 决定依据="第十五条", 救济途径="可以申请行政复议。")
    assert case.do("送达文书", SERVED).ended == "不予公开"


def test_the_applicant_may_withdraw_until_it_is_signed(power):
    assert reviewed(power).send("撤回申请", 撤回理由="已经找到").ended == "已撤回"
    assert reviewed(power).do("签发", DISCLOSED).messages == []
