"""Branch flows (支流程): what an officer starts from any moment of a case, and what it hands back when it ends.

A branch is an event sub-process of the main process that does not interrupt (ADR 4). It runs beside what is open, in a
data scope of its own; a case does not end while one is open.
"""

from dataclasses import dataclass

from engine.errors import CaseError
from engine.reading.model import Element
from engine.running import events
from engine.running.operations import Operations
from engine.text import Text

_STARTED = Text("启动支流程", "Branch flow started")
_CANCELLED = Text("撤销支流程", "Branch flow cancelled")


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch flow that is going on. ``id``: its token; ``tasks``: ids of its open tasks."""

    id: str
    element_id: str
    name: Text
    article: str | None  # by which its days do not count; None: they count
    tasks: tuple[str, ...]


class Branching(Operations):
    """Mixed into Case."""

    @property
    def startable(self) -> list[Element]:
        """The branch flows that could be started now, in the order of the file."""
        if self.status != "running":
            return []
        found = {
            t.task_spec.element.parent
            for t in self.tokens.live()
            if "listener" in t.internal_data
            and events.starts_branch(self.tokens, t.task_spec.element)
            and events.is_open(self.tokens, t)
        }
        return [e for e in self.model.elements.values() if e.id in found]

    @property
    def branches(self) -> list[Branch]:
        """Those that are going on, the oldest first."""
        return [
            Branch(
                task.id,
                task.task_spec.element.id,
                task.task_spec.element.name,
                (task.task_spec.element.article or "") if task.task_spec.element.clock == "excluded" else None,
                tuple(t.id for t in self._open_tasks() if task.id in self._hosts_around(t)),
            )
            for task in self.tokens.live()
            if task.task_spec.element.branch
        ]

    def start_branch(self, element_id: str, reason: str, *, by: str) -> None:
        """Start a branch flow; another of the same may be going on. Raises CaseError where the model has none or its
        condition (``daylight:when``) does not hold, and what its first steps raise.
        """
        with self._command():
            if element_id not in {e.id for e in self.startable}:
                name = (
                    self.model.elements[element_id].name if element_id in self.model.elements else Text(element_id, "")
                )
                raise CaseError(
                    Text(
                        f"现在不能启动支流程“{name.zh}”。",
                        f"The branch flow “{name.in_('en')}” cannot be started now.",
                    ),
                    element_id,
                )
            element = self.model.elements[element_id]
            self._note("branch started", _STARTED, by, reason, element, element.name)
            listener = next(
                t
                for t in self.tokens.live()
                if "listener" in t.internal_data and t.task_spec.element.parent == element_id
            )
            listener.task_spec.fire(listener)
            self._run()

    def cancel_branch(self, branch_id: str, reason: str, *, by: str) -> None:
        """Give up a branch flow that is going on (``Branch.id``): its open steps are closed, and it has no result. What
        it held can be done again. Raises CaseError where it is not going on.
        """
        with self._command():
            branch = self.tokens.tasks.get(branch_id)
            if branch is None or not branch.task_spec.element.branch:
                raise CaseError(Text("这个支流程没有在进行。", "This branch flow is not going on."))
            element, scope = branch.task_spec.element, self.tokens.scope_of(branch)
            self._note("branch cancelled", _CANCELLED, by, reason, element, element.name)
            self.tokens.cancel_token(branch)
            self.tokens.settle(scope)
            self._run()
