"""What a flow model is once it has been read: elements, flows, lanes, forms, tables, shapes. Nothing here changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.errors import Finding
from engine.limits import Limit
from engine.reading.ranking import ranks
from engine.text import Text

if TYPE_CHECKING:
    from engine.dmn import Decision
    from engine.feel import Expression
    from engine.forms import Form

PARTY = "party"
"""Who an applicant is to the engine, as officers are their own ids."""

NO_TEXT = Text("", "")

RAISED = frozenset({"error", "escalation", "cancel"})
"""Events that go outward to the first that catches them."""


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer event fires. ``cycle``: how often (None: once; -1: without end)."""

    kind: str  # "date" | "duration" | "cycle"
    source: str
    expression: "Expression | None"  # None: ``source`` is an ISO 8601 literal


@dataclass(frozen=True, slots=True)
class Joint:
    """``daylight:joint``: how the signers of a multi-instance decide together.

    ``need`` is a number of votes (or of weight), or a share of all where ``need_is_share``; ``attendance`` a share of
    the signers. ``agrees``, ``veto`` and ``weight`` are read in the scope of each signer. Without ``agrees`` nothing is
    counted: all sign. ``outcome`` names the value that the flow reads.
    """

    rule: str = "all"
    need: Fraction | None = None
    need_is_share: bool = False
    attendance: Fraction | None = None
    agrees: "Expression | None" = None
    veto: "Expression | None" = None
    weight: "Expression | None" = None
    outcome: str | None = None
    waits: bool = False  # for all signers, though it is decided
    keeps: bool = False  # after a veto, the other opinions stand when it is held again


@dataclass(frozen=True, slots=True)
class Loop:
    """How often an activity is done: multi-instance or standard loop."""

    cardinality: "Expression | None" = None
    collection: "Expression | None" = None
    item: str | None = None  # the name of an item's value in its scope
    results: str | None = None  # the name of the list handed up
    result: str | None = None  # the one name of an item that is handed up; None: all of them
    completion: "Expression | None" = None  # multi-instance: enough when true
    condition: "Expression | None" = None  # standard loop: again while true
    test_before: bool = False
    maximum: int | None = None
    joint: Joint | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """What an activity is given under names of its own, and what goes on from it, or from a message, under which."""

    inputs: tuple[tuple[str, "Expression"], ...] = ()
    outputs: tuple[tuple[str, "Expression"], ...] = ()
    only: bool = False  # nothing else goes on; otherwise all that was filled in, but not the inputs
    filled: bool = False  # what has no value is not handed over


@dataclass(frozen=True, slots=True)
class Element:
    """A node of the model. ``parent`` is the process or sub-process it stands in."""

    id: str
    kind: str  # BPMN's own word: userTask, exclusiveGateway, boundaryEvent …
    name: Text
    process_id: str
    parent: str
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    # who
    lane: str | None = None
    authority: str | None = None
    post: str | None = None
    authority_from: "Expression | None" = None  # where the model says it by an expression
    post_from: "Expression | None" = None
    is_party: bool = False
    separate_from: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()  # names of values that name people who may not do it: those complained about
    # what
    asks: str | None = None  # "choice": a person chooses the way; "number": a person says how often
    form: str | None = None
    reads: tuple[str, ...] = ()  # fields of the form that are shown and not asked
    hides: tuple[str, ...] = ()  # fields of the form that are not there
    limit: Limit | None = None
    duty: Text = NO_TEXT
    stage: Text = NO_TEXT
    risk: str | None = None
    safeguard: Text = NO_TEXT
    mergeable: bool = False  # while the case stands here it may be merged with others or split
    clock: str | None = None  # "starts" | "ends" | "excluded" | "statutory"
    clock_on: "Expression | None" = None
    article: str | None = None
    script: "Expression | None" = None
    decision: str | None = None
    discretion: bool = False  # of a rule task: its table is a discretion standard (裁量基准)
    result: str | None = None
    called: str | None = None
    # events
    event: str | None = (
        None  # none: None; else timer, message, signal, error, escalation, conditional, terminate, link …
    )
    attached_to: str | None = None
    interrupting: bool = True
    timer: Timer | None = None
    reference: str | None = None  # name of the message or signal, code of the error or escalation
    has_code: bool = True  # the error or escalation that it refers to has one
    condition: "Expression | None" = None
    when: "Expression | None" = None  # a message is taken only while this holds
    # containers and repetition
    children: tuple[str, ...] = ()
    triggered_by_event: bool = False
    branch: bool = False  # an event sub-process that an officer starts, at any time while the case runs
    holds: tuple[str, ...] = ()  # steps that cannot be done while the branch runs; "all": those outside branches
    publishes: tuple[str, ...] = ()  # of an end event: the values that hold title, question and answer
    invites: tuple[str, ...] = ()  # values that anybody may give an opinion on while the case waits here
    attendees: str | None = None  # the value that says how many may sign up here to attend a hearing
    speakers: str | None = None  # and how many to speak at it
    hears: tuple[str, ...] = ()  # of a step: the ids of what invited the opinions that it answers
    outputs: tuple[str, ...] | None = None  # of a branch: the names handed to the case; None: all
    multi: str | None = None  # "parallel" | "sequential" | "loop"
    loop: Loop | None = None
    handed: Handed | None = None
    enough: "Expression | None" = None  # of a sub-process: it is over when this holds as something in it is done
    undoes: bool = False  # a compensation handler: it belongs to no flow, and begins with nothing

    def catches(self, raised: "Element") -> bool:
        """Whether it catches what another element raises: of its code, without one any (BPMN 2.0, 8.4.3 and 8.4.4)."""
        return self.event == raised.event and (not self.has_code or self.reference in (None, raised.reference))

    @property
    def has_rounds(self) -> bool:
        """Whether what is done stands apart from what counts it, with values of its own."""
        return bool(self.multi or (self.handed and self.event is None))

    @property
    def nature(self) -> tuple[object, ...]:
        """What has to be the same of a step on which a case stands when it is moved to another version."""
        return self.kind, self.multi, self.has_rounds, self.event, self.branch

    @property
    def tells(self) -> bool:
        """Whether others hear of it, or end by it."""
        throws = self.kind in ("endEvent", "intermediateThrowEvent") and self.event not in (None, "link")
        return throws or self.kind == "sendTask"

    @property
    def begins(self) -> bool:
        """Whether a token begins here where its container has no start event: no flow leads here, and no event."""
        enters_by_link = self.kind == "intermediateCatchEvent" and self.event == "link"
        return not (self.incoming or self.attached_to or self.triggered_by_event or self.undoes or enters_by_link)


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: Text
    condition: "Expression | None" = None
    hint: str = ""  # what a person who chooses is told: the condition that could not be read


