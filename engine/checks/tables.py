"""`tables`: each decision table answers every case, and each with one answer."""

from collections.abc import Iterator
from dataclasses import replace

from engine.checks.subject import SHOWN, Subject
from engine.errors import Finding
from engine.text import Text

NAME = "tables"


def check(subject: Subject) -> Iterator[Finding]:
    """What the analysis of the tables finds, told of the first step that uses the table, else of the table."""
    users = {e.decision: e.id for e in reversed(subject.elements) if e.kind == "businessRuleTask" and e.decision}
    for id, table in subject.model.tables.items():
        analysis = table.analyse()
        for found in (analysis.findings if analysis else [])[:SHOWN]:
            name = table.name or id
            user = users.get(id)
            where = subject.name(user) if user else None
            zh = f"{where.zh}，决策表“{name}”" if where else f"决策表“{name}”"
            en = f"{where.en}, decision table “{name}”" if where else f"Decision table “{name}”"
            text = Text(f"{zh}：{found.message.zh}", f"{en}: {found.message.en}")
            mend = found.mend or Text(
                "改这几行，使每种情形只有一行适用。", "Change the rows so that one applies to each case."
            )
            yield replace(found, check=NAME, element=user or id, message=text, mend=mend)
