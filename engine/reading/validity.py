"""What must hold before a model can be executed as BPMN 2.0 says. Each refusal names the element."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter

from engine.errors import Finding
from engine.reading.bpmn import ACTIVITIES, HUMAN, Parts, refuse
from engine.reading.calling import called_by
from engine.reading.model import RAISED, Element
from engine.reading.turning import check_rest
from engine.text import Text

MAX_NESTING = 50
_ID = re.compile(r"[^\W\d][\w.\-]*")
_ALLOWED: dict[str, set[str | None]] = {
    "startEvent": {None, "message", "timer", "signal", "conditional", "error", "escalation"},
    "endEvent": {None, "message", "signal", "error", "escalation", "terminate", "cancel"},
    "intermediateCatchEvent": {"message", "timer", "signal", "conditional", "link"},
    "intermediateThrowEvent": {None, "message", "signal", "escalation", "link"},
    "boundaryEvent": {"message", "timer", "signal", "conditional", "error", "escalation", "cancel"},
}
_NAMED = {"message", "signal", "link"}
Raised = tuple[str | None, str | None]
"""An event and its code; without one, any of that kind."""


def check_structure(parts: Parts, findings: list[Finding]) -> None:
    """Append a finding for everything that cannot be executed as it is drawn."""
    _Structure(parts, findings).check()


class _Structure:
    def __init__(self, parts: Parts, findings: list[Finding]) -> None:
        self.parts, self.findings = parts, findings
        # what a power's own flow says has to happen (repairs/__init__.py)
        self.severity = "error" if any(p.code for p in parts.powers.values()) else "warning"
        self.called = {called_by(e) for e in parts.elements.values() if e.called}
        self.inside: dict[str, list[Element]] = {}  # by what they stand in
        self.raised: dict[str, Counter[Raised]] = {}
        self.attached: dict[str, list[str]] = {}
        self.catches: dict[tuple[str, str | None], list[str]] = {}  # (container, link name) -> its targets
        for e in parts.elements.values():
            self.inside.setdefault(e.parent, []).append(e)
            if e.attached_to:
                self.attached.setdefault(e.attached_to, []).append(e.id)
            if e.kind == "intermediateCatchEvent" and e.event == "link":
                self.catches.setdefault((e.parent, e.reference), []).append(e.id)

    def no(self, element: str, zh: str, en: str) -> None:
        refuse(self.findings, element, zh, en)

    def check(self) -> None:
        for id in [*self.parts.processes, *self.parts.elements]:
            if not _ID.fullmatch(id):
                self.no(id, "编号含有不允许的字符", "the id contains characters that are not allowed")
        for process in self.parts.processes.values():
            self._reachable(process.id, process.nodes)
        self._flows()
        for element in self.parts.elements.values():
            self._element(element)
        self._calls()
        self._nesting()
        if not any(f.severity == "error" for f in self.findings):
            self._raised()
            self._heard()
        check_rest(self.parts, self.findings)

    def _flows(self) -> None:
        for flow in self.parts.flows.values():
            source, target = self.parts.elements.get(flow.source), self.parts.elements.get(flow.target)
            if source is None or target is None:
                self.no(flow.id, "流向的起点或终点不存在", "the flow's source or target does not exist")
            elif source.parent != target.parent:
                self.no(
                    flow.id, "流向跨越了子流程或流程的边界", "the flow crosses the border of a sub-process or process"
                )
            elif source.kind == "endEvent" or target.kind in ("startEvent", "boundaryEvent"):
                self.no(
                    flow.id,
                    "流向从结束事件出来，或进入开始、边界事件",
                    "the flow leaves an end event, or enters a start or boundary event",
                )
            elif flow.condition and source.kind in (
                "parallelGateway",
                "eventBasedGateway",
                "startEvent",
                "boundaryEvent",
            ):
                self.no(flow.id, "这里的流向不能带条件", "a flow may not carry a condition here")

    def _element(self, e: Element) -> None:
        if e.kind in _ALLOWED:
            self._event(e)
        if e.default and e.default not in e.outgoing:
            self.no(e.id, f"默认流向 {e.default} 不是它的流向", f"its default flow {e.default} does not leave it")
        if e.kind in ("exclusiveGateway", "inclusiveGateway") and len(e.outgoing) > 1 and not e.asks:
            for id in e.outgoing:
                if self.parts.flows[id].condition is None and id != e.default:
                    self.no(
                        id,
                        "网关的流向既没有条件也不是默认流向",
                        "a flow of this gateway has no condition and is not its default",
                    )
        if e.kind == "eventBasedGateway":
            for id in e.outgoing:
                target = self.parts.elements.get(self.parts.flows[id].target)
                if target is not None and target.kind not in ("intermediateCatchEvent", "receiveTask"):
                    self.no(e.id, "事件网关后面只能是捕获事件", "an event gateway may only lead to catching events")
                elif target is not None and (target.has_rounds or target.id in self.attached):
                    self.no(
                        target.id,
                        "事件网关后面的接收任务不能重复，不能附边界事件，也不能传入传出",
                        "a receive task behind an event gateway is done once, alone, and hands nothing over",
                    )
        if e.kind == "scriptTask" and e.script is None and not self._said(e.id):
            self.no(e.id, "脚本任务没有可执行的脚本", "the script task has no script that can be executed")
        if e.kind == "callActivity" and not e.called:
            self.no(e.id, "没有写调用哪个流程", "does not say which process it calls")
        if e.kind == "receiveTask" and not e.reference:
            self.no(e.id, "没有写等什么消息", "does not say which message it waits for")
        if e.kind == "businessRuleTask" and not e.decision:
            self.no(e.id, "没有写用哪个决策", "does not say which decision it uses")
        if e.discretion and e.kind != "businessRuleTask":
            self.no(e.id, "只有决策表环节可以是裁量基准", "only a rule task can be a discretion standard")
        if e.kind == "subProcess":
            self._reachable(e.id, e.children)
        if e.triggered_by_event:
            self._event_sub_process(e)
        if e.branch or e.holds:
            self._branch(e)
        if e.multi in ("parallel", "sequential") and e.loop and not (e.loop.cardinality or e.loop.collection):
            self.no(e.id, "多实例没有写次数或集合", "the multi-instance states neither a number nor a collection")
        if e.multi == "loop" and e.loop and e.loop.condition is None and e.loop.maximum is None:
            self.no(e.id, "循环没有条件也没有次数上限", "the loop has neither a condition nor a maximum")
        for other in e.separate_from:
            if other not in self.parts.elements or self.parts.elements[other].kind not in (*HUMAN, "startEvent"):
                self.no(e.id, f"回避的环节 {other} 不存在", f"the step {other} it is separate from does not exist")
        for other in e.hears:
            if other not in self.parts.elements or not self.parts.elements[other].invites:
                self.no(e.id, f"{other} 不征求意见，没有可答复的", f"{other} invites no opinions that it could answer")
        if e.invites and e.kind != "intermediateCatchEvent":
            self.no(e.id, "只有等待的事件可以征求意见", "only an event waited for can invite opinions")
        if (e.attendees or e.speakers) and not e.invites:
            self.no(e.id, "听证报名没有写公布什么", "people may sign up here, but nothing says what is shown to them")

    def _said(self, id: str) -> bool:
        return any(f.element == id for f in [*self.findings, *self.parts.findings])

    def _event(self, e: Element) -> None:
        if e.event not in _ALLOWED[e.kind]:
            self.no(e.id, f"{e.event or '空'}事件不能放在这里", f"a {e.event or 'none'} event cannot stand here")
        elif e.event in _NAMED and not e.reference:
            self.no(e.id, "事件没有写消息、信号或链接的名称", "the event names no message, signal or link")
        elif e.event == "conditional" and e.condition is None and not self._said(e.id):
            self.no(e.id, "条件事件没有条件", "the conditional event has no condition")
        if e.kind == "boundaryEvent":
            host = self.parts.elements.get(e.attached_to or "")
            if host is None or host.kind not in ACTIVITIES or host.parent != e.parent:
                self.no(
                    e.id,
                    f"边界事件没有附在环节上（{e.attached_to}）",
                    f"the boundary event is attached to no activity ({e.attached_to})",
                )
        throws_link = e.kind == "intermediateThrowEvent" and e.event == "link"
        if throws_link and len(self.catches.get((e.parent, e.reference), ())) != 1:
            self.no(e.id, f"链接 {e.reference} 应有且只有一个入口", f"link {e.reference} must have exactly one target")

    def _event_sub_process(self, e: Element) -> None:
        starts = [c for c in map(self.parts.elements.get, e.children) if c and c.kind == "startEvent"]
        if e.incoming or e.outgoing or len(starts) != 1 or starts[0].event is None:
            self.no(
                e.id,
                "事件子流程须有一个带事件的开始，且没有流向",
                "an event sub-process has one start event with a trigger and no flows",
            )

    def _branch(self, e: Element) -> None:
        """A branch flow: begun by an officer from any moment of the case, and its result is handed to the case."""
        starts = [c for c in map(self.parts.elements.get, e.children) if c and c.kind == "startEvent"]
        called = {(o.called or "").split(":")[-1] for o in self.parts.elements.values() if o.kind == "callActivity"}
        if not e.branch or not e.triggered_by_event or e.parent not in self.parts.processes or e.parent in called:
            self.no(
                e.id,
                "支流程（branch）须是直接在主流程里的事件子流程；holds 只能写在支流程上",
                "a branch is an event sub-process that stands directly in the main process; only a branch holds steps",
            )
        elif any(s.event != "message" or s.interrupting or s.is_party or s.form for s in starts):
            self.no(
                e.id,
                "支流程的开始须是工作人员的、不中断的消息事件，不带表单（要问的，放在第一个环节）",
                "a branch begins with a message event that does not interrupt, is no applicant's and has no form"
                " (what is to be asked belongs to its first step)",
            )
        elif not e.result:
            self.no(e.id, "支流程没有写结果的名称（result）", "the branch does not name its result")
        for id in e.holds if e.branch else ():
            held = self.parts.elements.get(id)
            if id != "all" and (held is None or held.kind not in HUMAN or self._in_branch(held)):
                self.no(
                    e.id,
                    f"支流程进行中不办的环节 {id} 不是支流程以外由人办理的环节",
                    f"{id}, which the branch holds, is no person's step outside branches",
                )

    def _in_branch(self, e: Element) -> bool:
        around = self.parts.elements.get(e.parent)
        return around is not None and (around.branch or self._in_branch(around))

    def _reachable(self, container: str, nodes: tuple[str, ...]) -> None:
        elements = [self.parts.elements[i] for i in nodes]
        starts = [e for e in elements if e.kind == "startEvent"]
        entries = list(starts) or [e for e in elements if e.begins]
        if nodes and not entries and not any(e.triggered_by_event for e in elements):
            self.no(
                container,
                "没有开始：没有开始事件，其余各环节都要别的引来",
                "nothing begins here: there is no start event, and everything else needs something that leads to it",
            )
            return
        for unused in self._begin_at_one(starts):
            entries.remove(unused)
        if starts:
            self._triggered(container, entries[0])
        seen = {e.id for e in [*entries, *(e for e in elements if e.triggered_by_event)]}
        todo = list(seen)
        while todo:
            for following in self._next(todo.pop()):
                if following not in seen:
                    seen.add(following)
                    todo.append(following)
        for e in elements:
            if e.id not in seen and e.kind != "startEvent":
                text = Text(
                    f"{e.name.zh or e.id}（{e.id}）：没有任何路径能到达，不会办到。",
                    f"{e.id}: no path leads here; it is never done.",
                )
                self.findings.append(Finding("unreachable", e.id, self.severity, text))

        for e in elements:
            if e.kind == "parallelGateway" and len(e.incoming) > 1 and e.id in seen:
                self._joined(e, {entry.id for entry in entries})

    def _begin_at_one(self, starts: list[Element]) -> list[Element]:
        """Of several start events one begins the case (``Model.start_event``); the others, named in the report."""
        if not starts:
            return []
        taken = next((e for e in starts if e.event is None), starts[0])
        others = [e for e in starts if e is not taken]
        for e in others:
            text = Text(
                f"{e.name.zh or e.id}（{e.id}）：从 {taken.id} 开始，这个开始不用。",
                f"{e.id}: it begins at {taken.id}; this start event begins nothing.",
            )
            self.findings.append(Finding("starts", e.id, self.severity, text))
        return others

    def _triggered(self, container: str, start: Element) -> None:
        """A start event whose trigger nothing waits for: only event sub-processes, and cases told of from outside."""
        around = self.parts.elements.get(container)
        if start.event is None or (around is not None and around.triggered_by_event):
            return
        if around is not None or container in self.called:
            zh, en = (
                "流程走到就开始，不等它的触发",
                "it begins as soon as the flow comes here; its trigger is not waited for",
            )
        elif start.event in ("message", "signal"):
            return
        else:
            zh, en = "由人发起，不由它触发", "somebody begins a case; its trigger begins none"
        text = Text(f"{start.name.zh or start.id}（{start.id}）：{zh}。", f"{start.id}: {en}.")
        self.findings.append(Finding("starts", start.id, self.severity, text))

    def _raised(self) -> None:
        """What catches an error or escalation that nothing in there raises; what it begins itself does not count."""
        for e in self.parts.elements.values():
            caught = (e.event, e.reference if e.has_code else None)
            if e.event not in RAISED or e.kind not in ("boundaryEvent", "startEvent"):
                continue
            around = self.parts.elements.get(e.attached_to or e.parent)
            if around is None or (e.kind == "startEvent" and not around.triggered_by_event):
                continue
            itself = caught in self._out_of(around)
            raised = itself if e.kind == "boundaryEvent" else self._raised_in(around.parent)[caught] > itself
            if not raised:
                text = Text(
                    f"{e.name.zh or e.id}（{e.id}）：里面没有什么会抛出它等的，永远不会来。",
                    f"{e.id}: nothing in it raises what it catches; it never comes.",
                )
                self.findings.append(Finding("never-raised", e.id, self.severity, text))

    def _heard(self) -> None:
        """Of those that wait for the same in one place the first one hears it, and no other ever does."""
        heard: dict[tuple[str | None, str | None, str | None], Element] = {}
        for e in self.parts.elements.values():
            event = "message" if e.kind == "receiveTask" else e.event
            place, one_hears = self._waits_at(e)
            if event not in one_hears or e.when is not None:
                continue
            first = heard.setdefault((place, event, e.reference), e)
            if first is not e:
                text = Text(
                    f"{e.name.zh or e.id}（{e.id}）：{first.id} 在同一处等同样的，由它先接到，这里永远不会来。",
                    f"{e.id}: {first.id} waits for the same in the same place and hears it first; it never comes here.",
                )
                self.findings.append(Finding("never-raised", e.id, self.severity, text))

    def _waits_at(self, e: Element) -> tuple[str | None, Collection[str]]:
        """Beside what, in what or behind which gateway an event waits; and the events that only one there hears."""
        handler = self.parts.elements.get(e.parent)
        if e.kind == "boundaryEvent":
            return e.attached_to, RAISED | {"message"}
        if e.kind == "startEvent" and handler is not None and handler.triggered_by_event and not handler.branch:
            return f"in {handler.parent}", RAISED | {"message"}
        before = (self.parts.elements.get(self.parts.flows[flow].source) for flow in e.incoming)
        gateway = next((b.id for b in before if b is not None and b.kind == "eventBasedGateway"), None)
        return gateway, {"message", "signal"} if gateway else ()

    def _raised_in(self, container: str) -> Counter[Raised]:
        """What is raised in a process or sub-process, each with the number of nodes that it comes out of."""
        if container not in self.raised:
            self.raised[container] = Counter()
            self.raised[container].update(what for e in self.inside.get(container, ()) for what in self._out_of(e))
        return self.raised[container]

    def _out_of(self, e: Element) -> Collection[Raised]:
        """What a node raises, or what stands in it or is called by it: by its code, and as any of its kind."""
        if e.kind in ("endEvent", "intermediateThrowEvent"):
            return {(e.event, e.reference), (e.event, None)} if e.event in RAISED else ()
        if e.kind == "subProcess" or e.called:
            return self._raised_in(called_by(e) or e.id).keys()
        return ()

    def _joined(self, join: Element, entries: set[str]) -> None:
        """A flow into a parallel join that only the join itself leads to never brings its first token."""
        for flow in join.incoming:
            seen, todo, found = {join.id}, [self.parts.flows[flow].source], False
            while todo and not found:
                id = todo.pop()
                if id not in seen:
                    seen.add(id)
                    found = id in entries
                    todo.extend(self._before(id))
            if not found:
                text = Text(
                    f"{join.name.zh or join.id}（{join.id}）：流向 {flow} 只能从它自己绕回来，永远等不齐。",
                    f"{join.id}: flow {flow} only comes round from the join itself; it waits for ever.",
                )
                self.findings.append(Finding("never-joined", join.id, self.severity, text))

    def _before(self, id: str) -> Iterator[str]:
        element = self.parts.elements.get(id)
        if element is None:
            return
        yield from (self.parts.flows[flow].source for flow in element.incoming)
        if element.attached_to:
            yield element.attached_to
        if element.event == "link" and element.kind == "intermediateCatchEvent":
            yield from (
                e.id
                for e in self.parts.elements.values()
                if (e.parent, e.kind, e.reference) == (element.parent, "intermediateThrowEvent", element.reference)
            )

    def _next(self, id: str) -> Iterator[str]:
        element = self.parts.elements[id]
        targets = (self.parts.flows[f].target for f in element.outgoing)
        yield from (target for target in targets if target in self.parts.elements)
        yield from self.attached.get(id, ())
        if element.event == "link" and element.kind == "intermediateThrowEvent":
            yield from self.catches.get((element.parent, element.reference), ())

    def _calls(self) -> None:
        calls: dict[str, set[str]] = {}
        for e in self.parts.elements.values():
            if e.kind != "callActivity" or not e.called:
                continue
            called = e.called.split(":")[-1]
            if called not in self.parts.processes:
                self.no(
                    e.id,
                    f"调用的流程 {e.called} 不在这一组文件里",
                    f"the called process {e.called} is not among the files",
                )
            calls.setdefault(e.process_id, set()).add(called)
        for process in calls:
            reached, todo = set(), list(calls[process])
            while todo:
                next_process = todo.pop()
                if next_process not in reached:
                    reached.add(next_process)
                    todo.extend(calls.get(next_process, ()))
            if process in reached:
                self.no(process, "流程直接或间接调用自己", "the process calls itself, directly or through others")

    def _nesting(self) -> None:
        """What stands in what, sub-processes and called flows alike."""
        around: dict[str, set[str]] = {}
        for e in self.parts.elements.values():
            inside = e.id if e.kind == "subProcess" else called_by(e)
            if inside:
                around.setdefault(inside, set()).add(e.parent)
        depth: dict[str, int] = {}
        try:
            for id in TopologicalSorter(around).static_order():
                depth[id] = max((depth[outer] + 1 for outer in around.get(id, ())), default=0)
        except CycleError:
            return  # a process that calls itself is refused
        too_deep = next((id for id in depth if depth[id] > MAX_NESTING), None)
        if too_deep is not None:
            self.no(
                too_deep,
                f"子流程和调用一层套一层，超过 {MAX_NESTING} 层",
                f"sub-processes and calls stand in one another more than {MAX_NESTING} deep",
            )
