"""What of a catalogue entry is not as it was, in words: the fields by their names, the values where they are short."""

from dataclasses import dataclass, fields

from app.catalogue.entry import Entry
from engine import Limit, Text

NAMES = {
    "code": Text("编码", "Code"), "unified_code": Text("统一编码", "Unified code"),
    "category": Text("类别", "Category"), "authority": Text("实施主体", "Authority"), "body": Text("机构", "Body"),
    "case_number": Text("文号前缀", "Number prefix"), "name": Text("名称", "Name"),
    "keywords": Text("检索词", "Keywords"), "limit": Text("法定时限", "Statutory limit"),
    "extension": Text("延长", "Extension"), "promise": Text("承诺时限", "Promised limit"),
    "fee": Text("收费", "Fee"), "fee_basis": Text("收费依据", "Basis of the fee"),
    "disclosed": Text("是否公开", "Disclosed"), "undisclosed_reason": Text("不公开的理由", "Why not disclosed"),
    "basis": Text("设定依据", "Legal basis"), "duties": Text("职责", "Duties"),
    "conditions": Text("条件", "Conditions"),
    "materials": Text("申请材料", "Materials"), "procedure": Text("程序", "Procedure"),
    "result": Text("结果", "Result"), "remedies": Text("救济", "Remedies"), "discipline": Text("纪律", "Discipline"),
    "service_promise": Text("服务承诺", "Service promise"), "place": Text("地点", "Place"),
    "hours": Text("时间", "Hours"), "phone": Text("电话", "Phone"),
    "supervision_phone": Text("监督电话", "Supervision phone"), "life_events": Text("人生事件", "Life events"),
    "agents": Text("可以代办", "Agents may apply"),
}  # fmt: skip
NOTHING = Text("没有", "none")
LONGEST = 60


@dataclass(frozen=True, slots=True)
class EntryChange:
    """``before`` and ``after`` only where both can be read at a glance."""

    field: str
    name: Text
    before: Text | None = None
    after: Text | None = None


def entry_changes(old: Entry, new: Entry) -> tuple[EntryChange, ...]:
    """In the order of the entry's fields."""
    found = []
    for field in fields(Entry):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if was != now:
            short = _short(was), _short(now)
            shown = short if all(short) else (None, None)
            found.append(EntryChange(field.name, NAMES[field.name], *shown))
    return tuple(found)


def _short(value: object) -> Text | None:
    said = {
        Limit: lambda: value.text,  # type: ignore[attr-defined]
        Text: lambda: value,
        str: lambda: Text(value or "—", value or "—"),  # type: ignore[arg-type]
        bool: lambda: Text("是", "yes") if value else Text("否", "no"),
        type(None): lambda: NOTHING,
    }.get(type(value))
    text = said() if said else None
    return text if text is not None and len(text.zh) <= LONGEST else None  # type: ignore[union-attr,return-value]
