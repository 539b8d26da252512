# ruff: noqa: E501
"""Made-up data that shows every part in every state."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.cases.views import EntryView, Inbox, InboxGroup, InboxRow, TaskView
from app.catalogue.queries import list_powers
from app.flows.queries import PowerOutOfService, effective_model
from app.ui.asking import told
from app.ui.stages import StageOnStrip
from engine import Day, FieldError, Form, Limit, Model, Reckoning, Text, read_form

AT = datetime(2026, 11, 20, 6, 35, tzinfo=UTC)
NONE = Text("", "")


def samples() -> dict[str, Any]:
    form = _form()
    return {
        "colours": ["zhu", "act", "act-tint", "ink", "ink-2", "ink-3", "canvas", "ok", "soon-tint", "late"],
        "form": form,
        "told": told(form, {"name": "巷", "items": ["hot"], "staff": [{"name": "何秀芝"}]}, _errors()),
        "stages": _stages(),
        "reckoning": _reckoning(),
        "tasks": [_task()],
        "entries": _entries(),
        "inbox": _inbox(),
        **_chart(),
    }


def _chart() -> dict[str, Any]:
    """The first power that is in service, as if a case were half-way."""
    for power in list_powers():
        try:
            model = effective_model(power.code)
        except PowerOutOfService:
            continue
        return {"model": model, "states": _half_way(model)}
    return {"model": None, "states": {}}


def _half_way(model: Model) -> dict[str, str]:
    steps = [element.id for element in model.in_flow_order() if element.kind == "userTask"]
    looks = ["done", "skipped", "paused", "late", "here"]
    return dict(zip(steps, looks, strict=False))


def _form() -> Form:
    def text(zh: str, en: str, **more: Any) -> dict[str, Any]:
        return {"type": "string", "title": zh, "x-en": {"title": en}, **more}

    consequences = {
        "title": "Conclusion",
        "options": {"pass": "Pass, to inspection", "fix": "Ask once for corrections"},
    }
    hints = {"pass": "Two officers get it, 3 working days", "fix": "The clock stops; this can be done once"}
    properties = {
        "name": text("名称", "Name", minLength=2),
        "about": text("说明", "Notes", maxLength=500),
        "area": {"type": "number", "title": "面积", "x-en": {"title": "Floor area"}},
        "fee": {"type": "number", "title": "投资额", "x-en": {"title": "Investment"}},
        "opens": text("开业日期", "Opening day", format="date"),
        "kind": {
            "enum": ["pass", "fix"], "title": "结论", "x-options": {"pass": "通过，送现场核查", "fix": "一次告知补正"},
            "x-hints": {"pass": "核查组两人同时收到待办，3 个工作日", "fix": "时限停表，只能告知一次"}, "x-en": {**consequences, "hints": hints},
        },
        "items": {
            "type": "array", "title": "经营项目", "x-en": {"title": "Business"},
            "items": {"enum": ["hot", "cold"], "x-options": {"hot": "热食类", "cold": "冷食类"}, "x-en": {"options": {"hot": "Hot food", "cold": "Cold food"}}},
        },
        "online": {"type": "boolean", "title": "是否网络经营", "x-en": {"title": "Business over the internet"}},
        "who": {"type": "object", "title": "申请人", "x-en": {"title": "Applicant"}},
        "where": {"type": "object", "title": "经营场所", "x-en": {"title": "Premises"}},
        "plan": {"type": "object", "title": "布局图", "x-en": {"title": "Layout"}},
        "staff": {
            "type": "array", "title": "安全管理员", "x-en": {"title": "Safety managers"}, "maxItems": 3,
            "items": {"type": "object", "required": ["name"], "properties": {"name": text("姓名", "Name")}},
        },
        "sure": {"type": "boolean", "const": True, "title": "以上内容真实、准确。", "x-en": {"title": "All of this is true and accurate."}},
    }  # fmt: skip
    settings = {
        "name": {"hint": "与营业执照一致", "hint_en": "As on the business licence"},
        "area": {"unit": "平方米", "unit_en": "m²"},
        "fee": {"widget": "money"},
        "who": {"widget": "person"},
        "where": {"widget": "address"},
        "plan": {"widget": "file", "accept": [".pdf", ".png"]},
    }
    schema = {
        "type": "object",
        "title": "部件",
        "x-en": {"title": "Parts"},
        "required": ["name", "kind", "plan", "sure"],
        "properties": properties,
    }
    return read_form("parts", schema, {"fields": settings})


def _errors() -> list[FieldError]:
    return [
        FieldError("name", Text("至少写 2 个字", "Write at least 2 characters")),
        FieldError("kind", Text("没有选择", "Nothing is chosen")),
        FieldError("plan", Text("没有上传文件", "No file is uploaded")),
        FieldError("sure", Text("须由您本人勾选后才能提交", "You have to tick this yourself before sending")),
    ]


def _stages() -> list[StageOnStrip]:
    return [
        StageOnStrip(Text("受理", "Acceptance"), "done", "李敏 11-19"),
        StageOnStrip(Text("材料审查", "Examination"), "now", "周晓梅 11-23"),
        StageOnStrip(Text("现场核查", "On-site check"), "passed", "—"),
        StageOnStrip(Text("决定", "Decision"), "todo", "1"),
    ]


def _reckoning() -> Reckoning:
    start, days, number = date(2026, 11, 13), [], 0
    days.append(Day(start, "first", None, Text("当日不计", "first day, not counted")))
    for offset in range(1, 13):
        when = start + timedelta(days=offset)
        if when.weekday() >= 5:
            days.append(Day(when, "rest", None, Text("休", "rest day")))
        elif when.day in (18, 19):
            days.append(
                Day(when, "excluded", None, Text("停表 行政许可法第四十五条", "clock stopped 行政许可法第四十五条"))
            )
        else:
            number += 1
            days.append(Day(when, "counted", number, NONE))
    return Reckoning(Limit.parse("6wd"), start, date(2026, 11, 25), 3, 3, tuple(days), "green")


def _task() -> TaskView:
    return TaskView(
        1, "check", Text("现场核查", "On-site check"), Text("核查组", "Inspection team"), NONE, False, None, "", AT, AT + timedelta(days=4),
        date(2026, 11, 24), 2, "green", None, None,
    )  # fmt: skip


def _entries() -> list[EntryView]:
    def entry(seq: int, kind: str, zh: str, en: str, post: Text, opinion: str = "") -> EntryView:
        return EntryView(
            seq, kind, "x", Text(zh, en), AT - timedelta(days=4 - seq), kind == "started", "", post, opinion, ()
        )

    window = Text("综合窗口", "Service window")
    return [
        entry(3, "completed", "受理", "Accepted", window, "补正材料收到，符合法定形式，予以受理。"),
        entry(
            2,
            "completed",
            "一次告知补正",
            "Corrections asked for",
            window,
            "缺设备设施布局图中洗消间的位置，其余材料无误。",
        ),
        entry(1, "started", "提交申请", "Application", NONE),
    ]


def _inbox() -> Inbox:
    power, step = Text("食品经营许可", "Food business licence"), Text("材料审查", "Examination")

    def row(number: int, applicant: str, light: str, left: int | None, mine: bool = False) -> InboxRow:
        due = date(2026, 11, 20) + timedelta(days=left or 0)
        return InboxRow(
            number,
            f"云市监食许〔2026〕{number}",
            "01",
            power,
            step,
            applicant,
            AT,
            due,
            left,
            light,
            mine,
            "review",
            None,
        )

    groups = (
        InboxGroup("late", Text("超期", "Overdue"), (row(1803, "江畔渔家酒楼", "red", -2),)),
        InboxGroup("today", Text("今天到期", "Due today"), (row(1851, "好邻居便利店", "yellow", 0, True),)),
        InboxGroup("week", Text("下周到期", "Due by the end of next week"), (row(1882, "东湖小厨", "green", 2),)),
        InboxGroup("paused", Text("停表中", "Clock stopped"), (row(1766, "五里亭烧烤", "paused", 4),)),
    )
    return Inbox(groups, {"red": 1, "yellow": 1, "green": 1, "paused": 1}, (("01", power, 4),), 4, False, None)