@dataclass(frozen=True, slots=True)
class Lane:
    id: str
    name: Text
    authority: str | None
    post: str | None
    is_party: bool
    elements: tuple[str, ...]
    process_id: str
    of_caller: bool = False  # in a category flow: the post in whose lane the call stands


@dataclass(frozen=True, slots=True)
class Stage:
    """What the public sees of several steps."""

    name: Text
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Process:
    id: str
    name: Text
    pool: str | None  # id of the participant
    authority: str | None  # its name
    nodes: tuple[str, ...]  # those that stand directly in it
    outputs: tuple[str, ...] | None = None  # names handed up when called; None: all
    reusable: bool = False  # a category flow: called by the flows of several powers, with tests of its own


OPERATIONS = frozenset(
    {
        "suspend",
        "resume",
        "extend",
        "terminate",
        "return",
        "transfer",
        "add-signer",
        "remove-signer",
        "merge",
        "split",
        "branch",
        "cancel-branch",
        "sign-again",
    }
)
"""What a model may ask an approval for."""


@dataclass(frozen=True, slots=True)
class Approver:
    """``daylight:approval``: the post without whose approval an operation is not done."""

    operation: str
    post: str
    authority: str | None = None  # None: the authority of the process


MATTERS = ("application", "letter", "report", "declaration", "case", "business")
"""What a case may be: an application, a letter to be answered, a report of somebody, a declaration; a case against a
party, the authority's own business."""


@dataclass(frozen=True, slots=True)
class PowerWords:
    """What the process says about the power it is the flow of."""

    code: str | None = None
    limit: Limit | None = None  # statutory
    promise: Limit | None = None
    extension: Limit | None = None
    matter: str | None = None  # how its cases are spoken of: one of MATTERS; None: by who begins them
    approvers: tuple[Approver, ...] = ()

    def approver(self, operation: str) -> Approver | None:
        return next((a for a in self.approvers if a.operation == operation), None)


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """A box of the drawing, in the file's own units (pixels)."""

    x: float
    y: float
    width: float
    height: float
    label: Box | None = None
    expanded: bool = True
    horizontal: bool = True
    plane: str = ""  # what the diagram it stands in is of: a process, a collaboration, a closed sub-process
    marked: bool = True  # an exclusive gateway: whether its cross is shown


@dataclass(frozen=True, slots=True)
class Edge:
    points: tuple[tuple[float, float], ...]
    label: Box | None = None
    plane: str = ""
    message: str | None = None  # a message flow's envelope: "initiating" | "non_initiating"


@dataclass(frozen=True, slots=True)
class Figure:
    """What the file draws, as it says it, whether it is executed or not: nodes, lines, pools, lanes, data, notes.

    ``kind`` is BPMN's own word. ``marks``: loop, parallel, sequential, compensation, event (sub-process), adHoc,
    open (not interrupting), instantiate, all (of the events), collection, arrow, arrows, default, conditional, message.
    """

    id: str
    kind: str
    name: Text
    parent: str = ""
    event: str | None = None  # timer, message …, multiple, parallelMultiple
    marks: frozenset[str] = frozenset()
    source: str = ""  # of a line
    target: str = ""
    process: str = ""  # of a pool
    host: str = ""  # of a boundary event
    shape: Shape | None = None  # where the file draws it
    edge: Edge | None = None


