"""What is mended when a foreign model is read: one file each, applied in this order, each with a line in the report.

Nothing is changed but the tree that is read; the file itself stays as it is. Described in docs/repairs.md.
"""

from dataclasses import replace

from engine.errors import Finding
from engine.reading.repairs import (
    aside,
    attributes,
    calls,
    choices,
    conditions,
    containers,
    dangling,
    definitions,
    event_sub_processes,
    events,
    forms,
    gateways,
    ids,
    links,
    loose_flows,
    mappings,
    people,
    reaching_out,
    repetition,
    scripts,
    services,
    timers,
    undoing,
)
from engine.reading.repairs.tree import Book
from engine.reading.xml import DAYLIGHT, tag
from engine.text import Text

__all__ = ["REPAIRS", "Book", "repair"]

REPAIRS = (
    reaching_out,
    ids,
    definitions,
    aside,  # before anything is made into something else
    mappings,
    containers,
    loose_flows,
    services,
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
    people,  # also of what has become a person's step
    dangling,
    attributes,
)


def repair(book: Book) -> None:
    """Apply all repairs; what cannot be repaired is an error in the book's findings.

    The flow of a power (``daylight:power``) says what it means: what would be done otherwise than it says is refused.
    """
    before = len(book.findings)
    for each in REPAIRS:
        each.apply(book)
    if any(process.get(tag(DAYLIGHT, "power")) for process in book.processes()):
        book.findings[before:] = [_refused(f) if f.severity == "warning" else f for f in book.findings[before:]]


_MEND = Text(
    "改成本平台执行的环节；只给别的工具看的，选中它，在右边“别的工具写的”里去掉。",
    "Make it a step that is executed here; what only another tool reads, take out under “Written by other tools”.",
)
_MENDS = {
    "conditions": Text(
        "照提示的位置改写条件，或者在右边选看哪一项的回答。",
        "Mend the condition where it says, or choose in the panel by which answer it goes.",
    ),
    "choices": Text(
        "给每条出去的连线写明条件，或者选一条作“其他情况都走这里”。",
        "Give every outgoing flow a condition, or make one of them the way for all other cases.",
    ),
}


def _refused(finding: Finding) -> Finding:
    """What a repair would have done, as the reason why it is not done."""
    said = finding.message
    text = Text(
        f"{said.zh}这是权力事项的流程，须照图执行，不作替代，请改图。",
        f"{said.en} This is the flow of a power: it is executed as drawn, so mend the drawing.",
    )
    return replace(finding, severity="error", message=text, mend=finding.mend or _MENDS.get(finding.check, _MEND))
