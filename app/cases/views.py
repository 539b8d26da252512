"""What pages read about cases: plain data, made by queries, shown by templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine import Branch, Limits, Model, Receivable, Suspension, Text
from engine.forms import Field, Form


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One open task as the inbox lists it. ``days_left``: working days after today up to the last day; negative when
    it has passed.
    """

    task_id: int
    case_number: str
    power_code: str
    power: Text
    name: Text
    applicant: str
    opened_at: datetime
    due_on: date | None
    days_left: int | None
    light: str  # green | yellow | red | paused | none
    mine: bool  # claimed by the officer who looks; else anybody of the post may take it
    element_id: str
    item: int | None  # of a step that several do, which one (from 0)
    instead_of: Text | None = None  # who is away, and for whom the officer would do it
    suspended: bool = False
    supplied: bool = False  # the party has added something since it was opened


@dataclass(frozen=True, slots=True)
class InboxGroup:
    key: str  # late | today | next | week | later | paused
    name: Text
    rows: tuple[InboxRow, ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    """The officer's open tasks, what is due first first. ``more``: the cursor of the next page, None on the last."""

    groups: tuple[InboxGroup, ...]
    lights: Mapping[str, int]
    powers: tuple[tuple[str, Text, int], ...]  # code, name, how many
    total: int
    capped: bool  # there are more than were counted
    more: str | None


@dataclass(frozen=True, slots=True)
class DoneRow:
    """One step that the officer has completed."""

    entry_id: int
    case_number: str
    power: Text
    name: Text
    applicant: str
    at: datetime
    opinion: str
    case_status: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer: the question and its typed value. Templates show it by ``field.widget``."""

    field: Field
    value: Any


@dataclass(frozen=True, slots=True)
class Standing:
    """In whose name the application was made; ``agent``: the name, "" without one. ``facts``: all that was said."""

    whom: str  # self | organisation | agent
    name: Text
    facts: tuple[Fact, ...]
    agent: str = ""
    agent_phone: str = ""


@dataclass(frozen=True, slots=True)
class MaterialView:
    id: str
    title: Text  # of the field it answers
    name: str
    type: str
    size: int
    sha256: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class EntryView:
    """Something that happened: who, when, which step, what was answered and said. Never changes."""

    seq: int
    kind: str  # started | completed | message | timer | finished
    element_id: str | None
    name: Text
    at: datetime
    is_party: bool
    by_name: str  # empty for what the clock or the flow did
    by_post: Text
    opinion: str
    answers: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What the party added of its own accord. ``number``: of the case that has it."""

    number: str
    at: datetime
    words: str
    papers: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class TaskView:
    """One open task of a case."""

    id: int
    element_id: str
    name: Text
    post: Text
    authority: Text
    is_party: bool
    officer_id: int | None
    officer_name: str
    opened_at: datetime
    due_at: datetime | None
    due_on: date | None
    days_left: int | None
    light: str
    item: int | None
    form: str | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The case that this one was transferred to, or came from. ``query_code`` only for whoever may follow it."""

    number: str
    organisation: Text
    query_code: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """A case merged or split. ``how``: merged into it | merged here | was merged here (and split off again) |
    split from it | split off | goes on in (with the facts of the one in hand).
    """

    how: str
    number: str
    facts: str | None = None  # the number of the case whose facts one that was split off has, where it is a third one


@dataclass(frozen=True, slots=True)
class Offer:
    """An operation that the officer may do now. ``task_id``: on which open task, where it is one's own."""

    operation: str
    name: Text
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """An operation that waits for somebody's approval. ``what``: with its particulars."""

    id: int
    case_number: str
    power: Text
    applicant: str
    operation: str
    what: Text
    reason: str
    asked_by: str
    asked_post: Text
    asked_at: datetime
    approver: Text  # the post, with its authority
    mine: bool  # the officer who looks has asked


@dataclass(frozen=True, slots=True)
class ChainStatus:
    """Whether the case's log is whole: every line follows from the one before."""

    whole: bool
    lines: int
    head: str  # hex SHA-256 of the last line
    broken_at: int | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything an officer sees of a case."""

    id: int
    number: str
    power_code: str
    power: Text
    organisation: Text
    applicant: str
    phone: str
    status: str  # running | suspended | finished
    outcome: Text | None  # name of the end that was reached
    light: str
    started_at: datetime
    finished_at: datetime | None
    flow_version: int
    model: Model
    standing: Standing | None
    facts: tuple[Fact, ...]
    materials: tuple[MaterialView, ...]
    entries: tuple[EntryView, ...]  # newest first
    tasks: tuple[TaskView, ...]
    states: Mapping[str, str]  # for draw(): element and flow id -> done | here | late | paused | skipped
    limits: Limits
    receivable: tuple[Receivable, ...]  # messages that the viewer may send now
    chain: ChainStatus
    suspension: Suspension | None
    branches: tuple[Branch, ...]  # branch flows that are going on
    goes_on: Elsewhere | None
    came_from: Elsewhere | None
    related: tuple[Related, ...]
    offers: tuple[Offer, ...]
    waiting: tuple[WaitingRequest, ...]
    added: tuple[Added, ...]  # what the party added since ``added_since``
    added_since: datetime | None  # an officer last signed, or the oldest open step was opened if that is earlier


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several that an operation can be done with or to."""

    value: str
    name: Text
    note: Text | None = None  # what tells it from the others: who, where
    at: datetime | None = None  # when that was


@dataclass(frozen=True, slots=True)
class TaskPage:
    """What completing a task needs: the task, its form, what was typed before, the file."""

    task: TaskView
    form: Form | None
    known: Mapping[str, Any]  # the case's values: what the form's conditions can read besides its own answers
    answers: Mapping[str, Any]  # raw: draft, or values known from before
    opinion: str
    mine: bool
    blocked: Text | None  # why this officer may not complete it (somebody else's, separation of duties)
    file: CaseFile


@dataclass(frozen=True, slots=True)
class PartyTask:
    """A task of the applicant: its form, and what the case knows of the answers already."""

    task: TaskView
    form: Form | None
    answers: Mapping[str, Any]
    known: Mapping[str, Any]  # typed values of the case


@dataclass(frozen=True, slots=True)
class Tracking:
    """What the applicant sees: the file without the names of officers."""

    id: int
    number: str
    query_code: str
    power_code: str
    power: Text
    organisation: Text
    applicant: str
    status: str
    outcome: Text | None
    light: str
    started_at: datetime
    finished_at: datetime | None
    flow_version: int
    model: Model
    entries: tuple[EntryView, ...]
    tasks: tuple[TaskView, ...]
    states: Mapping[str, str]
    limits: Limits
    receivable: tuple[Receivable, ...]
    chain: ChainStatus
    suspension: Suspension | None
    branches: tuple[Branch, ...]
    goes_on: Elsewhere | None
    came_from: Elsewhere | None
    related: tuple[Related, ...]
    standing: Standing | None  # masked


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant takes home. The password is shown this once."""

    case_id: int
    number: str
    query_code: str
    password: str
    power: Text
    applicant: str
    started_at: datetime
    standing: Standing | None = None
