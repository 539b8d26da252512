"""A block written out as BPMN 2.0."""

from itertools import pairwise

from tests.engine.running.oracle.blocks import (
    And,
    Block,
    Branched,
    Call,
    Choice,
    Guarded,
    Loop,
    Multi,
    Race,
    Receive,
    Script,
    Seq,
    Sub,
    Task,
    Try,
    Wait,
    Watched,
)

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:daylight="urn:daylight:bpmn:1" '
    'targetNamespace="urn:test">'
)


WITHDRAWAL = (
    '<subProcess id="withdrawal" triggeredByEvent="true"><startEvent id="withdraw" isInterrupting="true">'
    '<messageEventDefinition messageRef="m_withdraw"/></startEvent><endEvent id="withdrawn"/>'
    '<sequenceFlow id="withdraws" sourceRef="withdraw" targetRef="withdrawn"/></subProcess>'
)
"""The applicant gives up, at any time."""


def write(root: Block) -> bytes:
    """The whole model; its main process is ``Main``."""
    writer = _Writer()
    beside, body = WITHDRAWAL, root
    if isinstance(root, Branched):
        beside, body = WITHDRAWAL + writer.branch(root), root.body
    main = writer.process("Main", body).replace("</process>", f"{beside}</process>")
    messages = "".join(f'<message id="m_{name}" name="{name}"/>' for name in writer.messages)
    messages += "<message id='m_withdraw' name='withdraw'/><message id='m_branch' name='branch'/>"
    messages += "<error id='oops' errorCode='oops'/>"
    return f"{HEAD}{messages}{main}{''.join(writer.called)}</definitions>".encode()


