"""集体讨论: every vote is kept, more than half carries it, and there are minutes. Penalty Law art. 57."""

import pytest

POWER = "00-category/discussion"

MINUTES = {"会议日期": "2026-03-02", "会议名称": "第 3 次审案会", "纪要": "两人同意，一人保留意见。"}


@pytest.mark.parametrize(("votes", "carried"), [("同意 同意 不同意", True), ("不同意 同意 不同意", False)])
def test_more_than_half_carries_it(power, votes, carried):
    case = power.apply()
    for vote in votes.split():
        case.do("讨论表决", 讨论意见=vote, 讨论理由="见发言", 无利害关系="true")
    assert case.open == ["会议纪要"] and len(case.value("讨论记录")) == 3
    assert case.do("会议纪要", MINUTES).ended == "讨论结束"
    assert case.value("集体讨论")["通过"] is carried


def test_whoever_has_an_interest_does_not_vote(power):
    vote = {"讨论意见": "同意", "讨论理由": "同意", "无利害关系": "false"}
    assert power.apply().refuses("讨论表决", vote) == {"无利害关系"}
