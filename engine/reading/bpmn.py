"""The elements of a BPMN tree: what each node says, in BPMN's words and ours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.errors import Finding
from engine.feel import Expression
from engine.limits import Limit
from engine.reading.expressions import Expressions
from engine.reading.handing import read_handed
from engine.reading.model import MATTERS, OPERATIONS, Approver, Element, Flow, Joint, Lane, Loop, PowerWords, Process
from engine.reading.shares import WRONG, share
from engine.reading.xml import BPMN, DAYLIGHT, Node, local, namespace, tag
from engine.text import Text

HUMAN = {"userTask", "manualTask", "task"}
ACTIVITIES = HUMAN | {
    "scriptTask",
    "businessRuleTask",
    "sendTask",
    "receiveTask",
    "serviceTask",
    "subProcess",
    "transaction",
    "callActivity",
}
GATEWAYS = {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
NODES = ACTIVITIES | GATEWAYS | EVENTS
UNSUPPORTED = {
    "complexGateway": Text("复杂网关", "a complex gateway"),
    "callChoreography": Text("编排调用", "a call choreography"),
}
MAXIMUM = r"[0-9]{1,9}"
"""How often a loop is done at most, as it is written."""
_INTERRUPTS = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}
JOINT_RULES = {"all", "quorum", "any", "majority", "weights", "sequential"}
PARTY_LANES = {"申请人", "当事人", "party", "applicant"}


@dataclass
class Parts:
    """What has been found so far, over all files of a bundle."""

    processes: dict[str, Process] = field(default_factory=dict)
    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    lanes: list[Lane] = field(default_factory=list)
    powers: dict[str, PowerWords] = field(default_factory=dict)
    executable: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def word(node: Node, name: str) -> str | None:
    """The value of our attribute ``daylight:name``."""
    return node.get(tag(DAYLIGHT, name)) or None


def words(node: Node, name: str) -> Text:
    return Text(word(node, name) or "", word(node, f"{name}En") or "")


def named(node: Node) -> Text:
    zh = " ".join((node.get("name") or "").split())
    return Text(zh, word(node, "en") or "")


def our(node: Node, name: str) -> Node | None:
    """Our extension element ``daylight:name`` of a node."""
    return node.find(f"{tag(BPMN, 'extensionElements')}/{tag(DAYLIGHT, name)}")


class Reader:
    """Reads the processes of one ``definitions`` element into ``Parts``."""

    def __init__(self, root: Node, parts: Parts, expressions: Expressions) -> None:
        self.root, self.parts, self.expressions = root, parts, expressions
        self.references = {
            node.get("id"): node.get("name") if local(node) in ("message", "signal") else node.get(f"{local(node)}Code")
            for node in root
            if local(node) in ("message", "signal", "error", "escalation")
        }
        self.pools = {
            p.get("processRef"): p for p in root.iterfind(f"{tag(BPMN, 'collaboration')}/{tag(BPMN, 'participant')}")
        }

    def read(self) -> None:
        for node in self.root.iterfind(tag(BPMN, "process")):
            self._process(node)

    def _process(self, node: Node) -> None:
        process = node.get("id") or ""
        if process in self.parts.processes:
            self._refuse(process, "流程编号重复", "two processes have this id")
            return
        pool = self.pools.get(process)
        reusable = word(node, "reusable") == "true"  # a category flow: its pool names the flow, not who exercises it
        authority = (pool.get("name") or None) if pool is not None and not reusable else None
        who = self._lanes(node, process, authority)
        children = self._container(node, process, process, who)
        self.parts.processes[process] = Process(
            process,
            named(node) if node.get("name") else Text(authority or process, ""),
            pool.get("id") if pool is not None else None,
            authority,
            children,
            _listed(word(node, "outputs")),
            reusable,
        )
        self.parts.powers[process] = PowerWords(
            word(node, "power"),
            self._limit(node, "limit"),
            self._limit(node, "promise"),
            self._limit(node, "extension"),
            self._matter(node, process),
            tuple(self._approvers(node, process)),
        )
        if node.get("isExecutable") in ("true", "1"):
            self.parts.executable.append(process)

    def _approvers(self, node: Node, process: str) -> Iterator[Approver]:
        for approval in node.iterfind(f"{tag(BPMN, 'extensionElements')}/{tag(DAYLIGHT, 'approval')}"):
            operations, post = (approval.get("of") or "").split(), approval.get("post")
            unknown = [operation for operation in operations if operation not in OPERATIONS]
            if unknown or not operations or not post:
                self._refuse(
                    process,
                    f"批准（approval）须写明岗位，of 只能是 {'、'.join(sorted(OPERATIONS))}",
                    f"an approval names a post, and in “of” only {', '.join(sorted(OPERATIONS))}",
                )
                continue
            yield from (Approver(operation, post, approval.get("authority")) for operation in operations)

    def _lanes(self, node: Node, process: str, authority: str | None) -> dict[str, Lane]:
        """Element id to its innermost lane."""
        who: dict[str, Lane] = {}
        for lane_node in node.iter(tag(BPMN, "lane")):
            post = our(lane_node, "post")
            name = named(lane_node)
            members = tuple((ref.text or "").strip() for ref in lane_node.iterfind(tag(BPMN, "flowNodeRef")))
            lane = Lane(
                lane_node.get("id") or "",
                name,
                (post.get("authority") if post is not None else None) or authority,
                (post.get("post") if post is not None else None) or name.zh or None,
                word(lane_node, "party") == "true" or name.zh.lower() in PARTY_LANES,
                members,
                process,
                post is not None and post.get("caller") == "true",
            )
            self.parts.lanes.append(lane)
            who.update(dict.fromkeys(members, lane))
        return who

    def _container(self, node: Node, process: str, parent: str, who: dict[str, Lane]) -> tuple[str, ...]:
        children = []
        for child in node:
            kind = local(child)
            if namespace(child) != BPMN:
                continue
            if kind in UNSUPPORTED:
                name = UNSUPPORTED[kind]
                self._refuse(child.get("id"), f"{name.zh}不能执行", f"{name.en} cannot be executed")
            elif kind == "sequenceFlow":
                self._flow(child)
            elif kind in NODES and (element := self._node(child, kind, process, parent, who)):
                children.append(element)
        return tuple(children)

    def _flow(self, node: Node) -> None:
        flow = node.get("id") or ""
        if flow in self.parts.flows or flow in self.parts.elements:
            self._refuse(flow, "编号重复", "this id is used twice")
            return
        condition = self.expressions.condition(node.find(tag(BPMN, "conditionExpression")), flow)
        self.parts.flows[flow] = Flow(
            flow,
            node.get("sourceRef") or "",
            node.get("targetRef") or "",
            named(node),
            condition,
            word(node, "hint") or "",
        )

    def _matter(self, node: Node, process: str) -> str | None:
        matter = word(node, "matter")
        if matter is not None and matter not in MATTERS:
            self._refuse(process, f"办件的说法不对：{matter}", f"there is no such matter: {matter}")
            return None
        return matter

    def _node(self, node: Node, kind: str, process: str, parent: str, who: dict[str, Lane]) -> str | None:
        id = node.get("id") or ""
        if not id or id in self.parts.elements or id in self.parts.flows:
            self._refuse(id or kind, "编号缺失或重复", "the id is missing or used twice")
            return None
        lane = who.get(id) or who.get(parent)
        if lane and id not in who:
            who[id] = lane  # what stands in a sub-process is done by the sub-process's post, unless it says otherwise
        post = our(node, "post")
        own_post = post.get("post") if post is not None else None
        own_authority = post.get("authority") if post is not None else None
        definition = next((c for c in node if local(c).endswith("EventDefinition")), None)
        if sum(local(c).endswith("EventDefinition") for c in node) > 1:
            self._refuse(id, "一个事件有多个定义", "the event has several definitions")
        event = local(definition).removesuffix("EventDefinition") if definition is not None else None
        kind_read = "subProcess" if kind == "transaction" else kind
        element = Element(
            id=id,
            kind=kind_read,
            name=named(node),
            process_id=process,
            parent=parent,
            default=node.get("default"),
            lane=lane.id if lane else None,
            authority=_literal(own_authority) or (lane.authority if lane else None),
            post=_literal(own_post) or (lane.post if lane else None),
            authority_from=self.expressions.feel(own_authority, id) if (own_authority or "").startswith("=") else None,
            post_from=self.expressions.feel(own_post, id) if (own_post or "").startswith("=") else None,
            is_party=bool(lane and lane.is_party and not own_post) or word(node, "party") == "true",
            separate_from=tuple((word(node, "separate") or "").replace(",", " ").split()),
            avoid=_names(word(node, "avoid")),
            asks=word(node, "asks"),
            form=word(node, "form"),
            reads=_names(word(node, "reads")),
            hides=_names(word(node, "hides")),
            limit=self._limit(node, "limit"),
            duty=words(node, "duty"),
            stage=words(node, "stage"),
            risk=word(node, "risk"),
            safeguard=words(node, "safeguard"),
            mergeable=word(node, "mergeable") == "true",
            clock=word(node, "clock"),
            clock_on=self.expressions.feel(word(node, "on"), id),
            article=word(node, "article"),
            script=self._script(node, id) if kind == "scriptTask" else None,
            decision=word(node, "decision"),
            discretion=word(node, "discretion") == "true",
            result=word(node, "result"),
            called=node.get("calledElement") if kind == "callActivity" else None,
            event=event,
            attached_to=node.get("attachedToRef"),
            interrupting=node.get(_INTERRUPTS.get(kind, "_"), "true") not in ("false", "0"),
            timer=self.expressions.timer(definition, id) if definition is not None and event == "timer" else None,
            reference=self._reference(node, definition, event),
            has_code=self._has_code(definition),
            condition=self.expressions.condition(definition.find(tag(BPMN, "condition")), id)
            if definition is not None and event == "conditional"
            else None,
            when=self.expressions.feel(word(node, "when"), id),
            triggered_by_event=node.get("triggeredByEvent") in ("true", "1"),
            undoes=node.get("isForCompensation") in ("true", "1"),
            publishes=tuple((word(node, "publishes") or "").replace(",", " ").split()),
            invites=_names(word(node, "invites")),
            attendees=word(node, "attendees"),
            speakers=word(node, "speakers"),
            hears=tuple((word(node, "hears") or "").replace(",", " ").split()),
            branch=word(node, "branch") == "true",
            holds=tuple((word(node, "holds") or "").replace(",", " ").split()),
            outputs=_listed(word(node, "outputs")),
            enough=self.expressions.feel(word(node, "enough"), id) if kind_read == "subProcess" else None,
            handed=read_handed(our(node, "handed"), id, self.expressions),
            **self._repetition(node, id),  # type: ignore[arg-type]
        )
        self.parts.elements[id] = element
        if kind_read == "subProcess":
            children = self._container(node, process, id, who)
            self.parts.elements[id] = replace(element, children=children)
        return id

    def _script(self, node: Node, id: str) -> Expression | None:
        language = (node.get("scriptFormat") or "").lower()
        script = node.find(tag(BPMN, "script"))
        if language and "feel" not in language:
            self._refuse(
                id,
                f"脚本语言 {language} 不能执行，请改为 FEEL",
                f"scripts in {language} are not executed; write it in FEEL",
            )
            return None
        if script is None or not (script.text or "").strip():
            self._refuse(id, "脚本任务没有脚本", "the script task has no script")
            return None
        return self.expressions.feel(script.text, id)

    def _reference(self, node: Node, definition: Node | None, event: str | None) -> str | None:
        """The name of a message or signal, the code of an error or escalation, the name of a link.

        What has no name or code is told apart by its id; so is an error that is declared nowhere (Activiti's way).
        """
        if event == "link":
            return definition.get("name") if definition is not None else None
        holder = definition if definition is not None else node
        ref = next(
            (holder.get(f"{k}Ref") for k in ("message", "signal", "error", "escalation") if holder.get(f"{k}Ref")), None
        )
        if ref is None:
            return None
        id = ref.split(":")[-1]
        return self.references.get(id) or id

    def _has_code(self, definition: Node | None) -> bool:
        """Whether an event means errors or escalations of one code; what is declared without a code is any of them."""
        ref = next(
            (v for k in ("error", "escalation") if definition is not None and (v := definition.get(f"{k}Ref"))), ""
        )
        return bool(self.references.get(ref.split(":")[-1], ref))

    def _repetition(self, node: Node, id: str) -> dict[str, object]:
        loop = node.find(tag(BPMN, "standardLoopCharacteristics"))
        if loop is not None:
            maximum = (loop.get("loopMaximum") or "").strip()
            return {
                "multi": "loop",
                "loop": Loop(
                    condition=self.expressions.condition(loop.find(tag(BPMN, "loopCondition")), id),
                    test_before=loop.get("testBefore") in ("true", "1"),
                    maximum=int(maximum) if re.fullmatch(MAXIMUM, maximum) else None,
                ),
            }
        multi = node.find(tag(BPMN, "multiInstanceLoopCharacteristics"))
        if multi is None:
            return {}
        joint = our(node, "joint")
        cardinality = multi.find(tag(BPMN, "loopCardinality"))
        return {
            "multi": "sequential" if multi.get("isSequential") in ("true", "1") else "parallel",
            "loop": Loop(
                cardinality=self.expressions.feel(cardinality.text, id) if cardinality is not None else None,
                collection=self.expressions.feel(word(node, "collection") or _text(multi, "loopDataInputRef"), id),
                item=word(node, "item") or _name_of(multi, "inputDataItem"),
                results=word(node, "results") or _text(multi, "loopDataOutputRef"),
                result=_name_of(multi, "outputDataItem"),
                completion=self.expressions.condition(multi.find(tag(BPMN, "completionCondition")), id),
                joint=self._joint(joint, id, multi) if joint is not None else None,
            ),
        }

    def _joint(self, node: Node, id: str, multi: Node) -> Joint | None:
        rule = node.get("rule") or "all"
        need, attendance = share(node.get("need")), share(node.get("attendance"))
        wrong = [name for name, part in (("need", need), ("attendance", attendance)) if part is WRONG]
        wrong += ["attendance"] if attendance and not attendance[1] else []
        if rule not in JOINT_RULES or wrong or (rule in ("quorum", "weights") and need is None):
            what = f"rule={rule}" if rule not in JOINT_RULES else (wrong or ["need"])[0]
            self._refuse(id, f"会签规则不对：{what}", f"the joint approval's rule is not right: {what}")
            return None
        if (rule != "all" or node.get("veto")) and not node.get("agrees"):
            self._refuse(
                id, "会签没有写什么算同意（agrees）", "the joint approval does not say what counts as agreeing"
            )
            return None
        in_order = multi.get("isSequential") in ("true", "1")
        if rule == "sequential" and not in_order:
            self._refuse(
                id,
                "依次签署（sequential）的会签，多实例须是顺序的（isSequential）",
                "who sign one after the other (sequential) are a sequential multi-instance (isSequential)",
            )
            return None
        keeps = node.get("keeps") == "true"
        if keeps and (not node.get("veto") or in_order):
            self._refuse(
                id,
                "意见保留（keeps）只用于有否决、同时签署的会签",
                "opinions are kept (keeps) only where there is a veto and all sign at the same time",
            )
            return None
        return Joint(
            rule,
            need[0] if need else None,
            need[1] if need else False,
            attendance[0] if attendance else None,
            self.expressions.feel(node.get("agrees"), id),
            self.expressions.feel(node.get("veto"), id),
            self.expressions.feel(node.get("weight"), id),
            node.get("outcome"),
            node.get("waits") == "true",
            keeps,
        )

    def _limit(self, node: Node, name: str) -> Limit | None:
        text = word(node, name)
        if text is None:
            return None
        try:
            return Limit.parse(text)
        except ValueError:
            self._refuse(
                node.get("id"),
                f"时限 {text} 读不懂，应如 2wd、30d、24h",
                f"limit {text} is not understood; write 2wd, 30d or 24h",
            )
            return None

    def _refuse(self, element: str | None, zh: str, en: str) -> None:
        refuse(self.parts.findings, element, zh, en)


def refuse(findings: list[Finding], element: str | None, zh: str, en: str, check: str = "model") -> None:
    said = Text(f"{element}：{zh}。", f"{element}: {en}.") if element else Text(f"{zh}。", f"{en[0].upper()}{en[1:]}.")
    findings.append(Finding(check, element, "error", said))


def connect(parts: Parts) -> None:
    """Give each element its incoming and outgoing flows, in the order of the file."""
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in parts.flows.values():
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    for id, element in parts.elements.items():
        parts.elements[id] = replace(
            element, incoming=tuple(incoming.get(id, ())), outgoing=tuple(outgoing.get(id, ()))
        )


def _listed(text: str | None) -> tuple[str, ...] | None:
    return tuple(name.strip() for name in text.split(",")) if text is not None else None


def _names(text: str | None) -> tuple[str, ...]:
    """Names separated by commas."""
    return tuple(name for part in (text or "").split(",") if (name := part.strip()))


def _literal(text: str | None) -> str | None:
    return None if text is None or text.startswith("=") else text


def _text(node: Node, name: str) -> str | None:
    child = node.find(tag(BPMN, name))
    return (child.text or "").strip() or None if child is not None else None


def _name_of(node: Node, name: str) -> str | None:
    """What a data item is called in expressions: its name where that is one word, else its id."""
    child = node.find(tag(BPMN, name))
    if child is None:
        return None
    shown = child.get("name") or ""
    return shown if shown.isidentifier() else child.get("id") or shown or None
