"""What is mended when a foreign model is read: one file each, applied in this order, each with a line in the report.

Nothing is changed but the tree that is read; the file itself stays as it is. Described in docs/repairs.md.
"""

from engine.reading.repairs import (
    calls,
    choices,
    conditions,
    containers,
    event_sub_processes,
    events,
    forms,
    gateways,
    ids,
    links,
    loose_flows,
    people,
    reaching_out,
    repetition,
    scripts,
    services,
    timers,
    undoing,
)
from engine.reading.repairs.tree import Book

__all__ = ["REPAIRS", "Book", "repair"]

REPAIRS = (
    reaching_out,
    ids,
    loose_flows,
    containers,
    services,
    people,
    forms,
    calls,
    scripts,
    timers,
    undoing,
    event_sub_processes,
    events,
    links,
    gateways,
    conditions,
    choices,
    repetition,
)


def repair(book: Book) -> None:
    """Apply all repairs; what cannot be repaired is an error in the book's findings."""
    for each in REPAIRS:
        each.apply(book)
