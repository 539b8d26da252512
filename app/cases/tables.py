"""Cases and what belongs to them. Entries never change (triggers of the database refuse, see the migrations)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, db


class CaseRow(db.Model):
    """One case. ``state`` is the engine's control state; ``bundle`` is what it runs under for ever; ``version`` grows
    with every command.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    power_code: Mapped[str] = mapped_column(ForeignKey("powers.code"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    bundle: Mapped[str] = mapped_column(ForeignKey("bundles.digest"))
    promise: Mapped[str | None]  # of the body that implements the item, as it was at the beginning; None: the flow's
    applicant: Mapped[str]
    phone: Mapped[str]
    query_code: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    status: Mapped[str]  # running | finished
    state: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[list[Any]] = mapped_column(JSON)  # ids of the end events that were reached
    light: Mapped[str]  # of the promised limit, as of the last command
    due_at: Mapped[datetime | None] = mapped_column(Moment)  # of the next timer
    entry_seq: Mapped[int]  # of the last entry
    log_seq: Mapped[int]
    log_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    came_from: Mapped[int | None] = mapped_column(index=True)  # the case it was transferred from


class StandingRow(db.Model):
    """In whose name an application was made. ``said``: typed values as text, of an agent with who and by what."""

    __tablename__ = "standings"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    whom: Mapped[str]  # self | organisation | agent
    said: Mapped[str]


class CaseLink(db.Model):
    """How a case hangs together with another: ``kind`` is ``merged`` (into the other) or ``split`` (off the other)."""

    __tablename__ = "case_links"
    __table_args__ = (UniqueConstraint("case_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))  # whose facts a split case begins with


class EntryRow(db.Model):
    """Something that happened in a case: who, when, which step, what was answered and said.

    ``by``: officer id, party, or None.
    """

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("case_id", "seq"), Index("ix_entries_by_id", "by", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    kind: Mapped[str]
    element_id: Mapped[str | None]
    name: Mapped[str]
    name_en: Mapped[str]
    scope: Mapped[str]
    item: Mapped[int | None]
    by: Mapped[str | None]
    by_name: Mapped[str]
    by_post: Mapped[str]
    by_post_en: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    values: Mapped[str]  # the engine's typed values as text
    opinion: Mapped[str]
    path: Mapped[str]  # JSON list of element and flow ids


class CaseValue(db.Model):
    """The present value of a name in a scope of a case."""

    __tablename__ = "case_values"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class TaskRow(db.Model):
    """One open task, with everything the inbox shows of it: listing reads nothing else."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("case_id", "task_id"),
        Index("ix_tasks_of_post", "post_id", "officer_id", "order_at", "id"),
        Index("ix_tasks_of_officer", "officer_id", "order_at", "id"),
        {"sqlite_autoincrement": True},  # an id never means another task: old pages must not reach new ones
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    task_id: Mapped[str]  # the engine's
    element_id: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    is_party: Mapped[bool]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    form: Mapped[str | None]
    item: Mapped[int | None]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    warn_at: Mapped[datetime | None] = mapped_column(Moment)  # of what is paused: the moment ``due_at`` was reckoned
    order_at: Mapped[datetime] = mapped_column(Moment)  # where it stands in the inbox
    paused: Mapped[bool]
    suspended: Mapped[bool]  # the whole case stands still
    not_by: Mapped[str]  # " 3 7 ": officers who may not do it, each between blanks
    supplied_at: Mapped[datetime | None] = mapped_column(Moment)  # when the party last added something of itself
    case_number: Mapped[str]
    power_code: Mapped[str]
    power: Mapped[str]
    power_en: Mapped[str]
    applicant: Mapped[str]


class Draft(db.Model):
    """What somebody has typed and not sent. ``kept``: it was sent, but somebody else had moved the case on."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("owner", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    subject: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    opinion: Mapped[str]
    kept: Mapped[bool]
    updated_at: Mapped[datetime] = mapped_column(Moment)


class Material(db.Model):
    """An uploaded file. Its bytes are on disk under its SHA-256; without a case it is still only its owner's."""

    __tablename__ = "materials"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    field: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    type: Mapped[str]
    stored_at: Mapped[datetime] = mapped_column(Moment)


class CaseNumber(db.Model):
    """The last number given under a prefix in a year."""

    __tablename__ = "case_numbers"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Request(db.Model):
    """An operation that somebody has asked for and somebody else has to approve.

    ``details`` are what the operation was asked with; ``open_tasks`` those that were open then: when none of them is
    open any more the case has moved on.
    """

    __tablename__ = "requests"
    __table_args__ = (
        Index("ix_requests_post_id_state", "post_id", "state"),
        Index("ix_requests_case_id_state", "case_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    operation: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    open_tasks: Mapped[list[Any]] = mapped_column(JSON)
    asked_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    asked_name: Mapped[str]
    asked_post: Mapped[str]
    asked_post_en: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    state: Mapped[str]  # waiting | approved | declined
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    opinion: Mapped[str]


class Incident(db.Model):
    """A step that failed: the case stands as it was, and an administrator can mend it. Kept when it is resolved.

    ``attempt`` is what was tried, ``acts`` what administrators have done about it since. ``open_key`` holds it to one
    row as long as it is open.
    """

    __tablename__ = "incidents"
    __table_args__ = (Index("ix_incidents_state_last_at", "state", "last_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    element_id: Mapped[str | None]
    action: Mapped[str]  # complete | send | advance | an operation
    task_id: Mapped[int | None]
    by: Mapped[str]
    by_name: Mapped[str]
    attempt: Mapped[dict[str, Any]] = mapped_column(JSON)
    error: Mapped[str]  # the class of the failure
    text: Mapped[str]
    text_en: Mapped[str]
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    count: Mapped[int]
    open_key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str]  # open | resolved
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    acts: Mapped[list[Any]] = mapped_column(JSON)


class MigrationRun(db.Model):
    """An administrator's order to move the running cases of a power to its bundle ``digest``; a job for each case."""

    __tablename__ = "migration_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    power_code: Mapped[str] = mapped_column(ForeignKey("powers.code"), index=True)
    digest: Mapped[str] = mapped_column(ForeignKey("bundles.digest"))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)  # old element id -> new
    reason: Mapped[str]
    asked_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    asked_name: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    key: Mapped[str] = mapped_column(unique=True)


class MigrationRetry(db.Model):
    """Cases of such an order that were given up after failing and that an administrator had tried again, for ever."""

    __tablename__ = "migration_retries"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("migration_runs.id"), index=True)
    cases: Mapped[list[int]] = mapped_column(JSON)
    asked_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    asked_name: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    key: Mapped[str] = mapped_column(unique=True)


class MigrationItem(db.Model):
    """One case of such an order. ``accepted``: also what it would pass over. ``text``: why it is refused."""

    __tablename__ = "migration_items"
    __table_args__ = (UniqueConstraint("run_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("migration_runs.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    accepted: Mapped[bool]
    state: Mapped[str]  # waiting | moved | refused
    text: Mapped[str]
    text_en: Mapped[str]
    done_at: Mapped[datetime | None] = mapped_column(Moment)


class ResultRow(db.Model):
    """What is published of a decided case. ``applicant``: an organisation's name; of a person that it is one.

    ``used`` of ``allowed``, in ``unit`` (wd, d, h), of the promised limit, else the statutory one.
    """

    __tablename__ = "results"
    __table_args__ = (Index("ix_results_power_code_id", "power_code", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    power_code: Mapped[str] = mapped_column(ForeignKey("powers.code"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    power: Mapped[str]
    power_en: Mapped[str]
    applicant: Mapped[str]
    applicant_en: Mapped[str]
    outcome: Mapped[str]
    outcome_en: Mapped[str]
    used: Mapped[int | None]
    allowed: Mapped[int | None]
    unit: Mapped[str]
    late: Mapped[bool]
    finished_at: Mapped[datetime] = mapped_column(Moment, index=True)


class AnswerRow(db.Model):
    """An answer that is published: what it was about, without who asked. ``body``: who answered."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    power_code: Mapped[str] = mapped_column(ForeignKey("powers.code"))
    body: Mapped[str]
    body_en: Mapped[str]
    title: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    answered_at: Mapped[datetime] = mapped_column(Moment)


class Rating(db.Model):
    """How the party found a stage of the case: 4 very satisfied … 1 not satisfied."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("case_id", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    stage: Mapped[str]
    grade: Mapped[int]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class ReadingRow(db.Model):
    """That the party read all entries up to ``seq`` and signed for it; never changed."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)


class CallRow(db.Model):
    """A call for opinions that a case makes. ``shown``, ``answer``: typed values as text, of the forms of ``bundle``.

    ``closes_at``: the timer's; ``closed_at``: when the case went on.
    """

    __tablename__ = "calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    power_code: Mapped[str] = mapped_column(ForeignKey("powers.code"))
    bundle: Mapped[str] = mapped_column(ForeignKey("bundles.digest"))
    element_id: Mapped[str]
    title: Mapped[str]
    shown: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    attendees: Mapped[int | None]  # seats at a hearing to sign up for; both None: opinions are asked
    speakers: Mapped[int | None]
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]  # the step
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class OpinionRow(db.Model):
    """What somebody said while opinions were called for; never changed. ``name``: "" where it was not given."""

    __tablename__ = "opinions"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    name: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class RegistrationRow(db.Model):
    """Who signed up for a hearing; never changed. ``person``: kind and number of the document, one seat at a time.

    ``said``: typed values as text. ``code``, ``sealed``: by which it can be taken back; None where it cannot.
    """

    __tablename__ = "registrations"
    __table_args__ = (Index("ix_registrations_call_id_person", "call_id", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    part: Mapped[str]  # attend | speak
    person: Mapped[str]
    said: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    code: Mapped[str | None] = mapped_column(unique=True)
    sealed: Mapped[str | None]


class WithdrawalRow(db.Model):
    """That a sign-up was taken back, once; never changed."""

    __tablename__ = "withdrawals"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), unique=True)
    at: Mapped[datetime] = mapped_column(Moment)


class CalendarRow(db.Model):
    """A calendar by which running cases have been reckoned from ``at`` on; ``through``: the last year announced."""

    __tablename__ = "calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    through: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
