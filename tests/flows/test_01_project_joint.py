"""投资项目并联审批. Licensing Law art. 26, 32, 38, 42, 44, 45: one acceptance, four departments, one delivery."""

from datetime import date, timedelta

import pytest

from engine import CaseError, HeldByBranch, Limit, NotWaitedFor, SamePerson
from engine.flowtest import Flow, FlowCase

POWER = "01-licence/01-project-joint"

DEPARTMENTS = ["自然资源和规划局", "生态环境局", "水利局", "发展和改革委员会"]
FILE = {"id": "1", "name": "报告.pdf", "sha256": "0" * 64, "size": 1024, "type": "application/pdf"}
APPLICATION = {
    "申请人": {
        "name": "云州清源机械有限公司",
        "id_type": "uscc",
        "id_number": "91350100M000100Y43",
        "phone": "13900001234",
    },
    "项目名称": "年产两万套水泵机组项目",
    "项目代码": "2026-350100-34-01-012345",
    "建设性质": "新建",
    "建设地点": {"province": "云州省", "city": "云州市", "county": "东湖区", "detail": "工业园一路 8 号"},
    "用地面积": "3.2",
    "总投资": "8600",
    "年综合能耗": "1200",
    "建设内容": "厂房两栋、仓库一栋。",
    "项目申请报告": FILE,
    "环境影响报告表": FILE,
    "水土保持方案": FILE,
    "节能报告": FILE,
    "承诺": "true",
}
ASKED_ONCE = {
    "受理结论": "一次告知补正",
    "补正内容": [{"材料": "水土保持方案", "问题": "缺防治责任范围图"}],
    "补正说明": "请一次补齐。",
}
REASONS = {"不予受理理由": "属于备案项目，不需要核准。", "救济途径": "可以申请行政复议或者提起行政诉讼。"}
PLANNING = {"选址符合规划": "true", "用地预审有效": "true", "规划意见": "同意"}
EIA = {"环境敏感区": "false", "污染防治可行": "true", "专家评审": "false"}
EXPERTS = {**EIA, "环境敏感区": "true", "专家评审": "true", "评审理由": "邻近水源保护区，预计二十日。"}
REVIEWED = {
    "评审日期": "2026-03-02",
    "专家": [{"姓名": name, "单位": "云州大学"} for name in ("甲某", "乙某", "丙某")],
    "评审结论": "通过",
    "评审意见": "措施可行，同意通过。",
}
ENVIRONMENT = {"公众意见": "未收到意见", "环评意见": "同意"}
WATER = {"防治责任范围明确": "true", "措施可行": "true", "水保意见": "同意"}
ENERGY = {"能耗核定": "1180", "能效达到标准": "true", "节能意见": "同意"}
VETO = {"会审表决": "否决退回", "退回部门": "水利局", "会审理由": "弃渣场选址与规划不符。"}
REFUSAL = {
    "决定": "不予",
    "决定理由": "选址不符合国土空间规划。",
    "决定依据": "城乡规划法第三十六条",
    "救济途径": "可以申请行政复议或者提起行政诉讼。",
}
NUMBERS = dict.fromkeys(
    ("核准文号", "规划批复文号", "环评批复文号", "水保批复文号", "节能批复文号"), "云发改〔2026〕1号"
)
ENTRUSTED = {
    "评估机构": "省工程咨询中心",
    "评估重点": "年综合能耗的测算。",
    "评估工作日": "20",
    "无利害关系": "true",
    "书面告知日期": "2026-03-02",
}
HANDED_OVER = {"送达方式": "电子送达", "送达日期": "2026-03-02"}


def accepted(power: Flow, **more: object) -> FlowCase:
    return power.apply(APPLICATION, **more).do("一口受理", 受理结论="受理")


def examined(power: Flow, **more: object) -> FlowCase:
    """Every department has given its opinion; the public notice of five working days is over."""
    case = accepted(power, **more).do("规划审查", PLANNING).do("水保审查", WATER).do("节能审查", ENERGY)
    return case.do("环评审查", EIA).advance(workdays=6).do("环评意见", ENVIRONMENT)


