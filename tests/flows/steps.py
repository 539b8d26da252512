"""How the steps of category flows are answered, where a test of a power passes through them."""

from datetime import date

from engine.flowtest import Flow, FlowCase

REASONS = {"不予受理理由": "不属于本机关职权范围。", "救济途径": "可以申请行政复议或者提起行政诉讼。"}
SERVED = {"送达情况": "已送达", "送达方式": "电子送达", "送达日期": "2026-03-02", "已告知救济": "true"}
REFUSAL = {
    "决定": "不予",
    "决定理由": "不符合法定条件。",
    "决定依据": "行政许可法第三十八条",
    "救济途径": "可以申请行政复议或者提起行政诉讼。",
}
RECORD = {
    "调查日期": "2026-03-02",
    "已出示证件": "true",
    "调查情况": "现场检查，事实清楚。",
    "证据": [{"证据名称": "现场笔录", "证据种类": "勘验笔录", "证明事项": "违法事实"}],
}
PERSON = {"name": "云州示范有限公司", "id_type": "uscc", "id_number": "91350100M000100Y43", "phone": "13900001234"}
PLACE = {"province": "云省", "city": "云州市", "county": "东湖区", "detail": "人民东路 8 号"}
FILE = {"id": "1", "name": "材料.pdf", "sha256": "0" * 64, "size": 1024, "type": "application/pdf"}


def refused_at_the_window(power: Flow, application: dict) -> FlowCase:
    """Not accepted: by an end of its own."""
    return power.apply(application).do("收件审查", REASONS, 受理结论="不予受理")


def asked_once(power: Flow, application: dict, material: str) -> FlowCase:
    told = {"受理结论": "一次告知补正", "补正内容": [{"材料": material, "问题": "缺页"}], "补正说明": "请补齐"}
    return power.apply(application).do("收件审查", told)


def not_corrected(power: Flow, application: dict, material: str) -> FlowCase:
    """Told once, and silent for twenty working days."""
    return asked_once(power, application, material).advance(workdays=21)


def investigated(case: FlowCase, record: dict | None = None) -> FlowCase:
    """Two officers investigate; one writes the report, the other countersigns."""
    case.do("调查取证", record or RECORD).do("调查取证", record or RECORD)
    return case.do("调查终结报告", 查明事实="违法事实清楚。").do("协办人员核签", 核签意见="同意")


def heard(case: FlowCase) -> FlowCase:
    """A hearing is called, held and reported."""
    day = power_day(case, 9)
    people = [{"姓名": "云州示范有限公司", "身份": "申请人或者当事人"}]
    called = {"听证日期": day, "听证地点": "二楼会议室", "主持人": "吴法", "听证方式": "公开", "参加人": people}
    case.do("通知听证", called).advance(to=date.fromisoformat(day))
    case.do("举行听证", 听证情况="举行", 举行日期=day, 到场人数="6", 听证笔录=FILE)
    return case.do("听证报告", 争议焦点="是否符合法定条件。", 听证意见="事实清楚，程序合法。", 依据笔录="true")


def discussed(case: FlowCase, votes: str) -> FlowCase:
    for vote in votes.split():
        case.do("讨论表决", 讨论意见=vote, 讨论理由="见发言", 无利害关系="true")
    return case.do("会议纪要", 会议日期=case.today.isoformat(), 会议名称="第 3 次会议", 纪要="逐一发表意见后表决。")


def noticed(case: FlowCase, workdays: int = 0, days: int = 0, result: str = "无异议") -> FlowCase:
    """Published for so long, and concluded on the day after."""
    last = power_day(case, workdays) if workdays else date.fromordinal(case.today.toordinal() + days).isoformat()
    published = {"公示内容": "拟办理结果。", "公示载体": ["政府网站"], "公示截止日": last, "异议途径": "0900-1234567"}
    case.do("发布公示", published).advance(to=date.fromordinal(date.fromisoformat(last).toordinal() + 1))
    return case.do(
        "公示结论", {"公示结果": result, **({} if result == "无异议" else {"公示说明": "已逐条核查并答复。"})}
    )


def reviewed_by_experts(case: FlowCase) -> FlowCase:
    names = [{"姓名": name, "单位": "云州大学", "专业": "本专业"} for name in ("江流", "山青", "石坚", "云开", "林茂")]
    witnesses = [{"姓名": "邹察", "单位": "监察"}, {"姓名": "公平", "单位": "公证处"}]
    case.do("确定备选名单", 备选专家=names, 抽取人数="3")
    case.do("取种子抽取", 抽取种子="482", 种子来源="福彩 3D", 抽取日期=case.today.isoformat(), 见证人=witnesses)
    for _ in range(3):
        case.do("专家评审", 本人被抽中="true", 评审结论="通过", 评审理由="论证充分。")
    return case.do("汇总评审意见", 评审采纳="采纳", 评审说明="三人一致通过。")


def power_day(case: FlowCase, workdays: int) -> str:
    """The day so many working days from the case's today, as a form takes it."""
    return case.flow.calendar.add_workdays(case.today, workdays).isoformat()
