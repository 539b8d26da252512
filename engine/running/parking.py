"""A step inside a part of the flow that waits, while a step outside it is done again from which the case comes back.

The step done again stands for the part: whoever gives up the one gives up the other.
"""

from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.running.scopes import Scope

if TYPE_CHECKING:
    from engine.running.tokens import Tokens

_CARRIED = ("then", "strand", "brings_back")


def park(tokens: "Tokens", task: Task) -> str:
    """Close a step, which will be opened again; the part of the flow it stands in goes on. The id of what waits."""
    carried = {name: task.internal_data.pop(name) for name in _CARRIED if name in task.internal_data}
    waiting = tokens.new(task.task_spec, tokens.scope_of(task), parked=True, **carried)
    waiting._set_state(TaskState.WAITING)
    tokens.cancel_token(task)
    return str(waiting.id)


def bring_back(tokens: "Tokens", parked_id: str) -> None:
    """Open a step that has waited."""
    parked = tokens.tasks.get(parked_id)
    if parked is None:
        return
    carried = {name: parked.internal_data.pop(name) for name in _CARRIED if name in parked.internal_data}
    del parked.internal_data["parked"]
    parked.task_spec.arrive(tokens, tokens.scope_of(parked), **carried)
    tokens.withdraw(parked)


def give_up(tokens: "Tokens", task: Task) -> None:
    """A step that waits, or what is done again meanwhile, is taken away: so is the other."""
    internal = task.internal_data
    if internal.pop("parked", False):
        for other in list(tokens.live()):
            if other.internal_data.get("brings_back") == task.id:
                del other.internal_data["brings_back"]
                tokens.cancel_token(other)
    parked = tokens.tasks.get(internal.pop("brings_back", ""))
    if parked is not None:
        del parked.internal_data["parked"]
        tokens.cancel_token(tokens.tasks[_host_in(tokens, parked, tokens.scope_of(task))])


def _host_in(tokens: "Tokens", task: Task, scope: Scope) -> str:
    """The token of a scope inside which another stands."""
    return next(s.host for s in tokens.outward(tokens.scope_of(task)) if s.parent == scope.id and s.host)