def vote(case: FlowCase, department: str, answers: dict[str, str]) -> FlowCase:
    """The deputy head of a department signs."""
    task = next(t for t in case.case.tasks if t.authority == department)
    case.case.complete(task.id, answers, by=f"{department}分管负责人")
    return case._stored()


def agreed(case: FlowCase) -> FlowCase:
    """Whoever has not signed yet agrees."""
    for department in [t.authority for t in case.case.tasks if t.name.zh == "联合会审"]:
        vote(case, department, {"会审表决": "同意"})
    return case


def decided(power: Flow) -> FlowCase:
    return agreed(examined(power)).do("作出决定", 决定="准予")


# ---------------------------------------------------------------------- one acceptance (art. 26, 32)


def test_accepted_once_it_is_before_four_departments_at_the_same_time(power):
    case = accepted(power)
    assert sorted(case.open) == sorted(["规划审查", "环评审查", "水保审查", "节能审查"])
    assert {t.authority for t in case.case.tasks} == set(DEPARTMENTS)
    assert case.limits.statutory.limit == Limit(45, "wd") and case.limits.promised.limit == Limit(20, "wd")
    assert case.limits.promised.deadline == date(2026, 3, 30)


def test_each_department_has_its_own_limit(power):
    case = accepted(power)
    last = {t.name.zh: t.due_at.astimezone(power.calendar.timezone).date() - timedelta(1) for t in case.case.tasks}
    assert last == {
        "规划审查": date(2026, 3, 11),
        "环评审查": date(2026, 3, 12),  # eight, and two for the opinion after the notice
        "水保审查": date(2026, 3, 11),
        "节能审查": date(2026, 3, 11),
    }


def test_what_is_missing_is_told_once_for_all_departments(power):
    case = power.apply(APPLICATION)
    assert case.refuses("一口受理", {"受理结论": "一次告知补正"}) == {"补正内容", "补正说明"}
    case.do("一口受理", ASKED_ONCE)
    assert case.open == ["补正材料"] and case.limits.started_on is None
    case.advance(workdays=3).do("补正材料", 补正情况="已补责任范围图")
    assert case.refuses("补正审查", {"补正结论": "一次告知补正"}) == {"补正结论"}
    case.do("补正审查", 补正结论="受理")
    assert len(case.open) == 4 and case.limits.started_on == date(2026, 3, 5)


def test_silence_for_five_days_counts_as_acceptance_on_the_day_of_receipt(power):
    case = power.apply(APPLICATION).advance(workdays=5)
    assert case.open == ["一口受理"]
    case.advance(workdays=1)
    assert case.passed("deemed") and case.limits.started_on == case.received_on and len(case.open) == 4


def test_silence_after_corrections_counts_from_their_receipt(power):
    case = power.apply(APPLICATION).do("一口受理", ASKED_ONCE)
    case.advance(workdays=2).do("补正材料", 补正情况="已补").advance(workdays=6)
    assert case.passed("deemed_again") and case.limits.started_on == date(2026, 3, 4)


def test_a_refusal_to_accept_states_reasons_and_remedies(power):
    case = power.apply(APPLICATION)
    assert case.refuses("一口受理", {"受理结论": "不予受理"}) == {"不予受理理由", "救济途径"}
    case.do("一口受理", REASONS, 受理结论="不予受理")
    assert case.ended == "不予受理"


def test_corrections_that_do_not_do_are_refused_with_reasons(power):
    case = power.apply(APPLICATION).do("一口受理", ASKED_ONCE)
    case.do("补正材料", 补正情况="没有").do("补正审查", REASONS, 补正结论="不予受理")
    assert case.ended == "不予受理"


def test_an_application_that_is_not_corrected_lapses(power):
    case = power.apply(APPLICATION).do("一口受理", ASKED_ONCE).advance(workdays=20)
    assert case.open == ["补正材料"]
    assert case.advance(workdays=1).ended == "逾期未补正，视为撤回"


