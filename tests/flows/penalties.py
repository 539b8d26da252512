"""The general penalty procedure (Penalty Law art. 54-64), as the tests of several powers go through it."""

from dataclasses import dataclass

from engine.flowtest import Flow, FlowCase
from tests.flows.steps import investigated

NOTICE = {"告知内容": "拟处罚的内容、事实、理由和依据。", "告知听证": "true", "告知方式": "直接送达"}
CONSIDERED = {"复核意见": "不采纳", "复核理由": "不属于法定从轻情形。", "未加重": "true"}
GRADE = {
    "情节": "一般",
    "情节理由": "没有从轻从重情形。",
    "重大公共利益": "false",
    "疑难复杂": "false",
    "重大违法": "false",
}
REASONS = {"决定理由": "事实清楚，证据充分。"}


@dataclass(frozen=True)
class Penalty:
    """What is particular to a power: how a case is opened, its facts, the penalty proposed, the decision."""

    opening: dict
    facts: dict
    proposal: dict
    decision: dict

    def filed(self, power: Flow, **more: object) -> FlowCase:
        return power.apply(self.opening, **more).do("立案审批", 立案意见="立案")

    def investigated(self, power: Flow) -> FlowCase:
        return investigated(self.filed(power))

    def concluded(self, power: Flow, **facts: str) -> FlowCase:
        return self.investigated(power).do("认定事实和情节", {**self.facts, **GRADE, **facts})

    def signed(self, case: FlowCase, proposal: str = "给予处罚", **more: str) -> FlowCase:
        answers = {**self.proposal, **more} if proposal == "给予处罚" else {}
        case.do("拟处理意见", answers, 处理建议=proposal, 处理理由="见调查终结报告。")
        return case.do("协办人员签署", 协办意见="同意")

    def told(self, power: Flow, **facts: str) -> FlowCase:
        case = self.signed(self.concluded(power, **facts))
        return case.do("处罚告知", NOTICE, 告知日期=case.today.isoformat())

    def silent(self, power: Flow, **facts: str) -> FlowCase:
        return self.told(power, **facts).advance(workdays=6)

    def asked_for_a_hearing(self, power: Flow, considered: str = "不采纳", **facts: str) -> FlowCase:
        case = self.told(power, **facts).do("陈述、申辩，申请听证", 陈述申辩="请求从轻", 申请听证="true")
        return case.do("复核陈述、申辩", CONSIDERED, 复核意见=considered)

    def told_anew(self, case: FlowCase) -> FlowCase:
        return self.signed(case).do("处罚告知", NOTICE, 告知日期=case.today.isoformat())

    def punished(self, power: Flow) -> FlowCase:
        case = self.silent(power)
        number = {"决定书文号": "云罚〔2026〕8号"}
        return case.do("作出决定", {**self.decision, **REASONS, **number}, 决定="给予处罚")
