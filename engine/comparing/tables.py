"""Decision tables, row by row."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from engine.comparing.changes import Change, changed, quoted
from engine.comparing.values import shown
from engine.dmn import Decision
from engine.dmn.tree import Rule, Table
from engine.reading.model import Model
from engine.text import Text


def table_changes(old: Model, new: Model) -> Iterator[Change]:
    for id in sorted(old.tables.keys() | new.tables.keys()):
        before, after = old.tables.get(id), new.tables.get(id)
        if before is None and after is not None:
            yield Change("added", "table", None, _said(Text("增加决策表", "Added the table"), after))
        elif after is None and before is not None:
            yield Change("removed", "table", None, _said(Text("删去决策表", "Removed the table"), before))
        elif before is not None and after is not None and before.table and after.table:
            yield from _table(_called(after), before.table, after.table)


def _table(of: Text, old: Table, new: Table) -> Iterator[Change]:
    if (old.policy, old.aggregation) != (new.policy, new.aggregation):
        before, after = (shown(f"{t.policy} {t.aggregation}".strip()) for t in (old, new))
        yield changed("table", None, of, Text("命中规则", "the hit policy"), before, after)
    for what, a, b in (
        (Text("条件列", "the inputs"), _inputs(old), _inputs(new)),
        (Text("结论列", "the outputs"), _outputs(old), _outputs(new)),
    ):
        if a != b:
            yield changed("table", None, of, what, a, b)
    before_rows, after_rows = [_row(r) for r in old.rules], [_row(r) for r in new.rules]
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before_rows, after_rows, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for place in range(max(a2 - a1, b2 - b1)):
            was = before_rows[a1 + place] if a1 + place < a2 else None
            now = after_rows[b1 + place] if b1 + place < b2 else None
            yield _row_change(of, was, now, (b1 if now else a1) + place + 1)


def _row_change(of: Text, was: str | None, now: str | None, number: int) -> Change:
    row = Text(f"{of.zh}，第 {number} 行", f"{of.en}, row {number}")
    if was is None:
        return Change("added", "row", None, Text(f"{row.zh}：增加 {now}。", f"{row.en}: added {now}."))
    if now is None:
        return Change("removed", "row", None, Text(f"{row.zh}：删去 {was}。", f"{row.en}: removed {was}."))
    return changed("row", None, row, Text("", "it"), shown(was), shown(now))


def _row(rule: Rule) -> str:
    return f"{' | '.join(rule.tests)} → {' | '.join(entry.text for entry in rule.entries)}"


def _inputs(table: Table) -> Text:
    return shown(
        "、".join(f"{i.label or i.text}（{i.text}{f' ∈ {i.allowed}' if i.allowed else ''}）" for i in table.inputs)
    )


def _outputs(table: Table) -> Text:
    return shown("、".join(o.name or o.label or "-" for o in table.outputs))


def _called(decision: Decision) -> Text:
    name = quoted(shown(decision.name or decision.id))
    return Text(f"决策表{name.zh}", f"table {name.en}")


def _said(verb: Text, decision: Decision) -> Text:
    name = quoted(shown(decision.name or decision.id))
    return Text(f"{verb.zh}{name.zh}。", f"{verb.en} {name.en}.")
