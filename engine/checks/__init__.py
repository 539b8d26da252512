"""What can be said of a model before anybody works by it. One check a file; what each proves: docs/checks.md."""

from collections.abc import Callable, Iterable, Iterator

from engine.checks import (
    correction,
    data_flow,
    duties,
    endless,
    layout,
    naming,
    posts,
    remedies,
    schema,
    sound,
    statutory,
    tables,
)
from engine.checks.longest import LongestPath, Round, longest_paths
from engine.checks.rules import Rules
from engine.checks.subject import Subject
from engine.errors import Finding
from engine.reading.model import Model

__all__ = ["CHECKS", "WAIVABLE", "LongestPath", "Round", "Rules", "check_model", "longest_paths"]

Check = Callable[[Subject], Iterator[Finding]]
CHECKS: dict[str, Check] = {
    module.NAME: module.check
    for module in (
        schema, sound, data_flow, statutory, posts, duties, correction, remedies, endless, tables, layout, naming,
    )
}  # fmt: skip
"""The checks by name, in the order in which they are told."""
WAIVABLE = frozenset({duties.NAME, correction.NAME, remedies.NAME})
"""The checks whose errors a case survives: norms of law, known by words, which those who review may see otherwise."""


def check_model(model: Model, rules: Rules | None = None, only: Iterable[str] | None = None) -> list[Finding]:
    """What stands against a model that could be read; the errors first. ``only``: the names of some of CHECKS."""
    subject = Subject(model, rules or Rules())
    wanted = CHECKS if only is None else {name: CHECKS[name] for name in only}
    found = [finding for check in wanted.values() for finding in check(subject)]
    return sorted(found, key=lambda f: ("error", "warning", "note").index(f.severity))