# ---------------------------------------------------------------------- the departments


def test_the_meeting_waits_for_the_last_department(power):
    case = accepted(power).do("规划审查", PLANNING).do("水保审查", WATER).do("节能审查", ENERGY)
    assert case.open == ["环评审查"]
    case.do("环评审查", EIA)
    assert case.open == []  # the public notice
    case.advance(workdays=5)
    assert case.open == []
    case.advance(workdays=1)
    assert case.open == ["环评意见"]
    case.do("环评意见", ENVIRONMENT)
    assert case.open == ["联合会审"] * 4


def test_days_of_public_notice_do_not_count(power):
    case = examined(power)
    excluded = [d.date for d in case.limits.promised.days if d.kind == "excluded"]
    assert excluded[0] == date(2026, 3, 3) and len(excluded) >= 5
    assert case.limits.promised.deadline > date(2026, 3, 30)


def test_expert_review_does_not_count_and_its_article_is_named(power):
    case = accepted(power).do("环评审查", EXPERTS)
    assert "专家评审" in case.open
    case.advance(workdays=1)
    assert case.limits.promised.light == "paused"
    case.advance(workdays=19).do("专家评审", REVIEWED)
    excluded = [d for d in case.limits.statutory.days if d.kind == "excluded"]
    assert len(excluded) >= 19 and "第四十五条" in excluded[0].note.zh
    assert case.limits.statutory.used <= 1
    case.advance(workdays=6)
    assert "环评意见" in case.open


def test_whether_experts_are_needed_is_said_with_reasons(power):
    assert accepted(power).refuses("环评审查", {**EIA, "专家评审": "true"}) == {"评审理由"}


def test_conditions_and_disagreement_are_put_in_words(power):
    case = accepted(power)
    for opinion, field in (("有条件同意", "水保条件"), ("不同意", "水保理由")):
        assert case.refuses("水保审查", {**WATER, "水保意见": opinion}) == {field}


# ---------------------------------------------------------------------- the joint meeting


def test_every_department_signs(power):
    case = examined(power)
    assert {t.authority for t in case.case.tasks} == set(DEPARTMENTS)
    assert {t.post for t in case.case.tasks} == {"分管负责人"}
    for department in DEPARTMENTS[:3]:
        vote(case, department, {"会审表决": "同意"})
        assert "作出决定" not in case.open
    vote(case, DEPARTMENTS[3], {"会审表决": "建议不予许可", "会审理由": "能效指标偏低。"})
    assert case.open == ["作出决定"] and len(case.value("会审意见")) == 4


def test_a_veto_names_department_and_reasons(power):
    assert examined(power).refuses("联合会审", {"会审表决": "否决退回"}) == {"退回部门", "会审理由"}


def test_a_veto_returns_to_the_department_named_while_the_other_opinions_stand(power):
    case = examined(power)
    vote(case, "生态环境局", {"会审表决": "同意"})
    vote(case, "自然资源和规划局", VETO)
    assert case.open == ["水保审查"]
    assert case.value("规划意见") == "同意" and case.value("环评意见") == "同意" and case.value("节能意见") == "同意"
    case.do("水保审查", {**WATER, "水保意见": "有条件同意", "水保条件": "弃渣场另行选址。"})
    assert case.value("规划意见") == "同意"
    assert [t.authority for t in case.case.tasks] == ["自然资源和规划局", "水利局", "发展和改革委员会"]
    assert case.value("会审")["已签"] == 1, "the environment's vote stands"
    agreed(case)
    assert case.open == ["作出决定"] and len(case.value("会审意见")) == 4


