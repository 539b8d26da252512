"""专家评审: the list is signed, then the seed is taken; anybody can work the draw out again."""

from hashlib import sha256

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase

POWER = "00-category/experts"

NAMES = ("江流", "山青", "石坚", "云开", "林茂", "田禾")
POOL = {"备选专家": [{"姓名": n, "单位": "云州大学", "专业": "水文"} for n in NAMES], "抽取人数": "4"}
SEED = {
    "抽取种子": "2026061-0482",
    "种子来源": "福利彩票 3D 第 2026061 期",
    "抽取日期": "2026-03-02",
    "见证人": [{"姓名": "邹察", "单位": "监察"}, {"姓名": "公平", "单位": "公证处"}],
}
OPINION = {"本人被抽中": "true", "评审理由": "论证充分。"}


def drawn(power: Flow) -> FlowCase:
    return power.apply().do("确定备选名单", POOL, by="汪清").do("取种子抽取", SEED)


def test_whoever_made_the_list_does_not_take_the_seed(power):
    case = power.apply().do("确定备选名单", POOL, by="汪清")
    with pytest.raises(SamePerson):
        case.do("取种子抽取", SEED, by="汪清")
    assert case.refuses("取种子抽取", {**SEED, "见证人": SEED["见证人"][:1]}) == {"见证人"}


def test_the_draw_follows_from_list_and_seed(power):
    tickets = sorted(range(1, 7), key=lambda place: sha256(f"2026061-0482:{place}".encode()).hexdigest())
    assert [e["姓名"] for e in drawn(power).value("抽中专家")] == [NAMES[place - 1] for place in tickets[:4]]


def test_three_experts_give_their_opinions_and_the_desk_sums_up(power):
    case = drawn(power)
    for conclusion in ("通过", "不通过", "通过"):
        case.do("专家评审", OPINION, 评审结论=conclusion)
    assert case.value("专家评审")["通过"] is True
    assert case.do("汇总评审意见", 评审采纳="采纳", 评审说明="两人通过，一人保留。").ended == "评审结束"
