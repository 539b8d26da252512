"""投资项目并联审批: what the applicant and the departments answer."""

from typing import Any

from tests.browser.people import PDF
from tests.browser.walking import PARTY

POWER = "01-project-joint"
PLAN = {"name": "报告.pdf", "mimeType": "application/pdf", "buffer": PDF}
PROJECT: dict[str, Any] = {
    "申请人.name": "云州清源机械有限公司",
    "申请人.id_number": "91350100M000100Y43",
    "申请人.phone": "13900001234",
    "项目名称": "年产两万套水泵机组项目",
    "项目代码": "2026-350100-34-01-012345",
    "建设性质": "新建",
    "建设地点.province": "云州省",
    "建设地点.city": "云州市",
    "建设地点.county": "东湖区",
    "建设地点.detail": "工业园一路 8 号",
    "用地面积": "3.2",
    "总投资": "8600",
    "年综合能耗": "1200",
    "建设内容": "厂房两栋、仓库一栋。",
    "项目申请报告": PLAN,
    "环境影响报告表": PLAN,
    "水土保持方案": PLAN,
    "节能报告": PLAN,
    "承诺": "yes",
}
WINDOW, HEAD = "yingchun", "shenyi"
DEPUTIES = ("liangtian", "bilan", "jianghai", "miaoyun")
ACCEPTED = (WINDOW, "一口受理", {"受理结论": "受理"})
ASKED_ONCE = (
    WINDOW,
    "一口受理",
    {
        "受理结论": "一次告知补正",
        "补正内容.0.材料": "水土保持方案",
        "补正内容.0.问题": "缺防治责任范围图",
        "补正说明": "请一次补齐。",
    },
)
CORRECTED = (PARTY, "补正材料", {"补正情况": "已补责任范围图。", "水土保持方案": PLAN})
NOT_ACCEPTED = {"不予受理理由": "属于备案项目，不需要核准。"}
PLANNING = ("yangfan", "规划审查", {"选址符合规划": "yes", "用地预审有效": "yes", "规划意见": "同意"})
EIA = ("qinlan", "环评审查", {"环境敏感区": "no", "污染防治可行": "yes", "专家评审": "no"})
EXPERTS = (
    "qinlan",
    "环评审查",
    {
        "环境敏感区": "yes",
        "污染防治可行": "yes",
        "专家评审": "yes",
        "评审理由": "邻近水源保护区，预计二十个工作日。",
    },
)
REVIEWED = (
    "qinlan",
    "专家评审",
    {
        **{f"专家.{n}.姓名": name for n, name in enumerate(("顾远", "孟川", "申和"))},
        **{f"专家.{n}.单位": "云州大学" for n in range(3)},
        "评审结论": "通过",
        "评审日期": "2026-11-16",
        "评审意见": "措施可行，同意通过。",
    },
)
WATER = ("xuqing", "水保审查", {"防治责任范围明确": "yes", "措施可行": "yes", "水保意见": "同意"})
WATER_AGAIN = (
    "xuqing",
    "水保审查",
    {"防治责任范围明确": "yes", "措施可行": "yes", "水保意见": "有条件同意", "水保条件": "弃渣场另行选址。"},
)
ENERGY = ("jiangtao", "节能审查", {"能耗核定": "1180", "能效达到标准": "yes", "节能意见": "同意"})
PUBLIC = ("qinlan", "环评意见", {"公众意见": "未收到意见", "环评意见": "同意"})
EXAMINED = (PLANNING, EIA, WATER, ENERGY, 9, PUBLIC)
VETO = {"会审表决": "否决退回", "退回部门": "水利局", "会审理由": "弃渣场选址与国土空间规划不符。"}
AGREED = tuple((who, "联合会审", {"会审表决": "同意"}) for who in DEPUTIES)
ADOPTED = tuple((who, "可选事项表决", {"可选表决": "同意"}) for who in DEPUTIES[:3])
NUMBERS = {f"{name}文号": f"云{name}〔2026〕18 号" for name in ("核准", "规划批复", "环评批复", "水保批复", "节能批复")}
DELIVERED = {"送达方式": "电子送达", "送达日期": "2026-11-16"}