@dataclass(frozen=True)
class Model:
    """A flow model with everything a case of it depends on. ``digest`` is the SHA-256 of its files."""

    process_id: str
    name: Text
    digest: str
    files: Mapping[str, bytes]
    power: PowerWords
    processes: Mapping[str, Process]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: tuple[Lane, ...]
    forms: "Mapping[str, Form]"
    tables: "Mapping[str, Decision]"
    shapes: Mapping[str, Shape]
    edges: Mapping[str, Edge]
    figures: Mapping[str, Figure] = field(default_factory=dict, compare=False)  # what is seen, not what is executed
    report: tuple[Finding, ...] = ()
    _derived: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def start_events(self) -> list[Element]:
        return [e for e in self.nodes_of(self.process_id) if e.kind == "startEvent"]

    @property
    def start_event(self) -> Element | None:
        """Where a case begins: the start event without a trigger, else the first."""
        starts = self.start_events
        return next((e for e in starts if e.event is None), starts[0] if starts else None)

    @property
    def begun_by_party(self) -> bool:
        """Whether a case begins with an application; else the authority begins it, by the post of the start event."""
        start = self.start_event
        return start is None or start.is_party or start.post is None

    @property
    def matter(self) -> str:
        """One of MATTERS: how cases of this flow are spoken of."""
        return self.power.matter or ("application" if self.begun_by_party else "case")

    @property
    def start_form(self) -> "Form | None":
        """The form of the start event: what an application is."""
        return next((self.forms[e.form] for e in self.start_events if e.form), None)

    @property
    def stages(self) -> list[Stage]:
        """The public stages in the order in which the flow reaches them; each with its elements in that order."""
        if "stages" not in self._derived:
            self._derived["stages"] = self._ordered_stages()
        return list(self._derived["stages"])

    def _ordered_stages(self) -> list[Stage]:
        members: dict[str, list[str]] = {}
        names: dict[str, Text] = {}
        rank = ranks(self)
        for element in self.in_flow_order():
            if element.stage.zh:
                members.setdefault(element.stage.zh, []).append(element.id)
                names.setdefault(element.stage.zh, element.stage)
        reached = sorted(members, key=lambda stage: min(rank[id] for id in members[stage]))
        return [Stage(names[key], tuple(members[key])) for key in reached]

    @property
    def invites(self) -> bool:
        """Whether the public is asked for its opinion somewhere."""
        if "invites" not in self._derived:
            self._derived["invites"] = any(e.invites for e in self.elements.values())
        return bool(self._derived["invites"])

    def nodes_of(self, parent: str) -> Iterator[Element]:
        """The elements that stand directly in a process or sub-process."""
        ids = self.processes[parent].nodes if parent in self.processes else self.elements[parent].children
        return (self.elements[i] for i in ids)

    def boundary_of(self, element_id: str) -> list[Element]:
        """The boundary events attached to an activity."""
        attached: dict[str, list[Element]] | None = self._derived.get("attached")
        if attached is None:
            attached = {}
            for element in self.elements.values():
                if element.attached_to:
                    attached.setdefault(element.attached_to, []).append(element)
            self._derived["attached"] = attached
        return attached.get(element_id, [])

    def link_target(self, element: Element) -> str | None:
        """Where a thrown link comes out."""
        if element.kind != "intermediateThrowEvent" or element.event != "link":
            return None
        catches = (e for e in self.nodes_of(element.parent) if e.kind == "intermediateCatchEvent" and e.event == "link")
        return next((e.id for e in catches if e.reference == element.reference), None)

    def nexts(self, element: Element) -> list[str]:
        """What a token can come to after an element: by its flows, its link, the events on its border."""
        link = self.link_target(element)
        attached = (e.id for e in self.boundary_of(element.id))
        return [*(self.flows[f].target for f in element.outgoing), *([link] if link else ()), *attached]

    def in_flow_order(self) -> Iterator[Element]:
        """All elements, each after what leads to it (breadth first from the starts); called flows behind the calls."""
        seen: set[str] = set()
        for process in [self.process_id, *(p for p in self.processes if p != self.process_id)]:
            yield from self._walk(process, seen)

    def _walk(self, parent: str, seen: set[str]) -> Iterator[Element]:
        nodes = list(self.nodes_of(parent))
        starts = [e for e in nodes if e.begins]
        queue = starts or nodes[:1]
        rest = [e for e in nodes if e not in queue]
        while queue or rest:
            if not queue:
                queue.append(rest.pop(0))
            element = queue.pop(0)
            if element.id in seen:
                continue
            seen.add(element.id)
            yield element
            if element.children:
                yield from self._walk(element.id, seen)
            called = (element.called or "").split(":")[-1]
            if called in self.processes and called != element.process_id:
                yield from self._walk(called, seen)
            queue.extend(self.elements[id] for id in self.nexts(element) if id not in seen)
