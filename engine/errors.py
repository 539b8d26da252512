"""Everything the engine can say no with.

Each error names the place (an element, a field, a row) and says in both languages what is wrong.
An operation that raises one of these has changed nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.text import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader or a check has to say about one element of a model.

    ``path``: where a case has to go for it to show, as ids of elements and flows. ``source``: the expression it is
    about, as it is written, so that an editor can say it at the field.
    """

    check: str
    element: str | None
    severity: str  # "error" | "warning" | "note"
    message: Text
    mend: Text | None = None
    path: tuple[str, ...] = ()
    source: str = ""


class EngineError(Exception):
    """The engine refused; nothing has changed."""

    def __init__(self, text: Text, element: str | None = None) -> None:
        super().__init__(str(text))
        self.text = text
        self.element = element


class ModelRefused(EngineError):
    """The files are no model that can be run; ``findings`` says why, element by element."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = next((f for f in findings if f.severity == "error"), findings[0])
        super().__init__(first.message, first.element)
        self.findings = tuple(findings)


class ExpressionError(EngineError):
    """An expression cannot be compiled or evaluated."""


class TableError(EngineError):
    """A decision table cannot be read, or gives no lawful answer; the message names the rows.

    ``source``: the text of the cell that is no FEEL, so that an editor can say it there.
    """

    source = ""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; ``path`` is the field's name, nested ones as ``rows.0.name``."""

    path: str
    message: Text


class FormInvalid(EngineError):
    """The answers do not fit the form; every wrong field is named."""

    def __init__(self, errors: Sequence[FieldError], element: str | None = None) -> None:
        zh = "；".join(f"{e.path}：{e.message.zh}" for e in errors)
        en = "; ".join(f"{e.path}: {e.message.en}" for e in errors)
        super().__init__(Text(zh, en), element)
        self.errors = tuple(errors)


class FormRefused(EngineError):
    """A form file is not a form of ours."""


class CaseError(EngineError):
    """The case cannot do that now."""


class TooManyWords(CaseError):
    """A reason or an opinion is longer than the record takes: it is kept for ever."""


class TaskNotOpen(CaseError):
    """The task is not open: it was completed, or what it belonged to has ended."""


class CaseNotRunning(CaseError):
    """The case is finished, failed or suspended."""


class NotWaitedFor(CaseError):
    """Nothing in the case waits for this message or signal now."""


class SamePerson(CaseError):
    """The same person may not do this step too (separation of duties)."""


class HeldByBranch(CaseError):
    """The step waits for the end of a branch flow that is going on."""


class StepFailed(CaseError):
    """A step cannot be done as the model says, with the data as they are; ``element`` names it."""


class NoWayOn(StepFailed):
    """No outgoing flow of a gateway can be taken and it has no default flow."""


class CannotReturn(CaseError):
    """There is no way back to that step from here."""


class NotMigrated(CaseError):
    """The case cannot be moved to that version as it stands; ``findings`` says why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings[0].message, findings[0].element)
        self.findings = tuple(findings)


class CannotPrint(EngineError):
    """A drawing cannot be made into a file on this machine; the message names the system packages that it needs."""


class TooManySteps(StepFailed):
    """The model goes round without anybody doing anything."""


class TooMuchAtOnce(TooManySteps):
    """More would be open at the same time than a case may have.

    ``timer``, ``fired``: where a timer would open it, its element, and how many had come before.
    """

    timer: str = ""
    fired: int = 0