class _Writer:
    def __init__(self) -> None:
        self.called: list[str] = []
        self.flows = 0
        self.messages: list[str] = []

    def process(self, id: str, body: Block) -> str:
        return f'<process id="{id}" isExecutable="true">{self.inside(id, body)}</process>'

    def inside(self, id: str, body: Block) -> str:
        out: list[str] = []
        first, last = self.block(body, out)
        out.append(f'<startEvent id="start_{id}"/><endEvent id="end_{id}"/>')
        self.flow(out, f"start_{id}", first)
        self.flow(out, last, f"end_{id}")
        return "".join(out)

    def flow(self, out: list[str], source: str, target: str, condition: str = "", id: str = "") -> None:
        self.flows += 1
        inner = (
            f"<conditionExpression>= {condition.replace('<', '&lt;').replace('>', '&gt;')}</conditionExpression>"
            if condition
            else ""
        )
        out.append(
            f'<sequenceFlow id="{id or f"f{self.flows}"}" sourceRef="{source}" targetRef="{target}">'
            f"{inner}</sequenceFlow>"
        )

    def block(self, b: Block, out: list[str], repeat: str = "") -> tuple[str, str]:
        """Write a block; the ids of its first and last node."""
        match b:
            case Task():
                out.append(f'<userTask id="{b.id}">{repeat}</userTask>')
                return b.id, b.id
            case Script():
                script = f"if {b.source} = null then 1 else {b.source} + 1"
                out.append(f'<scriptTask id="{b.id}" daylight:result="v_{b.id}"><script>{script}</script></scriptTask>')
                return b.id, b.id
            case Wait():
                out.append(f'<intermediateCatchEvent id="{b.id}">{_timer(b)}</intermediateCatchEvent>')
                return b.id, b.id
            case Receive():
                self.messages.append(b.id)
                if b.task:
                    out.append(f'<receiveTask id="{b.id}" messageRef="m_{b.id}"/>')
                else:
                    event = f'<messageEventDefinition messageRef="m_{b.id}"/>'
                    out.append(f'<intermediateCatchEvent id="{b.id}">{event}</intermediateCatchEvent>')
                return b.id, b.id
            case Watched():
                self.messages.append(b.message)
                out.append(f'<subProcess id="{b.id}">{self.inside(b.id, b.body)}{self.listener(b)}</subProcess>')
                return b.id, b.id
            case Try():
                return self.attempt(b, out)
            case Seq():
                ends = [self.block(part, out) for part in b.parts]
                for (_, last), (first, _) in pairwise(ends):
                    self.flow(out, last, first)
                return ends[0][0], ends[-1][1]
            case And():
                out.append(f'<parallelGateway id="{b.id}"/><parallelGateway id="{b.id}j"/>')
                for branch in b.branches:
                    first, last = self.block(branch, out)
                    self.flow(out, b.id, first)
                    self.flow(out, last, f"{b.id}j")
                return b.id, f"{b.id}j"
            case Choice():
                return self.choice(b, out)
            case Loop():
                first, last = self.block(b.body, out)
                out.append(
                    f'<exclusiveGateway id="{b.id}"/><exclusiveGateway id="{b.id}x" default="{b.id}d"/>'
                    f'<exclusiveGateway id="{b.id}e"/>'
                )
                self.flow(out, b.id, first)
                self.flow(out, last, f"{b.id}x")
                self.flow(out, f"{b.id}x", b.id, f"{b.again} >= 2")
                self.flow(out, f"{b.id}x", f"{b.id}e", id=f"{b.id}d")
                return b.id, f"{b.id}e"
            case Sub():
                out.append(f'<subProcess id="{b.id}">{repeat}{self.inside(b.id, b.body)}</subProcess>')
                return b.id, b.id
            case Call():
                result = f' daylight:result="r_{b.id}"' if b.named else ""
                out.append(f'<callActivity id="{b.id}" calledElement="Called{b.id}"{result}>{repeat}</callActivity>')
                self.called.append(self.process(f"Called{b.id}", b.body))
                return b.id, b.id
            case Multi():
                enough = (
                    f"<completionCondition>nrOfCompletedInstances &gt;= {b.enough}</completionCondition>"
                    if b.enough
                    else ""
                )
                loop = (
                    f'<multiInstanceLoopCharacteristics isSequential="{str(b.sequential).lower()}">'
                    f"<loopCardinality>{b.n}</loopCardinality><loopDataOutputRef>l_{b.id}</loopDataOutputRef>{enough}"
                    "</multiInstanceLoopCharacteristics>"
                )
                return self.block(b.activity, out, _rule(b) + loop)
            case Race():
                out.append(f'<eventBasedGateway id="{b.id}"/><exclusiveGateway id="{b.id}m"/>')
                for wait, after in ((b.first, b.after_first), (b.second, b.after_second)):
                    self.block(wait, out)
                    first, last = self.block(after, out)
                    self.flow(out, b.id, wait.id)
                    self.flow(out, wait.id, first)
                    self.flow(out, last, f"{b.id}m")
                return b.id, f"{b.id}m"
            case Guarded():
                return self.guarded(b, out)
        raise TypeError(b)

    def choice(self, b: Choice, out: list[str]) -> tuple[str, str]:
        kind = "inclusiveGateway" if b.inclusive else "exclusiveGateway"
        out.append(f'<{kind} id="{b.id}" default="{b.id}d"/><{kind} id="{b.id}j"/>')
        for branch, condition in zip(b.branches, [*b.conditions, None], strict=True):
            first, last = self.block(branch, out)
            if condition:
                self.flow(out, b.id, first, f"{condition[0]} >= {condition[1]}")
            else:
                self.flow(out, b.id, first, id=f"{b.id}d")
            self.flow(out, last, f"{b.id}j")
        return b.id, f"{b.id}j"

    def branch(self, b: Branched) -> str:
        out: list[str] = ['<startEvent id="branch_s" isInterrupting="false"><messageEventDefinition '
                          'messageRef="m_branch"/></startEvent><endEvent id="branch_e"/>']  # fmt: skip
        first, last = self.block(b.branch, out)
        self.flow(out, "branch_s", first)
        self.flow(out, last, "branch_e")
        held = ' daylight:holds="all"' if b.holds else ""
        return (
            f'<subProcess id="branch" triggeredByEvent="true" daylight:branch="true" daylight:result="results"{held}>'
            f"{''.join(out)}</subProcess>"
        )

    def listener(self, b: Watched) -> str:
        out: list[str] = []
        first, last = self.block(b.handler, out)
        start = f'<messageEventDefinition messageRef="m_{b.message}"/>'
        cancel = str(b.interrupting).lower()
        out.append(f'<startEvent id="{b.id}w" isInterrupting="{cancel}">{start}</startEvent><endEvent id="{b.id}we"/>')
        self.flow(out, f"{b.id}w", first)
        self.flow(out, last, f"{b.id}we")
        return f'<subProcess id="{b.id}h" triggeredByEvent="true">{"".join(out)}</subProcess>'

    def attempt(self, b: Try, out: list[str]) -> tuple[str, str]:
        inner: list[str] = [f'<startEvent id="{b.id}s"/><exclusiveGateway id="{b.id}x" default="{b.id}d"/>']
        error = '<errorEventDefinition errorRef="oops"/>'
        inner.append(f'<endEvent id="{b.id}f">{error}</endEvent><endEvent id="{b.id}e"/>')
        first, last = self.block(b.body, inner)
        self.flow(inner, f"{b.id}s", first)
        self.flow(inner, last, f"{b.id}x")
        self.flow(inner, f"{b.id}x", f"{b.id}f", f"{b.fails} >= 2")
        self.flow(inner, f"{b.id}x", f"{b.id}e", id=f"{b.id}d")
        out.append(f'<subProcess id="{b.id}">{"".join(inner)}</subProcess><exclusiveGateway id="{b.id}m"/>')
        out.append(f'<boundaryEvent id="{b.id}b" attachedToRef="{b.id}">{error}</boundaryEvent>')
        handler, handled = self.block(b.handler, out)
        self.flow(out, f"{b.id}b", handler)
        self.flow(out, handled, f"{b.id}m")
        self.flow(out, b.id, f"{b.id}m")
        return b.id, f"{b.id}m"

    def guarded(self, b: Guarded, out: list[str]) -> tuple[str, str]:
        first, last = self.block(b.activity, out)
        cancel = str(b.interrupting).lower()
        out.append(
            f'<boundaryEvent id="{b.timer.id}" attachedToRef="{b.id}" cancelActivity="{cancel}">'
            f"{_timer(b.timer, b.times if not b.interrupting else 1)}</boundaryEvent>"
        )
        handler, handled = self.block(b.handler, out)
        self.flow(out, b.timer.id, handler)
        if b.interrupting:
            out.append(f'<exclusiveGateway id="{b.timer.id}m"/>')
            self.flow(out, last, f"{b.timer.id}m")
            self.flow(out, handled, f"{b.timer.id}m")
            return first, f"{b.timer.id}m"
        out.append(f'<endEvent id="{b.timer.id}e"/>')
        self.flow(out, handled, f"{b.timer.id}e")
        return first, last


def _timer(wait: Wait, times: int = 1) -> str:
    if times > 1:
        return f"<timerEventDefinition><timeCycle>R{times}/{wait.delay}</timeCycle></timerEventDefinition>"
    return f"<timerEventDefinition><timeDuration>{wait.delay}</timeDuration></timerEventDefinition>"


def _rule(b: Multi) -> str:
    if b.rule is None:
        return ""
    said = f"if v_{b.id} = 0 then null else v_{b.id} &gt;= 2"
    more = f' need="{b.rule.need}"' if b.rule.name in ("quorum", "weights") else ""
    more += ' veto="loopCounter = 1"' if b.rule.veto else ""
    more += ' weight="loopCounter"' if b.rule.weighted else ""
    more += ' waits="true"' if b.rule.waits else ""
    more += f' attendance="{b.rule.attendance}%"' if b.rule.attendance else ""
    return (
        f'<extensionElements><daylight:joint rule="{b.rule.name}" agrees="{said}" outcome="o_{b.id}"{more}/>'
        "</extensionElements>"
    )
