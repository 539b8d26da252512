"""Steps, events and gateways: added, removed, or saying something else."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.comparing.changes import Change, changed
from engine.comparing.naming import called, type_of
from engine.comparing.values import NOTHING, shown, yes_no
from engine.reading.model import Element, Model
from engine.reading.rights import base_name
from engine.text import Text

_Read = Callable[[Element], Text]
_SAID: tuple[tuple[str, Text, _Read], ...] = (
    ("name", Text("名称", "its name"), lambda e: e.name),
    ("kind", Text("类型", "its kind"), type_of),
    ("post", Text("办理岗位", "the post"), lambda e: _who(e)),
    ("post", Text("回避的人", "who may not do it"), lambda e: shown("、".join(e.avoid))),
    ("limit", Text("时限", "the limit"), lambda e: e.limit.text if e.limit else NOTHING),
    ("form", Text("表单", "the form"), lambda e: shown(base_name(e.form))),
    ("form", Text("只读的字段", "the fields only read"), lambda e: shown("、".join(e.reads))),
    ("form", Text("不出现的字段", "the fields not shown"), lambda e: shown("、".join(e.hides))),
    ("duty", Text("职责", "the duty"), lambda e: e.duty),
    ("stage", Text("公开阶段", "the public stage"), lambda e: e.stage),
    ("risk", Text("风险等级", "the risk grade"), lambda e: shown(e.risk)),
    ("safeguard", Text("防控措施", "the safeguard"), lambda e: e.safeguard),
    ("clock", Text("计时", "the clock"), lambda e: _clock(e)),
    ("script", Text("计算式", "the expression"), lambda e: shown(e.script)),
    ("decision", Text("所用裁量表", "the decision"), lambda e: shown(e.decision)),
    ("result", Text("结果名称", "the result's name"), lambda e: shown(e.result)),
    ("called", Text("所调用的流程", "the called process"), lambda e: shown(e.called)),
    ("event", Text("触发方式", "the trigger"), lambda e: shown(e.event)),
    ("timer", Text("定时", "the time"), lambda e: shown(e.timer.source) if e.timer else NOTHING),
    ("event", Text("消息或代码", "the message or code"), lambda e: shown(e.reference)),
    ("condition", Text("条件", "the condition"), lambda e: shown(e.condition)),
    ("condition", Text("接收条件", "when it is taken"), lambda e: shown(e.when)),
    ("event", Text("中断所在环节", "interrupting"), lambda e: yes_no(e.interrupting) if e.event else NOTHING),
    ("loop", Text("重复方式", "how it repeats"), lambda e: _repeats(e)),
    ("result", Text("传入传出的值", "the values handed in and on"), lambda e: _handed(e)),
    ("loop", Text("到何时为止", "until when"), lambda e: shown(e.enough)),
    ("joint", Text("会签规则", "the joint rule"), lambda e: _joint(e)),
    ("branch", Text("可随时启动的支流程", "a branch flow that may be started"), lambda e: yes_no(e.branch)),
    ("branch", Text("支流程进行中不办的环节", "the steps it holds"), lambda e: shown(" ".join(e.holds) or None)),
    (
        "branch",
        Text("支流程交回的名称", "what the branch hands over"),
        lambda e: shown(", ".join(e.outputs or ()) or None),
    ),
    ("result", Text("公开的内容", "what is published"), lambda e: shown(" ".join(e.publishes) or None)),
    ("result", Text("征求意见的内容", "what opinions are asked on"), lambda e: shown(", ".join(e.invites) or None)),
    ("result", Text("旁听名额", "seats to attend"), lambda e: shown(e.attendees)),
    ("result", Text("发言名额", "seats to speak"), lambda e: shown(e.speakers)),
    ("result", Text("答复哪里征求的意见", "which opinions it answers"), lambda e: shown(" ".join(e.hears) or None)),
    ("decision", Text("是裁量基准", "is a discretion standard"), lambda e: yes_no(e.discretion)),
    ("asks", Text("由人选择", "asked of a person"), lambda e: shown(e.asks)),
)


def element_changes(old: Model, new: Model, same: Mapping[str, str]) -> Iterator[Change]:
    """In the order of the new flow; what was removed where it stood."""
    back = {now: was for was, now in same.items()}
    for e in new.in_flow_order():
        if e.id in back:
            yield from _changed(old, new, back[e.id], e.id, same)
        else:
            yield _added_or_removed("added", Text("增加", "Added"), new, e)
    for e in old.in_flow_order():
        if e.id not in same:
            yield _added_or_removed("removed", Text("删去", "Removed"), old, e)


def _changed(old: Model, new: Model, was: str, now: str, same: Mapping[str, str]) -> Iterator[Change]:
    before, after, of = old.elements[was], new.elements[now], called(new, now)
    for topic, what, read in _SAID:
        a, b = read(before), read(after)
        if a != b:
            yield changed(topic, now, called(old, was) if topic == "name" else of, what, a, b)
    if {same.get(id, id) for id in before.separate_from} != set(after.separate_from):
        what = Text("不得由同一人办理的环节", "the steps of other persons")
        yield changed("separate", now, of, what, _apart(old, before), _apart(new, after))
    if _place(old, before) != _place(new, after):
        yield changed("place", now, of, Text("所在", "its place"), _place(old, before), _place(new, after))


def _added_or_removed(kind: str, verb: Text, model: Model, e: Element) -> Change:
    name, who, between = called(model, e.id), _who(e), _between(model, e)
    zh, en = f"{verb.zh}{name.zh}", f"{verb.en} {name.en}"
    if who.zh and e.kind.endswith(("Task", "task", "Activity")):
        zh, en = f"{zh}（{who.zh}）", f"{en} ({who.en or who.zh})"
    if e.limit:
        zh, en = f"{zh}，时限 {e.limit.text.zh}", f"{en}, limit {e.limit.text.en}"
    return Change(kind, "step", e.id, Text(f"{zh}{between.zh}。", f"{en}{between.en}."))


def _between(model: Model, e: Element) -> Text:
    """，在“审查”之后、“决定”之前"""
    before = [called(model, model.flows[f].source) for f in e.incoming]
    after = [called(model, model.flows[f].target) for f in e.outgoing]
    parts_zh, parts_en = [], []
    if e.attached_to and e.attached_to in model.elements:
        host = called(model, e.attached_to)
        parts_zh.append(f"在{host.zh}上")
        parts_en.append(f"on {host.en}")
    if before:
        parts_zh.append(f"在{'、'.join(t.zh for t in before)}之后")
        parts_en.append(f"after {' and '.join(t.en for t in before)}")
    if after:
        parts_zh.append(f"在{'、'.join(t.zh for t in after)}之前")
        parts_en.append(f"before {' and '.join(t.en for t in after)}")
    return Text("，" + "，".join(parts_zh) if parts_zh else "", ", " + ", ".join(parts_en) if parts_en else "")


def _place(model: Model, e: Element) -> Text:
    """The sub-process it stands in, and what it is attached to."""
    inside = called(model, e.parent) if e.parent in model.elements else Text("流程", "the process")
    if e.attached_to and e.attached_to in model.elements:
        host = called(model, e.attached_to)
        return Text(f"{inside.zh}的{host.zh}", f"{host.en} in {inside.en}")
    return inside


def _apart(model: Model, e: Element) -> Text:
    """The steps whose person may not do this one."""
    steps = [model.elements[id].name if id in model.elements else shown(id) for id in e.separate_from]
    steps.sort(key=lambda step: step.zh)
    return Text("、".join(step.zh for step in steps), ", ".join(step.en or step.zh for step in steps))


def _who(e: Element) -> Text:
    if e.is_party:
        return Text("申请人（当事人）", "the party")
    post = shown(e.post_from) if e.post_from else shown(e.post)
    authority = shown(e.authority_from) if e.authority_from else shown(e.authority)
    return Text(" ".join(t for t in (authority.zh, post.zh) if t), "")


def _clock(e: Element) -> Text:
    words = {
        "starts": Text("起算", "counting begins"),
        "ends": Text("止算", "counting ends"),
        "excluded": Text("不计入时限", "not counted"),
        "statutory": Text("此后只按法定时限", "only the statutory limit from here on"),
    }
    if e.clock is None:
        return NOTHING
    said = words.get(e.clock, shown(e.clock))
    more = "，".join(t for t in (e.article, shown(e.clock_on).zh) if t)
    return Text(f"{said.zh}（{more}）", f"{said.en} ({more})") if more else said


def _handed(e: Element) -> Text:
    if e.handed is None:
        return NOTHING
    into, on = (
        "; ".join(f"{name} = {value.text}" for name, value in part) for part in (e.handed.inputs, e.handed.outputs)
    )
    more, more_en = ("，别的不传出", ", nothing else") if e.handed.only else ("", "")
    return Text(f"传入 {into or '—'}，传出 {on or '—'}{more}", f"in: {into or '-'}; on: {on or '-'}{more_en}")


def _repeats(e: Element) -> Text:
    if e.multi is None or e.loop is None:
        return NOTHING
    words = {
        "parallel": Text("同时多份", "several at once"),
        "sequential": Text("依次多份", "one after another"),
        "loop": Text("循环", "in a loop"),
    }
    loop = e.loop
    parts: list[Any] = [loop.collection, loop.cardinality, loop.completion, loop.condition, loop.maximum]
    more = "，".join(shown(part).zh for part in parts if part is not None)
    said = words[e.multi]
    return Text(f"{said.zh}（{more}）", f"{said.en} ({more})") if more else said


def _joint(e: Element) -> Text:
    joint = e.loop.joint if e.loop else None
    if joint is None:
        return NOTHING
    need = f"{joint.need}{'（比例）' if joint.need_is_share else ''}" if joint.need is not None else None
    parts: list[Any] = [
        joint.rule,
        need,
        joint.veto,
        joint.weight,
        joint.agrees,
        joint.attendance,
        joint.waits or None,
        joint.keeps or None,
    ]
    said = "，".join(shown(part).zh for part in parts if part is not None)
    return Text(said, said)