def test_whose_vote_stands_may_sign_again_once_they_have_seen_the_new_examination(power):
    case = examined(power)
    vote(case, "生态环境局", {"会审表决": "同意"})
    vote(case, "水利局", VETO).do("水保审查", {**WATER, "水保意见": "有条件同意", "水保条件": "弃渣场另行选址。"})
    standing = case.case.standing[0]
    assert (standing.authority, standing.post) == ("生态环境局", "分管负责人")
    case.case.sign_again("meeting", standing.item, "弃渣场新址邻近水源。", by="生态环境局分管负责人")
    vote(case._stored(), "生态环境局", {**VETO, "退回部门": "水利局"})
    assert case.open == ["水保审查"]


STEPS = ("规划审查", "环评审查", "水保审查", "节能审查")


@pytest.mark.parametrize(("department", "step"), list(zip(DEPARTMENTS, STEPS, strict=True)))
def test_whichever_department_is_named_it_alone_examines_again(power, department, step):
    case = examined(power)
    vote(case, "水利局", {**VETO, "退回部门": department})
    assert case.open == [step]


def test_a_second_veto_may_name_another_department(power):
    case = examined(power)
    vote(case, "水利局", VETO).do("水保审查", WATER)
    vote(case, "生态环境局", {**VETO, "退回部门": "发展和改革委员会"})
    assert case.open == ["节能审查"]
    agreed(case.do("节能审查", ENERGY))
    assert case.open == ["作出决定"]


def test_what_was_signed_before_a_veto_is_kept_in_the_record(power):
    case = examined(power)
    vote(case, "水利局", {"会审表决": "同意"})
    vote(case, "生态环境局", VETO)
    signed = [e.values["会审表决"] for e in case.log if e.element_id == "meeting"]
    assert signed == ["同意", "否决退回"]


def test_two_thirds_adopt_the_optional_items(power):
    for votes, adopted in (("同意 同意 同意", True), ("同意 不同意 不同意", False)):
        case = agreed(examined(power, 可选事项=["屋顶光伏", "充电设施"]))
        assert case.open == ["可选事项表决"] * 4
        for department, answer in zip(DEPARTMENTS, votes.split(), strict=False):
            vote(case, department, {"可选表决": answer, **({"可选理由": "不必要"} if answer == "不同意" else {})})
        assert case.open == ["作出决定"] and case.value("可选结果")["通过"] is adopted


# ---------------------------------------------------------------------- decision and one delivery (art. 38, 44)


def test_whoever_examined_or_sat_in_the_meeting_does_not_decide(power):
    case = accepted(power).do("规划审查", PLANNING, by="杨帆").do("水保审查", WATER).do("节能审查", ENERGY)
    case.do("环评审查", EIA).advance(workdays=6).do("环评意见", ENVIRONMENT)
    with pytest.raises(SamePerson):
        case.do("联合会审", 会审表决="同意", by="杨帆")
    agreed(case)
    for somebody in ("杨帆", "水利局分管负责人"):
        with pytest.raises(SamePerson):
            case.do("作出决定", 决定="准予", by=somebody)


def test_one_person_signs_once(power):
    case = examined(power).do("联合会审", 会审表决="同意", by="苗芸")
    with pytest.raises(SamePerson):
        case.do("联合会审", 会审表决="同意", by="苗芸")


def test_all_decisions_are_delivered_at_once(power):
    case = decided(power)
    assert case.open == ["统一送达"] and case.limits.ended_on == case.today
    assert case.refuses("统一送达", HANDED_OVER) == set(NUMBERS)
    case.do("统一送达", NUMBERS, **HANDED_OVER)
    assert case.ended == "准予许可"


def test_a_refusal_states_reasons_basis_and_remedies(power):
    case = agreed(examined(power))
    assert case.refuses("作出决定", {"决定": "不予"}) == {"决定理由", "决定依据", "救济途径"}
    case.do("作出决定", REFUSAL).do("统一送达", HANDED_OVER, 已告知救济="true")
    assert case.ended == "不予许可" and case.value("决定依据") == REFUSAL["决定依据"]


# ---------------------------------------------------------------------- limits and withdrawal


