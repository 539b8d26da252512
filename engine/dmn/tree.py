"""What a DMN file says, as it says it: elements and boxed expressions, nothing compiled (DMN 1.5, 6 to 8, 10.2)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Boxed:
    """A boxed expression. ``type`` is its typeRef or ""; ``where`` names it for people, such as "row 3, 金额"."""

    type: str = ""
    where: str = ""


@dataclass(slots=True)
class Literal(Boxed):
    """A text in FEEL; ``language`` is set when it says it is in another one."""

    text: str = ""
    language: str = ""


@dataclass(slots=True)
class Entry:
    """One entry of a context, binding or parameter; the entry without a name is a context's result."""

    name: str
    type: str
    value: Boxed | None


@dataclass(slots=True)
class Context(Boxed):
    """A boxed context."""

    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class ListBox(Boxed):
    """A boxed list."""

    items: list[Boxed | None] = field(default_factory=list)


@dataclass(slots=True)
class Relation(Boxed):
    """A list of contexts written as a table."""

    columns: list[str] = field(default_factory=list)
    rows: list[list[Boxed | None]] = field(default_factory=list)


@dataclass(slots=True)
class Invocation(Boxed):
    """A call with named arguments."""

    function: Boxed | None = None
    bindings: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class FunctionBox(Boxed):
    """A function definition; ``kind`` is FEEL, Java or PMML, of which only the first is run."""

    params: list[Entry] = field(default_factory=list)
    body: Boxed | None = None
    kind: str = "FEEL"


@dataclass(slots=True)
class Conditional(Boxed):
    """A boxed if."""

    condition: Boxed | None = None
    yes: Boxed | None = None
    no: Boxed | None = None


@dataclass(slots=True)
class FilterBox(Boxed):
    """A boxed filter."""

    base: Boxed | None = None
    match: Boxed | None = None


@dataclass(slots=True)
class Iterator(Boxed):
    """A boxed for, some or every (``kind``)."""

    kind: str = "for"
    variable: str = ""
    domain: Boxed | None = None
    body: Boxed | None = None


@dataclass(slots=True)
class Input:
    """A column of conditions."""

    text: str
    label: str
    type: str
    allowed: str
    en: str = ""  # the label in English


@dataclass(slots=True)
class Output:
    """A column of conclusions. ``name`` is "" when the table has but one."""

    name: str
    label: str
    type: str
    allowed: str
    default: Literal | None
    en: str = ""


@dataclass(slots=True)
class Rule:
    """A row: the texts of its tests and of its conclusions, and what its annotations say."""

    tests: list[str]
    entries: list[Literal]
    notes: list[str]
    id: str = ""


@dataclass(slots=True)
class Table(Boxed):
    """A decision table; ``policy`` and ``aggregation`` as the standard spells them in XML."""

    policy: str = "UNIQUE"
    aggregation: str = ""
    inputs: list[Input] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    label: str = ""


@dataclass(slots=True)
class Item:
    """An item definition or one component of it."""

    name: str
    type: str
    is_list: bool
    allowed: str
    constraint: str
    components: list[Item]
    function: FunctionItem | None


@dataclass(slots=True)
class FunctionItem:
    """The type of a function."""

    params: list[tuple[str, str]]
    result: str


@dataclass(slots=True)
class Element:
    """An element of the requirements graph. ``variable`` is the name by which others see it."""

    kind: str  # inputData | decision | businessKnowledgeModel | decisionService
    id: str
    name: str
    variable: str
    type: str
    requires: list[str] = field(default_factory=list)  # hrefs of input data and decisions
    knows: list[str] = field(default_factory=list)  # hrefs of knowledge
    logic: Boxed | None = None
    outputs: list[str] = field(default_factory=list)  # of a service: hrefs of its decisions …
    encapsulated: list[str] = field(default_factory=list)
    input_data: list[str] = field(default_factory=list)
    input_decisions: list[str] = field(default_factory=list)
    en: str = ""  # the name in English


@dataclass(slots=True)
class Import:
    """Another model, seen under ``name``."""

    name: str
    namespace: str


@dataclass(slots=True)
class File:
    """One DMN file."""

    namespace: str
    name: str
    items: list[Item]
    elements: list[Element]
    imports: list[Import]
