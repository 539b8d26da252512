"""Where a token stands in the flow, which is not always the element it waits at.

Behind an event gateway all that is waited for is one token, at the gateway. A step that is done again before the flow
goes straight back (``then``, the way back, the next stop first) stands where it comes back to.
"""

from SpiffWorkflow.task import Task

from engine.reading.model import Element, Model


def place(model: Model, task: Task) -> str:
    """The element from which the token goes on."""
    back = way_back(task)
    return back[-1] if back else _here(model, task)


def way_back(task: Task) -> list[str]:
    """Where it goes straight back to, once its step is done."""
    then: str = task.internal_data.get("then", "")
    return then.split("/") if then else []


def way_back_to(model: Model, task: Task) -> str:
    """The way back of a step that a token is returned to: first to the token's place, then on from there."""
    return "/".join([_here(model, task), *way_back(task)])


def _here(model: Model, task: Task) -> str:
    if "race" in task.internal_data:
        return model.flows[task.internal_data["by"]].source
    element: Element = task.task_spec.element
    return element.id
