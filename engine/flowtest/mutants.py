"""A flow with one thing wrong in it: what a mutation check plays the tests against.

Each function below is one kind of mistake, and yields every place of the flow where it could be made.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import chain, zip_longest
from typing import Any

from engine.dmn.changing import other_conclusion, table_of, with_conclusion
from engine.feel import Env, Expression, compile_feel
from engine.limits import Limit
from engine.reading.model import Element, Flow, Model, Timer
from engine.text import Text


@dataclass(frozen=True, slots=True)
class Mutant:
    """``said``: what was changed. ``make``: the changed flow. ``at``: what a case must come to, to show it."""

    kind: str
    element: str
    said: Text
    make: Callable[[], Model]
    at: str


class _Turned(Expression):
    """True where the expression is not, and the other way round."""

    __slots__ = ()

    def __init__(self, of: Expression) -> None:
        super().__init__(of.text, of._program)

    def __call__(self, values: Mapping[str, Any], env: Env = Env()) -> bool:  # noqa: B008  (never changed)
        return super().__call__(values, env) is not True


def mutants(model: Model) -> list[Mutant]:
    """Every mutant of a flow, the kinds taking turns. Category flows are left out: they have tests of their own."""
    theirs = {p.id for p in model.processes.values() if p.reusable and p.id != model.process_id}
    own = [e for e in model.in_flow_order() if e.process_id not in theirs]
    kinds = [list(kind(model, own)) for kind in KINDS]
    return [one for one in chain.from_iterable(zip_longest(*kinds)) if one is not None]


def _turned_conditions(model: Model, own: list[Element]) -> Iterator[Mutant]:
    for element in own:
        for flow in (model.flows[id] for id in element.outgoing):
            if flow.condition is None:
                continue
            zh, en = _names(model.elements[flow.target])
            said = Text(f"通往“{zh}”的条件反过来", f"The condition of the way to “{en}” is turned round")
            yield Mutant("condition", flow.id, said, partial(_with_flow, model, _turned(flow)), element.id)


def _dropped_boundaries(model: Model, own: list[Element]) -> Iterator[Mutant]:
    for e in own:
        if e.attached_to:
            zh, en = _names(e)
            host_zh, host_en = _names(model.elements[e.attached_to])
            said = Text(f"去掉“{host_zh}”上的边界事件“{zh}”", f"The boundary event “{en}” on “{host_en}” is removed")
            yield Mutant("boundary", e.id, said, partial(_without, model, e), e.attached_to)


def _dropped_handlers(model: Model, own: list[Element]) -> Iterator[Mutant]:
    for e in own:
        if e.triggered_by_event:
            zh, en = _names(e)
            said = Text(f"去掉事件子流程“{zh}”", f"The event sub-process “{en}” is removed")
            yield Mutant("handler", e.id, said, partial(_without, model, e), e.parent)


def _later_timers(model: Model, own: list[Element]) -> Iterator[Mutant]:
    """Every timer waits for a day more: a deadline that no test looks at from both sides."""
    for e in own:
        timer = _later(e.timer)
        if timer is not None:
            zh, en = _names(e)
            said = Text(f"“{zh}”的定时推迟一天", f"The timer “{en}” fires a day later")
            yield Mutant("timer", e.id, said, partial(_with, model, replace(e, timer=timer)), e.attached_to or e.id)


def _other_posts(model: Model, own: list[Element]) -> Iterator[Mutant]:
    posts = list(dict.fromkeys(lane.post for lane in model.lanes if lane.post and not lane.is_party))
    for e in own:
        if e.kind in ("userTask", "manualTask") and e.post in posts and len(posts) > 1 and not e.is_party:
            other = posts[(posts.index(e.post) + 1) % len(posts)]
            zh, en = _names(e)
            said = Text(f"“{zh}”由“{other}”而不是“{e.post}”办", f"“{en}” is done by {other} and not by {e.post}")
            yield Mutant("post", e.id, said, partial(_with, model, replace(e, post=other)), e.id)


def _longer_limits(model: Model, own: list[Element]) -> Iterator[Mutant]:
    for e in own:
        if e.limit is not None:
            longer = Limit(e.limit.amount + 1, e.limit.unit)
            zh, en = _names(e)
            said = Text(
                f"“{zh}”的时限由 {e.limit.text.zh}改为 {longer.text.zh}",
                f"The limit of “{en}” is {longer.text.en} instead of {e.limit.text.en}",
            )
            yield Mutant("limit", e.id, said, partial(_with, model, replace(e, limit=longer)), e.id)


def _no_separation(model: Model, own: list[Element]) -> Iterator[Mutant]:
    for e in own:
        if e.separate_from:
            zh, en = _names(e)
            said = Text(f"“{zh}”不再须由另一人办", f"“{en}” need no longer be done by somebody else")
            yield Mutant("separation", e.id, said, partial(_with, model, replace(e, separate_from=())), e.id)
        if e.avoid:
            said = Text(f"“{_names(e)[0]}”不回避", f"“{_names(e)[1]}” may be done by whom the case is about")
            yield Mutant("separation", e.id, said, partial(_with, model, replace(e, avoid=())), e.id)


def _other_joint_rules(model: Model, own: list[Element]) -> Iterator[Mutant]:
    for e in own:
        joint = e.loop.joint if e.loop else None
        if e.loop is None or joint is None or joint.agrees is None:
            continue
        rule = "all" if joint.rule == "any" else "any"
        zh, en = _names(e)
        said = Text(
            f"“{zh}”的会签规则由 {joint.rule} 改为 {rule}",
            f"The joint rule of “{en}” is “{rule}” instead of “{joint.rule}”",
        )
        loop = replace(e.loop, joint=replace(joint, rule=rule))
        yield Mutant("joint", e.id, said, partial(_with, model, replace(e, loop=loop)), e.id)
        if joint.veto is not None:
            said = Text(f"“{zh}”没有否决权", f"Nobody can veto “{en}”")
            loop = replace(e.loop, joint=replace(joint, veto=None))
            yield Mutant("joint", e.id, said, partial(_with, model, replace(e, loop=loop)), e.id)


def _fewer_signers(model: Model, own: list[Element]) -> Iterator[Mutant]:
    for e in own:
        count = e.loop.cardinality.text.strip() if e.loop and e.loop.cardinality and e.multi != "loop" else ""
        if e.loop and count.isdecimal() and int(count) > 1:
            zh, en = _names(e)
            fewer = int(count) - 1
            said = Text(f"“{zh}”由 {fewer} 人而不是 {count} 人办", f"“{en}” is done by {fewer} and not by {count}")
            loop = replace(e.loop, cardinality=compile_feel(str(fewer)))
            yield Mutant("signers", e.id, said, partial(_with, model, replace(e, loop=loop)), e.id)


def _no_clock(model: Model, own: list[Element]) -> Iterator[Mutant]:
    told = {
        "starts": ("“{}”不开始计时", "Counting does not begin with “{}”"),
        "ends": ("“{}”不停止计时", "Counting does not end with “{}”"),
        "excluded": ("“{}”的日子照样计算", "The days of “{}” count all the same"),
        "statutory": ("“{}”以后承诺时限照样有效", "The promise still binds after “{}”"),
    }
    for e in own:
        if e.clock in told and (e.clock != "ends" or _waits_after(model, e)):
            zh, en = (said.format(name) for said, name in zip(told[e.clock], _names(e), strict=True))
            yield Mutant("clock", e.id, Text(zh, en), partial(_with, model, replace(e, clock=None)), e.id)


def _other_conclusions(model: Model, own: list[Element]) -> Iterator[Mutant]:
    for e in own:
        decision = model.tables.get(e.decision or "") if e.kind == "businessRuleTask" else None
        if decision is None:
            continue
        for table, count in decision.tables.items():
            for row in range(1, count + 1):
                other = other_conclusion(table_of(decision, table), row)
                if other is not None:
                    said = Text(
                        f"决策表 {table} 第 {row} 行的结果换成第 {other} 行的",
                        f"Row {row} of the table {table} concludes what row {other} does",
                    )
                    yield Mutant("row", e.id, said, partial(_with_row, model, e, table, row, other), e.id)


KINDS: tuple[Callable[[Model, list[Element]], Iterator[Mutant]], ...] = (
    _turned_conditions, _dropped_boundaries, _dropped_handlers, _other_posts, _no_separation, _other_joint_rules,
    _fewer_signers, _no_clock, _other_conclusions, _longer_limits, _later_timers,
)  # fmt: skip


# ------------------------------------------------------------------------------------------------------- inside


def _names(e: Element) -> tuple[str, str]:
    return e.name.zh or e.id, e.name.in_("en") or e.id


def _turned(flow: Flow) -> Flow:
    assert flow.condition is not None
    return replace(flow, condition=_Turned(flow.condition))


def _later(timer: Timer | None) -> Timer | None:
    """A day more; None for what repeats and for dates, which come from elsewhere."""
    if timer is None or timer.kind != "duration":
        return None
    if timer.expression is None:
        return Timer(timer.kind, "", compile_feel(f'duration("{timer.source}") + duration("P1D")'))
    found = timer.expression.text.strip()
    for word in ("working days", "calendar days"):
        inner = found.removeprefix(f"{word}(").removesuffix(")")
        if found == f"{word}({inner})" and inner.strip().isdecimal():
            return Timer(timer.kind, timer.source, compile_feel(f"{word}({Decimal(inner) + 1})"))
    return None


def _waits_after(model: Model, e: Element) -> bool:
    """Whether time can pass after an element: where none can, the end of the case ends the counting as well."""
    seen, todo = {e.id}, [model.flows[id].target for id in e.outgoing]
    while todo:
        id = todo.pop()
        if id in seen:
            continue
        seen.add(id)
        element = model.elements[id]
        if element.kind.endswith(("Task", "Activity", "subProcess", "CatchEvent")):
            return True
        todo.extend(model.flows[flow].target for flow in element.outgoing)
    return False


def _with(model: Model, *elements: Element) -> Model:
    return replace(model, elements={**model.elements, **{e.id: e for e in elements}}, _derived={})


def _with_flow(model: Model, flow: Flow) -> Model:
    return replace(model, flows={**model.flows, flow.id: flow}, _derived={})


def _with_row(model: Model, e: Element, table: str, row: int, other: int) -> Model:
    assert e.decision is not None
    changed = with_conclusion(model.tables[e.decision], table, row, other)
    return replace(model, tables={**model.tables, e.decision: changed}, _derived={})


def _without(model: Model, gone: Element) -> Model:
    """The flow without an element, what stands in it, and the flows that begin or end there."""
    ids, todo = {gone.id}, list(gone.children)
    while todo:
        ids.add(id := todo.pop())
        todo.extend(model.elements[id].children)
    ids |= {e.id for e in model.elements.values() if e.attached_to in ids}
    cut = {f.id for f in model.flows.values() if f.source in ids or f.target in ids}
    kept = {e.id: _cut(e, ids, cut) for e in model.elements.values() if e.id not in ids}
    processes = {
        id: replace(p, nodes=tuple(node for node in p.nodes if node not in ids)) for id, p in model.processes.items()
    }
    flows = {id: flow for id, flow in model.flows.items() if id not in cut}
    return replace(model, elements=kept, flows=flows, processes=processes, _derived={})


def _cut(e: Element, ids: set[str], cut: set[str]) -> Element:
    return replace(
        e,
        incoming=tuple(id for id in e.incoming if id not in cut),
        outgoing=tuple(id for id in e.outgoing if id not in cut),
        children=tuple(id for id in e.children if id not in ids),
    )
