"""What an administrator can do where a step fails: mend a value, skip a step, give the result of an automatic one.

A step that fails leaves the case where it was and names the element (``EngineError.element``); once the cause is mended
the same act succeeds. Each of these is an entry of its own with who and why.
"""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.task import Task

from engine.errors import CaseError, TaskNotOpen
from engine.feel import feel_value
from engine.reading.model import Element
from engine.running.branching import Branching
from engine.running.scopes import CASE
from engine.running.tokens import READY, WAITING
from engine.text import Text
from engine.values import dump_value

_MENDED = Text("更正数据", "Value mended")
_SKIPPED = Text("跳过环节", "Step skipped")
_SUPPLIED = Text("人工给出结果", "Result given by hand")
_AUTOMATIC = frozenset({"scriptTask", "businessRuleTask"})


class Mending(Branching):
    """Mixed into Case."""

    def mend(self, name: str, value: Any, reason: str, *, by: str, scope: str = CASE) -> None:
        """Set a value of a data scope; what looks at it (conditional events, timers) is looked at again."""
        if scope not in self.data.scopes:
            raise CaseError(Text(f"没有数据范围 {scope}。", f"There is no data scope {scope}."))
        with self._command():
            usable = feel_value(value)
            self._note("mended", _MENDED, by, reason, what=name, values={name: usable})
            self._write(scope, {name: usable})
            self._run()

    def skip(self, task_id: str, reason: str, *, by: str, values: Mapping[str, Any] | None = None) -> None:
        """Go on without an open task having been done, or without an event having come.

        ``values`` stand for its answers; they are not held against its form. Raises TaskNotOpen.
        """
        task = self._skippable(task_id)
        element: Element = task.task_spec.element
        with self._command():
            given = {name: feel_value(value) for name, value in (values or {}).items()}
            self._note("skipped", _SKIPPED, by, reason, element, element.name, given)
            self._write(self.tokens.scope_of(task).data, given)
            if task.state == WAITING:
                task.task_spec.fire(task)
            else:
                task.run()
            self._run()

    def supply(self, element_id: str, values: Mapping[str, Any], reason: str, *, by: str) -> None:
        """The result of a script or business rule that cannot be worked out; it stands the next time it is reached."""
        element = self.model.elements.get(element_id)
        if element is None or element.kind not in _AUTOMATIC:
            raise CaseError(
                Text(f"{element_id} 不是由系统办理的环节。", f"{element_id} is no step that the case does itself."),
                element_id,
            )
        with self._command():
            given = {name: feel_value(value) for name, value in values.items()}
            self._note("supplied", _SUPPLIED, by, reason, element, element.name, given)
            self.supplied[element_id] = dump_value(given)

    @property
    def skippable(self) -> list[tuple[str, str]]:
        """What ``skip`` would take now: its id and its element's, oldest first."""
        return [
            (task.id, task.task_spec.element.id)
            for task in self.tokens.live()
            if (task.state == READY and task.task_spec.manual) or (task.state == WAITING and _waits(task))
        ]

    def _skippable(self, task_id: str) -> Task:
        task = self.tokens.tasks.get(task_id)
        if task is None or task.state != WAITING:
            return self._open_task(task_id)
        if not _waits(task):
            raise TaskNotOpen(
                Text("这里没有可以跳过的环节。", "There is no step here that could be skipped."),
                task.task_spec.element.id,
            )
        return task


def _waits(task: Task) -> bool:
    """Whether it is an event on the way: not one beside an activity, nor one that begins an event sub-process."""
    element: Element = task.task_spec.element
    on_the_way = not {"listener", "host"} & task.internal_data.keys()
    return on_the_way and (element.event is not None or element.kind == "receiveTask")