def test_an_extension_is_fifteen_days_and_no_more(power):
    case = accepted(power)
    case.case.extend(Limit(15, "wd"), "涉及重大工艺变更，经市政府负责人批准。", by="负责人")
    assert case.limits.statutory.deadline == power.calendar.add_workdays(date(2026, 3, 2), 60)
    with pytest.raises(CaseError):
        case.case.extend(Limit(1, "wd"), "还要一天", by="负责人")


def test_those_in_charge_are_reminded_two_working_days_before_the_promise(power):
    case = accepted(power).advance(to=date(2026, 3, 25))
    assert not case.passed("remind")
    case.advance(to=date(2026, 3, 26))  # the promise is the 30th
    assert case.passed("remind") and len(case.open) == 4 and case.limits.promised.light == "yellow"


def test_the_applicant_may_withdraw_until_the_decision(power):
    case = examined(power)
    assert case.messages == ["撤回申请"]
    case.send("撤回申请", 撤回理由="项目另行选址")
    assert case.ended == "已撤回" and case.open == []


def test_what_has_been_decided_cannot_be_withdrawn(power):
    case = decided(power)
    assert case.messages == []
    with pytest.raises(NotWaitedFor):
        case.send("撤回申请", 撤回理由="不办了")


# ---------------------------------------------------------------------- entrusted assessment, at any moment


def assessed(case: FlowCase, conclusion: str = "可行") -> FlowCase:
    case.do("委托评估机构", ENTRUSTED)
    return case.advance(workdays=10).do("登记评估报告", 评估报告=FILE, 评估结论=conclusion, 评估意见="指标测算合理。")


def test_an_assessment_may_be_entrusted_from_acceptance_to_the_decision(power):
    case = power.apply(APPLICATION)
    assert case.case.startable == []
    case.do("一口受理", 受理结论="受理")
    assert [e.name.zh for e in case.case.startable] == ["委托评估"]
    assert decided(power).case.startable == []


def test_an_assessment_goes_on_beside_the_departments_and_its_time_does_not_count(power):
    case = accepted(power).start("委托评估", "能耗指标需要第三方测算。", by="节能审查岗")
    assert sorted(case.open) == sorted(["规划审查", "环评审查", "水保审查", "节能审查", "委托评估机构"])
    assert (case.task("委托评估机构").authority, case.task("委托评估机构").post) == ("发展和改革委员会", "审查岗")
    case.do("规划审查", PLANNING)
    assert assessed(case).value("委托评估") == [
        {"评估机构": "省工程咨询中心", "评估结论": "可行", "评估意见": "指标测算合理。"}
    ]
    excluded = [d for d in case.limits.promised.days if d.kind == "excluded"]
    assert len(excluded) >= 10 and "第十一条" in excluded[0].note.zh
    assert case.limits.promised.used == 0


def test_neither_the_meeting_nor_the_decision_is_held_while_an_assessment_goes_on(power):
    case = examined(power).start("委托评估", "会前补充评估。")
    with pytest.raises(HeldByBranch):
        vote(case, "水利局", {"会审表决": "同意"})
    agreed(assessed(case)).start("委托评估", "决定前复核。")
    with pytest.raises(HeldByBranch):
        case.do("作出决定", 决定="准予")
    assessed(case, "修改后可行").do("作出决定", 决定="准予")
    assert [r["评估结论"] for r in case.value("委托评估")] == ["可行", "修改后可行"]
    assert case.do("统一送达", HANDED_OVER, **NUMBERS).ended == "准予许可"


def test_an_institution_with_an_interest_is_not_entrusted_and_no_more_than_thirty_days(power):
    case = accepted(power).start("委托评估", "需要测算。")
    assert case.refuses("委托评估机构", {**ENTRUSTED, "无利害关系": "false"}) == {"无利害关系"}
    assert case.refuses("委托评估机构", {**ENTRUSTED, "评估工作日": "31"}) == {"评估工作日"}


def test_a_withdrawal_ends_an_assessment_too(power):
    case = accepted(power).start("委托评估", "需要测算。")
    assert case.send("撤回申请", 撤回理由="不办了").ended == "已撤回"
