"""对未取得许可从事食品生产经营活动的处罚: what officers and the party answer."""

from typing import Any

from tests.browser.people import PDF
from tests.browser.walking import PARTY

POWER = "02-unlicensed-food"
FIRST, SECOND = "leiming", "tangyu"
HEAD, CHIEF, LEGAL, CHAIR = "haowei", "sunli", "wufa", "fangzheng"
COMMITTEE = ("haowei", "anran", "changqing")
TODAY = "2026-11-16"
RECORD = {"name": "笔录.pdf", "mimeType": "application/pdf", "buffer": PDF}
OPENING: dict[str, Any] = {
    "当事人.name": "云州后街卤味作坊",
    "当事人.id_type": "uscc",
    "当事人.id_number": "91350100M000100Y43",
    "当事人.phone": "13900001234",
    "案件来源": "监督检查",
    "发现日期": TODAY,
    "经营地址.province": "云州省",
    "经营地址.city": "云州市",
    "经营地址.county": "东湖区",
    "经营地址.detail": "后街 6 号",
    "涉嫌事实": "未取得许可加工销售熟食。",
}
FILED = (HEAD, "立案审批", {"立案意见": "立案"})
FOUND = {
    "调查日期": TODAY,
    "已出示证件": "yes",
    "调查情况": "现场正在加工熟食，未能出示许可证。",
    "证据.0.证据名称": "现场笔录",
    "证据.0.证明事项": "无证经营",
}
INVESTIGATED = ((FIRST, "调查取证", FOUND), (SECOND, "调查取证", FOUND))
FINDINGS = {
    "货值金额": "8000",
    "违法所得": "1200",
    "情节": "一般",
    "情节理由": "首次违法，货值不大。",
    "重大公共利益": "no",
    "疑难复杂": "no",
    "重大违法": "no",
}
PENALTY = {"处理建议": "给予处罚", "罚款金额": "70000", "没收违法所得": "yes", "处理理由": "事实清楚，证据充分。"}
COSIGNED = (SECOND, "协办人员签署", {"协办意见": "同意"})
NOTICE = {
    "告知内容": "拟罚款七万元，没收违法所得。",
    "告知听证": "yes",
    "告知方式": "直接送达",
    "告知日期": TODAY,
}
STATEMENT = (PARTY, "陈述、申辩，申请听证", {"陈述申辩": "家庭困难，请求从轻。", "申请听证": "yes"})
CONSIDERED = (
    SECOND,
    "复核陈述、申辩",
    {"复核意见": "不采纳", "复核理由": "不属于法定从轻情形。", "未加重": "yes"},
)
CALLED = (
    LEGAL,
    "通知听证",
    {"听证日期": "2026-11-26", "听证地点": "二楼会议室", "主持人": "方正", "公开听证": "yes"},
)
HEARD = (
    CHAIR,
    "举行听证",
    {"听证情况": "举行", "举行日期": "2026-11-26", "听证笔录": RECORD, "听证意见": "事实清楚，建议维持。"},
)
REVIEWED = (LEGAL, "法制审核", {"审核结论": "通过", "审核意见": "程序合法，裁量适当。"})
DISCUSSED = tuple((who, "集体讨论", {"讨论意见": "同意", "讨论理由": "事实清楚，量罚适当。"}) for who in COMMITTEE)
DECIDED = (
    CHIEF,
    "作出决定",
    {"决定": "给予处罚", "决定理由": "事实清楚，证据充分。", "决定书文号": "云市监罚〔2026〕1号"},
)
SERVED = (FIRST, "送达处罚决定书", {"送达方式": "直接送达", "已告知救济": "yes"})
SEIZURE = {
    "查封日期": TODAY,
    "查封方式": "扣押",
    "财物清单.0.名称": "卤煮锅",
    "财物清单.0.数量": "2 口",
    "查封理由": "涉嫌用于违法生产的工具。",
    "当场实施": "yes",
}
LISTED = tuple((who, "清点并签署清单", {"清点一致": "yes", "当事人到场": "yes"}) for who in (FIRST, SECOND))
LIFTED = tuple((who, "解除查封扣押", {"解除日期": TODAY, "退还情况": "当场退还。"}) for who in (FIRST, SECOND))


def proposed(proposal: str = "给予处罚", **findings: str) -> tuple[Any, ...]:
    """From the approval of opening to the second signature."""
    answers = PENALTY if proposal == "给予处罚" else {"处理建议": proposal, "处理理由": "见调查终结报告。"}
    return (
        *(FILED, *INVESTIGATED, (FIRST, "调查终结", {**FINDINGS, **findings})),
        *((FIRST, "拟处理意见", answers), COSIGNED),
    )


def told(**findings: str) -> tuple[Any, ...]:
    return (*proposed(**findings), (FIRST, "处罚告知", NOTICE))
