"""两人调查取证: two officers, each signs, a report that the other countersigns. Penalty Law art. 42, 55."""

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase

POWER = "00-category/investigation"

RECORD = {
    "调查日期": "2026-03-02",
    "已出示证件": "true",
    "调查情况": "现场正在经营。",
    "证据": [{"证据名称": "现场笔录", "证据种类": "勘验笔录", "证明事项": "正在经营"}],
}


def reported(power: Flow) -> FlowCase:
    case = power.apply().do("调查取证", RECORD).do("调查取证", RECORD)
    return case.do("调查终结报告", 查明事实="未经许可经营。", by="雷鸣")


def test_two_different_officers_show_their_certificates_and_sign(power):
    case = power.apply()
    assert case.refuses("调查取证", {**RECORD, "已出示证件": "false"}) == {"已出示证件"}
    case.do("调查取证", RECORD, by="雷鸣")
    with pytest.raises(SamePerson):
        case.do("调查取证", RECORD, by="雷鸣")
    assert len(case.do("调查取证", RECORD, by="唐宇").value("调查记录")) == 2


def test_the_other_officer_countersigns(power):
    case = reported(power)
    with pytest.raises(SamePerson):
        case.do("协办人员核签", 核签意见="同意", by="雷鸣")
    assert case.do("协办人员核签", 核签意见="同意", by="唐宇").ended == "调查终结"


def test_what_does_not_match_the_evidence_is_rewritten_and_what_lacks_it_investigated(power):
    assert reported(power).refuses("协办人员核签", {"核签意见": "补充调查"}) == {"核签理由"}
    case = reported(power).do("协办人员核签", 核签意见="退回改写", 核签理由="数额写错。")
    assert case.open == ["调查终结报告"]
    case = reported(power).do("协办人员核签", 核签意见="补充调查", 核签理由="没有进货记录。")
    assert case.open == ["调查取证", "调查取证"]
