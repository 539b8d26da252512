"""建设工程招标投标. Tender Law art. 24, 28, 37, 46; Implementing Regulations art. 54, 61."""

from datetime import date
from hashlib import sha256

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import FILE, PERSON, noticed

POWER = "10-other/10-tender"

TENDER = {
    "招标人": PERSON,
    "项目名称": "云州大桥加固",
    "审批文号": "云发改〔2026〕8号",
    "最高投标限价": "30000000",
    "招标方式": "公开招标",
    "评标办法": "综合评估法",
    "资格条件": "市政总承包二级以上。",
    "招标文件": FILE,
}
BIDDERS = [{"名称": f"云州建设{n}公司", "投标报价": "28000000"} for n in "甲乙丙"]
NAMES = ("江流", "山青", "石坚", "云开", "林茂", "田禾", "海晏")
POOL = {
    "备选专家": [{"姓名": n, "单位": "云州设计院", "专业": "桥梁"} for n in NAMES],
    "委员会规模": "五人",
    "专家人数": "4",
}
SEED = {
    "抽取种子": "2026081",
    "种子来源": "福利彩票 3D 第 2026081 期",
    "抽取日期": "2026-03-23",
    "见证人": [{"姓名": "邹察", "单位": "监察"}, {"姓名": "公平", "单位": "公证处"}],
}
GOOD = {"本人在名单": "true", "推荐第一名": "云州建设甲公司", "评审意见": "同意推荐", "评审理由": "综合得分最高。"}
BAD = {"本人在名单": "true", "评审意见": "否决投标", "评审理由": "都没有实质响应。"}


def announced(power: Flow) -> FlowCase:
    case = power.apply(TENDER).do("核对招标公告", 核对结论="可以公告", 无排斥条件="true")
    return case.do("发布公告", 公告日期="2026-03-02", 开标日期="2026-03-23", 发布媒介="省公共资源网")


def registered(power: Flow, bidders: list[dict] = BIDDERS) -> FlowCase:
    return announced(power).advance(to=date(2026, 3, 23)).do("登记投标人", 投标人=bidders)


def drawn(power: Flow, **pool: str) -> FlowCase:
    return registered(power).do("确定备选专家", {**POOL, **pool}, by="童心").do("取种子抽取", SEED)


def opened(power: Flow, size: str = "5", **pool: str) -> FlowCase:
    return drawn(power, **pool).do("开标", 开标时间="2026-03-23", 密封完好="true", 开标记录="正常", 评委人数=size)


def evaluated(power: Flow, votes: tuple = (GOOD, GOOD, GOOD, BAD, GOOD)) -> FlowCase:
    case = opened(power)
    for vote in votes:
        case.do("评标", vote)
    return case


def awarded(case: FlowCase) -> FlowCase:
    return case.do("确定中标人", 中标人="云州建设甲公司", 中标价="28000000", 按推荐顺序="true")


def test_conditions_that_shut_bidders_out_are_sent_back(power):
    case = power.apply(TENDER)
    assert case.refuses("核对招标公告", {"核对结论": "可以公告", "无排斥条件": "false"}) == {"无排斥条件"}
    assert case.do("核对招标公告", 核对结论="退回修改", 退回原因="限定本市企业。").ended == "退回招标人"


def test_twenty_days_lie_between_announcement_and_opening(power):
    case = power.apply(TENDER).do("核对招标公告", 核对结论="可以公告", 无排斥条件="true")
    early = {"公告日期": "2026-03-02", "开标日期": "2026-03-21", "发布媒介": "省公共资源网"}
    assert case.refuses("发布公告", early) == {"开标日期"}
    case = announced(power).advance(to=date(2026, 3, 22))
    assert case.open == []
    assert case.advance(to=date(2026, 3, 23)).open == ["登记投标人"]


def test_with_fewer_than_three_bidders_nothing_is_opened(power):
    assert registered(power, BIDDERS[:2]).ended == "投标人不足三个，重新招标"


def test_two_thirds_of_an_odd_committee_are_experts(power):
    assert registered(power).refuses("确定备选专家", {**POOL, "专家人数": "3"}) == {"专家人数"}
    assert registered(power).refuses("确定备选专家", {**POOL, "委员会规模": "七人"}) == {"专家人数"}
    assert opened(power).open == ["评标"] * 5
    assert opened(power, "7", 委员会规模="七人", 专家人数="5").open == ["评标"] * 7


def test_oversight_draws_and_anybody_can_work_it_out_again(power):
    case = registered(power).do("确定备选专家", POOL, by="童心")
    assert case.task("取种子抽取").post == "监督岗"
    with pytest.raises(SamePerson):
        case.do("取种子抽取", SEED, by="童心")
    tickets = sorted(range(1, 8), key=lambda place: sha256(f"2026081:{place}".encode()).hexdigest())
    assert [e["姓名"] for e in drawn(power).value("评标专家名单")] == [NAMES[place - 1] for place in tickets[:4]]


def test_whoever_organises_does_not_evaluate(power):
    with pytest.raises(SamePerson):
        opened(power).do("评标", GOOD, by="童心")


def test_all_bids_may_be_rejected(power):
    assert evaluated(power, (BAD, BAD, GOOD, BAD, GOOD)).ended == "否决全部投标"


def test_the_candidates_are_published_for_three_days(power):
    case = evaluated(power)
    short = {"公示内容": "中标候选人名单。", "公示载体": ["政府网站"], "公示截止日": "2026-03-25", "异议途径": "电话"}
    assert case.refuses("发布公示", short) == {"公示截止日"}
    assert noticed(case, days=3).open == ["确定中标人"]


def test_a_complaint_is_settled_by_oversight(power):
    case = noticed(evaluated(power), days=3, result="异议不成立")
    assert case.task("处理投诉").post == "监督岗"
    case.do("处理投诉", 投诉处理="投诉不成立，驳回", 处理决定文号="云监〔2026〕1号", 处理理由="没有事实依据。")
    assert case.open == ["确定中标人"]
    case = noticed(evaluated(power), days=3, result="异议成立")
    case.do("处理投诉", 投诉处理="投诉成立，中标无效", 处理决定文号="云监〔2026〕2号", 处理理由="业绩造假。")
    assert case.ended == "中标无效，重新招标"


def test_awarded_contracted_at_the_price_of_the_award_and_filed(power):
    case = awarded(noticed(evaluated(power), days=3))
    case.do("发中标通知书", 通知书编号="ZB-2026-8", 发出日期=case.today.isoformat())
    contract = {"合同日期": case.today.isoformat(), "合同价": "27000000", "合同文本": FILE}
    assert case.refuses("订立合同", contract) == {"合同价"}
    case.do("订立合同", {**contract, "合同价": "28000000"})
    assert case.do("合同备案", 实质一致="true", 备案号="2026-8", 备案日期=case.today.isoformat()).ended == "已备案"
