"""Strands: which tokens belong together, where an event that does not interrupt has begun something more than once.

A strand is a path of ``event:token`` parts; a token of the main flow has none. What a join gathers belongs to what its
arrivals have in common.
"""

from typing import Any

from SpiffWorkflow.task import Task


def of(task: Task) -> dict[str, Any]:
    """What a token that takes another's place has of it."""
    return {"strand": task.internal_data["strand"]} if "strand" in task.internal_data else {}


def begun(host: Task, event: str, token: str) -> str:
    """The strand that an event beside an activity begins."""
    return "/".join(part for part in (host.internal_data.get("strand"), f"{event}:{token}") if part)


def common(one: str, two: str) -> str:
    parts = []
    for a, b in zip(one.split("/"), two.split("/"), strict=False):
        if a != b:
            break
        parts.append(a)
    return "/".join(part for part in parts if part)


def events_of(strand: str) -> list[tuple[str, str]]:
    """The events that began a strand, the outermost first, each with the strand so far."""
    parts = strand.split("/") if strand else []
    return [(part.split(":")[0], "/".join(parts[: n + 1])) for n, part in enumerate(parts)]


def belongs(task: Task, strand: str) -> bool:
    """Whether a token belongs to a strand or to what was begun from it."""
    return not strand or f"{task.internal_data.get('strand', '')}/".startswith(f"{strand}/")


def renamed(strand: str, elements: Any) -> str:
    parts = (part.split(":") for part in strand.split("/"))
    return "/".join(f"{elements.get(event, event)}:{token}" for event, token in parts)
