"""From the boxes of a table to what people are told, each with an example."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.dmn import tree as t
from engine.dmn.analysis.atoms import region_text
from engine.dmn.analysis.grid import Grid, TooLarge, grid_of
from engine.errors import Finding
from engine.feel.display import text_of
from engine.feel.values import Value
from engine.text import Text

MAX_SHOWN = 50
MOST_PAIRED = 1500  # rows


@dataclass(frozen=True, slots=True)
class Gap:
    """Circumstances to which no row applies: an example of them, and all of them column by column."""

    example: dict[str, Value]
    region: dict[str, Text]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rows (counted from 1) that both apply to the example."""

    rows: tuple[int, int]
    example: dict[str, Value]
    same_outputs: bool


@dataclass(slots=True)
class Analysis:
    """``exact`` is false when some cell depends on more than constants or the table is too large to be gone through."""

    gaps: list[Gap] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    unreachable: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    exact: bool = True

    @property
    def sound(self) -> bool:
        """Whether the table may bind people: no error was found and nothing was left unexamined."""
        return self.exact and not any(f.severity == "error" for f in self.findings)


def analyse(table: t.Table, element: str | None = None) -> Analysis:
    """Everything there is to say about a table. Missing inputs (null) are not looked at."""
    analysis = Analysis()
    try:
        grid = grid_of(table)
    except TooLarge:
        zh, en = "情形过多，未能检查空缺和重叠。", "There are too many circumstances to look at them."
        _gave_up(analysis, element, zh, en)
        return analysis
    _types(analysis, grid, element)
    try:
        _gaps(analysis, grid, table, element)
        _unreachable(analysis, grid, table, element)
    except TooLarge:
        zh, en = "情形过多，未能逐一检查空缺。", "There are too many circumstances to look for gaps."
        _gave_up(analysis, element, zh, en)
    if len(table.rules) > MOST_PAIRED:
        zh, en = "行数过多，未能两两比较。", "There are too many rows to compare each with each."
        _gave_up(analysis, element, zh, en)
    else:
        _overlaps(analysis, grid, table, element)
    return analysis


def _gave_up(analysis: Analysis, element: str | None, zh: str, en: str) -> None:
    analysis.exact = False
    analysis.findings.append(Finding("table-analysis", element, "warning", Text(zh, en)))


def _example(grid: Grid, box: list[int]) -> dict[str, Value]:
    return {c.label: c.atoms[(bits & -bits).bit_length() - 1].value for c, bits in zip(grid.columns, box, strict=True)}


def _said(example: dict[str, Value]) -> str:
    return ", ".join(f"{label} = {text_of(value)}" for label, value in example.items() if value is not None)


def _types(analysis: Analysis, grid: Grid, element: str | None) -> None:
    for column in grid.columns:
        for row, kind in sorted(column.wrong.items()):
            zh = f"第 {row + 1} 行“{column.label}”与 {kind} 比较，而该列是 {column.kind}。"
            en = f"Row {row + 1} compares {column.label!r} with a {kind}, but the column is a {column.kind}."
            analysis.findings.append(Finding("table-types", element, "error", Text(zh, en)))
        for row in sorted(column.unknown):
            analysis.exact = False
            zh = f"第 {row + 1} 行“{column.label}”不只取决于常量，未能检查。"
            en = f"Row {row + 1} of {column.label!r} depends on more than constants and was not examined."
            analysis.findings.append(Finding("table-analysis", element, "warning", Text(zh, en)))


def _gaps(analysis: Analysis, grid: Grid, table: t.Table, element: str | None) -> None:
    if any(output.default is not None for output in table.outputs):
        return
    boxes = grid.uncovered(list(range(len(table.rules))))
    for box in boxes[:MAX_SHOWN]:
        example = _example(grid, box)
        region = {
            c.label: region_text(c.atoms, [i for i in range(len(c.atoms)) if bits >> i & 1])
            for c, bits in zip(grid.columns, box, strict=True)
        }
        analysis.gaps.append(Gap(example, region))
        said = _said(example) or "-"
        mend = Text(
            "补一行：" + "，".join(f"{k} {v.zh}" for k, v in region.items()),
            "Add a row: " + ", ".join(f"{k} {v.en}" for k, v in region.items()),
        )
        severity = "warning" if table.policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER") else "error"
        text = Text(f"{said}：没有适用的行。", f"{said}: no row applies.")
        analysis.findings.append(Finding("table-gap", element, severity, text, mend))


def _unreachable(analysis: Analysis, grid: Grid, table: t.Table, element: str | None) -> None:
    for row in range(len(table.rules)):
        box = grid.maybe[row]
        never = not all(box)
        hidden = table.policy == "FIRST" and not never and not grid.uncovered(list(range(row)), box)
        if never or hidden:
            analysis.unreachable.append(row + 1)
            zh = f"第 {row + 1} 行永远不会适用" + ("，前面的行已涵盖它。" if hidden else "。")
            en = f"Row {row + 1} never applies" + ("; the rows before it cover it." if hidden else ".")
            analysis.findings.append(Finding("table-unreachable", element, "error", Text(zh, en)))


def _overlaps(analysis: Analysis, grid: Grid, table: t.Table, element: str | None) -> None:
    if table.policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER"):
        return
    for a in range(len(table.rules)):
        for b in range(a + 1, len(table.rules)):
            box = grid.meet(a, b)
            if box is None:
                continue
            overlap = Overlap((a + 1, b + 1), _example(grid, box), _same_outputs(table, a, b))
            if overlap.same_outputs and table.policy != "UNIQUE":
                continue
            analysis.overlaps.append(overlap)
            analysis.findings.append(_overlap_finding(overlap, grid, table.policy, element))
            if len(analysis.overlaps) >= MAX_SHOWN:
                return


def _same_outputs(table: t.Table, a: int, b: int) -> bool:
    return [e.text for e in table.rules[a].entries] == [e.text for e in table.rules[b].entries]


def _overlap_finding(overlap: Overlap, grid: Grid, policy: str, element: str | None) -> Finding:
    a, b = overlap.rows
    sure = all(row - 1 not in column.unknown for row in overlap.rows for column in grid.columns)
    severity = "error" if policy in ("UNIQUE", "ANY") and sure else "warning"
    said = _said(overlap.example) or "-"
    zh = f"{said}：第 {a} 行与第 {b} 行同时适用" + ("。" if overlap.same_outputs else "，结论不同。")
    en = f"{said}: rows {a} and {b} both apply" + ("." if overlap.same_outputs else ", with different conclusions.")
    return Finding("table-overlap", element, severity, Text(zh, en))
