"""The ten categories of administrative power, in the order in which catalogues are published."""

from dataclasses import dataclass

from engine import Text


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    name: Text
    about: Text
    count: int = 0


CATEGORIES = (
    Category("licence", Text("行政许可", "Licensing"), Text("准予从事某项活动", "Leave to carry on an activity")),
    Category("penalty", Text("行政处罚", "Penalty"), Text("对违法行为的处罚", "For breaking the law")),
    Category("coercion", Text("行政强制", "Coercion"), Text("查封、扣押等措施", "Sealing, seizing and the like")),
    Category("levy", Text("行政征收", "Levy"), Text("依法征收的费", "Charges laid down by law")),
    Category("payment", Text("行政给付", "Payment"), Text("低保、补助、抚恤", "Allowances, aid, pensions")),
    Category("inspection", Text("行政检查", "Inspection"), Text("双随机检查等", "Random and other inspections")),
    Category("confirmation", Text("行政确认", "Confirmation"), Text("登记、认定", "Registration and determination")),
    Category("reward", Text("行政奖励", "Reward"), Text("表彰和奖励", "Honours and rewards")),
    Category("ruling", Text("行政裁决", "Ruling"), Text("裁决民事争议", "Ruling on disputes")),
    Category("other", Text("其他权力", "Other"), Text("信息公开、备案等", "Disclosure, filing and others")),
)
BY_CODE = {category.code: category for category in CATEGORIES}
