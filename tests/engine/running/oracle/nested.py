"""Random flows of what stands in what: sub-processes, calls, repetitions, with events of all kinds beside and in them.

The flow itself is simple (one thing after the other, parallel blocks, event gateways); what is told from one place to
another is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from tests.engine.running.conftest import HEAD

TOLD = {"message": ("M1", "M2", "M3"), "signal": ("S1", "S2"), "error": ("E1", "E2"), "escalation": ("X1", "X2")}
WAITED_FOR = ["message", "message", "signal", "timer", "conditional"]
BESIDE = ["message", "signal", "timer", "cycle", "conditional", "error", "escalation", "escalation"]
ENDS = ["none"] * 7 + ["terminate", "error", "escalation", "escalation", "signal", "message"]
SIMPLE = ["user"] * 5 + ["throw"] * 2 + ["catch", "race", "block", "send", "receive", "receive", "link"]
HOLDING = ["sub", "sub", "call"]
TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "user": "userTask",
    "set": "scriptTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "sub": "subProcess",
    "handler": "subProcess",
    "call": "callActivity",
    "fork": "parallelGateway",
    "merge": "exclusiveGateway",
    "race": "eventBasedGateway",
    "throw": "intermediateThrowEvent",
    "catch": "intermediateCatchEvent",
    "beside": "boundaryEvent",
}
ACTIVITIES = {"user", "send", "receive", "sub", "call"}


@dataclass(eq=False)
class Part:
    """A node. ``holder``: in whose flow it stands; ``event``: what it tells or waits for, ``what`` of it."""

    id: str
    kind: str
    holder: "Part | None" = None
    event: str = "none"
    what: str | int | None = None
    interrupts: bool = True
    on: "Part | None" = None  # of an event beside an activity
    to: "Part | None" = None  # of a link
    repeated: str = ""  # parallel | sequential | loop
    times: int = 1
    called: "Part | None" = None
    parts: list["Part"] = field(default_factory=list)
    out: list["Part"] = field(default_factory=list)
    entered: int = 0  # by so many flows

    @property
    def inside(self) -> "Part":
        return self.called or self

    @property
    def start(self) -> "Part":
        return next(p for p in self.parts if p.kind == "start")


class Maker:
    """Draws a process ``main`` and those that it calls."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.number = 0
        self.room = 26  # so many things, then nothing more that holds others
        self.own = False  # in a called process or a round: it has values of its own
        self.processes: list[Part] = []
        self.waited_for: set[str] = set()  # messages, at some time
        self.main = Part("Main", "process")
        self.fill(self.main, 0)

    def id(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def add(self, holder: Part, kind: str, event: str = "none", what: str | int | None = None) -> Part:
        part = Part(self.id(kind[0].upper()), kind, holder, event, what)
        if event == "message" and kind in ("start", "catch", "beside", "receive"):
            self.waited_for.add(str(what))
        holder.parts.append(part)
        return part

    def what(self, event: str, any_of_them: bool = False) -> str | int | None:
        if event in TOLD:
            general = any_of_them and event in ("error", "escalation") and self.random.random() < 0.3
            return None if general else self.random.choice(TOLD[event])
        if event in ("timer", "cycle"):
            return self.random.randint(2, 40)
        return self.random.randint(1, 3) if event == "conditional" else None

    def fill(self, holder: Part, depth: int, trigger: str = "none") -> None:
        start = self.add(holder, "start", trigger, self.what(trigger, any_of_them=True))
        start.interrupts = trigger == "error" or self.random.random() < 0.4
        last = [start]
        for _ in range(self.random.randint(1, 3)):
            last = self.one(holder, last, depth)
        self.lead(last, self.end(holder))
        for _ in range(self.random.randint(0, 2) if depth < 2 else 0):
            self.fill(self.add(holder, "handler"), depth + 1, self.random.choice(BESIDE))

    def end(self, holder: Part) -> Part:
        event = self.random.choice(ENDS)
        return self.add(holder, "end", event, self.what(event))

    def lead(self, sources: list[Part], target: Part) -> None:
        for source in sources:
            source.out.append(target)
            target.entered += 1

    def one(self, holder: Part, last: list[Part], depth: int) -> list[Part]:
        """One more thing behind the last ones; where the flow goes on from it."""
        self.room -= 1
        kinds = SIMPLE + HOLDING * 2 * (depth < 2 and self.room > 0) + ["set"] * 3 * (not self.own)
        kind = self.random.choice(kinds)
        if kind == "block":
            fork, join = self.add(holder, "fork"), self.add(holder, "fork")
            self.lead(last, fork)
            for _ in range(2):
                self.lead(self.one(holder, [fork], depth), join)
            return [join]
        if kind == "race":
            race, merge = self.add(holder, "race"), self.add(holder, "merge")
            self.lead(last, race)
            for event in self.random.choices(WAITED_FOR, k=2):
                caught, step = self.add(holder, "catch", event, self.what(event)), self.add(holder, "user")
                self.lead([race], caught)
                self.lead([caught], step)
                self.lead([step], merge)
            return [merge]
        if kind == "link":
            name = self.id("L")
            link, target = self.add(holder, "throw", "link", name), self.add(holder, "catch", "link", name)
            self.lead(last, link)
            link.to = target
            return [target]
        event = {
            "throw": self.random.choice(["message", "signal", "escalation"]),
            "catch": self.random.choice(WAITED_FOR),
            "send": "message",
            "receive": "message",
            "set": "conditional",
        }.get(kind, "none")
        part = self.add(holder, kind, event, self.what(event))
        self.lead(last, part)
        return self.activity(part, depth) if kind in ACTIVITIES else [part]

    def activity(self, part: Part, depth: int) -> list[Part]:
        if part.kind != "send" and self.random.random() < 0.35:
            part.repeated = self.random.choice(["parallel", "parallel", "sequential", "loop"])
            part.times = self.random.randint(part.repeated == "loop", 3)
        if part.kind == "call":
            part.called = Part(self.id("Q"), "process")
            self.processes.append(part.called)
        if part.kind in HOLDING:
            before, self.own = self.own, self.own or part.kind == "call" or bool(part.repeated)
            self.fill(part.inside, depth + 1)
            self.own = before
        on = [part]
        for _ in range(self.random.choice([0, 0, 1, 1, 2] if part.inside.parts else [0, 0, 0, 1])):
            event = self.random.choice(BESIDE)
            beside = self.add(part.holder or self.main, "beside", event, self.what(event, any_of_them=True))
            beside.on, beside.interrupts = part, event == "error" or self.random.random() < 0.5
            late = self.add(part.holder or self.main, "user")
            self.lead([beside], late)
            if beside.interrupts and self.random.random() < 0.4:
                merge = self.add(part.holder or self.main, "merge")
                self.lead([*on, late], merge)
                on = [merge]
            else:
                self.lead([late], self.end(part.holder or self.main))
        return on


def write(made: Maker) -> bytes:
    """As BPMN."""
    named = "".join(f'<message id="{m}" name="{m}"/>' for m in TOLD["message"])
    named += "".join(f'<signal id="{s}" name="{s}"/>' for s in TOLD["signal"])
    named += "".join(f'<{kind} id="{c}" {kind}Code="{c}"/>' for kind in ("error", "escalation") for c in TOLD[kind])
    others = "".join(f'<process id="{p.id}">{"".join(_parts(p))}</process>' for p in made.processes)
    main = f'<process id="Main" isExecutable="true">{"".join(_parts(made.main))}</process>'
    return f"{HEAD}{named}{others}{main}</definitions>".encode()


def _parts(holder: Part) -> Iterator[str]:
    for p in holder.parts:
        said = "".join(f' {name}="{value}"' for name, value in _attributes(p))
        inner = _event(p) + _repetition(p) + "".join(_parts(p))
        yield f'<{TAGS[p.kind]} id="{p.id}"{said}>{inner}</{TAGS[p.kind]}>'
        yield from (
            f'<sequenceFlow id="{p.id}_{n}" sourceRef="{p.id}" targetRef="{to.id}"/>' for n, to in enumerate(p.out)
        )


def _attributes(p: Part) -> Iterator[tuple[str, str]]:
    if p.on:
        yield "attachedToRef", p.on.id
    if p.kind == "beside":
        yield "cancelActivity", str(p.interrupts).lower()
    if p.kind == "start":
        yield "isInterrupting", str(p.interrupts).lower()
    if p.kind == "handler":
        yield "triggeredByEvent", "true"
    if p.called:
        yield "calledElement", p.called.id
    if p.kind == "set":
        yield "daylight:result", "n"
    if p.kind in ("send", "receive"):
        yield "messageRef", str(p.what)


def _event(p: Part) -> str:
    if p.kind == "set":
        return f"<script>{p.what}</script>"
    if p.event == "none" or p.kind in ACTIVITIES:
        return ""
    if p.event in TOLD:
        return f"<{p.event}EventDefinition" + (f' {p.event}Ref="{p.what}"/>' if p.what else "/>")
    return {
        "terminate": "<terminateEventDefinition/>",
        "link": f'<linkEventDefinition name="{p.what}"/>',
        "timer": f"<timerEventDefinition><timeDuration>PT{p.what}M</timeDuration></timerEventDefinition>",
        "cycle": f"<timerEventDefinition><timeCycle>R2/PT{p.what}M</timeCycle></timerEventDefinition>",
        "conditional": f"<conditionalEventDefinition><condition>n = {p.what}</condition></conditionalEventDefinition>",
    }[p.event]


def _repetition(p: Part) -> str:
    if p.repeated == "loop":
        return f'<standardLoopCharacteristics loopMaximum="{p.times}"/>'
    if not p.repeated:
        return ""
    number = f"<loopCardinality>{p.times}</loopCardinality>"
    sequential = str(p.repeated == "sequential").lower()
    return f'<multiInstanceLoopCharacteristics isSequential="{sequential}">{number}</multiInstanceLoopCharacteristics>'
