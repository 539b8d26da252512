"""Decision tables -> closures (DMN 1.5, chapter 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dmn import policies
from engine.dmn import tree as t
from engine.dmn.errors import InputNotAllowed, NoRowApplies, SeveralRowsApply
from engine.errors import TableError
from engine.feel.compiling.compiler import Code, Frame
from engine.feel.compiling.tests import Test, compile_test, compile_tests
from engine.feel.display import text_of
from engine.feel.grammar import parse_unary_tests
from engine.feel.values import Value
from engine.text import Text

if TYPE_CHECKING:
    from engine.dmn.boxed import BoxedCompiler

POLICIES = ("UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS = ("", "SUM", "MIN", "MAX", "COUNT")


@dataclass(frozen=True, slots=True)
class Hit:
    """A decision's table was asked, and these rows applied, counted from 1."""

    table: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A compiled row: the tests that are not ``-`` with the slots of their inputs, and its conclusions."""

    number: int
    tests: tuple[tuple[int, Test], ...]
    entries: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A compiled input: where its value is put, how it comes about, which values it may have."""

    slot: int
    code: Code
    label: str
    allowed: Test | None


class CompiledTable:
    """A table that answers; its frame belongs to the element it stands in."""

    def __init__(self, table: t.Table, columns: list[Column], rows: list[Row], outputs: list[policies.Output]) -> None:
        self.name = table.where or table.label
        self.policy = table.policy
        self.aggregation = table.aggregation
        self.columns = columns
        self.rows = rows
        self.outputs = outputs
        self.strict = False
        self.decision = ""  # whose table it is; empty where it stands inside of another expression

    def code(self, s: Frame) -> Value:
        """The table's value in a frame. Raises TableError when strict and there is no lawful answer."""
        try:
            hits = self.hits(s)
            if s[0].env.hits is not None and self.decision:
                s[0].env.hits.append(Hit(self.decision, tuple(row.number for row in hits)))
            if not hits:
                return self._default(s)
            return self._answer(s, hits)
        except TableError as error:
            if self.strict:
                raise
            s[0].warn(error.text.zh, error.text.en)
            return None

    def hits(self, s: Frame) -> list[Row]:
        """The rows that apply, in their order; only the first when that is all the policy asks for."""
        for column in self.columns:
            s[column.slot] = value = column.code(s)
            if column.allowed is not None and value is not None and not _allowed(column.allowed, value, s):
                raise InputNotAllowed(self.name, column.label, text_of(value))
        first = self.policy == "FIRST"
        found: list[Row] = []
        for row in self.rows:
            for slot, test in row.tests:
                if test(s[slot], s) is not True:
                    break
            else:
                found.append(row)
                if first:
                    return found
        return found

    def _answer(self, s: Frame, hits: list[Row]) -> Value:
        if self.policy == "UNIQUE" and len(hits) > 1:
            raise self.several(s, hits)
        if self.policy in ("UNIQUE", "FIRST"):
            return self._conclusion(s, hits[0])
        values = [self._conclusion(s, row) for row in hits]
        if self.policy == "ANY" and not policies.all_equal(values):
            raise self.several(s, hits)
        return policies.combine(self.policy, self.aggregation, values, self.outputs, s)

    def _conclusion(self, s: Frame, row: Row) -> Value:
        if len(self.outputs) == 1:
            return row.entries[0](s)
        return {output.name: code(s) for output, code in zip(self.outputs, row.entries, strict=True)}

    def _default(self, s: Frame) -> Value:
        if any(output.default is not None for output in self.outputs):
            values = [output.default(s) if output.default is not None else None for output in self.outputs]
            if len(values) == 1:
                return values[0]
            return {output.name: value for output, value in zip(self.outputs, values, strict=True)}
        if self.policy in ("RULE ORDER", "OUTPUT ORDER") or (self.policy == "COLLECT" and not self.aggregation):
            return [] if self.strict else None
        if self.policy == "COLLECT" and self.strict:
            return policies.aggregate(self.aggregation, [], s)
        raise NoRowApplies(self.name, self.inputs_text(s))

    def several(self, s: Frame, hits: list[Row]) -> SeveralRowsApply:
        """The error that names the rows."""
        return SeveralRowsApply(self.name, [row.number for row in hits], self.inputs_text(s))

    def inputs_text(self, s: Frame) -> str:
        """What the inputs were, for people."""
        return ", ".join(f"{c.label} = {text_of(s[c.slot])[:80]}" for c in self.columns)


def _allowed(test: Test, value: Value, s: Frame) -> bool:
    if test(value, s) is True:
        return True
    return type(value) is list and all(test(item, s) is True for item in value)


def compile_table(c: BoxedCompiler, table: t.Table) -> CompiledTable:
    """The table compiled into the frame of ``c``. Raises TableError when ``c`` is strict and a cell is no FEEL."""
    if table.policy not in POLICIES or table.aggregation not in AGGREGATIONS:
        raise TableError(
            Text(f"{table.where}：不认识的命中策略。", f"{table.where}: unknown hit policy {table.policy!r}.")
        )
    columns = [_column(c, table, column) for column in table.inputs]
    outputs = [_output(c, table, output) for output in table.outputs]
    rows = [_row(c, table, columns, rule, number) for number, rule in enumerate(table.rules, 1)]
    compiled = CompiledTable(table, columns, rows, outputs)
    compiled.strict = c.strict
    return compiled


def _column(c: BoxedCompiler, table: t.Table, column: t.Input) -> Column:
    where = f"{table.where}: {column.label}"
    slot = c.new_slot()
    code = c.typed(c.text(column.text, where), column.type)
    allowed = column.allowed or ""
    return Column(slot, code, column.label, cell_test(c, allowed, slot, where) if allowed else None)


def cell_test(c: BoxedCompiler, text: str, slot: int, where: str | Text) -> Test | None:
    """The test of a cell, None when everything passes; when not strict, a text that is no FEEL passes nothing."""

    def work() -> Test | None:
        tree = parse_unary_tests(text, c.known)
        c.source = text
        return compile_tests(c, tree, slot)

    nothing: Test | None = lambda value, s: False  # noqa: E731
    return c.attempt(work, nothing, where, text)


def _row(c: BoxedCompiler, table: t.Table, columns: list[Column], rule: t.Rule, number: int) -> Row:
    if len(rule.tests) != len(columns) or len(rule.entries) != len(table.outputs):
        raise TableError(
            Text(
                f"{table.where}：第 {number} 行的格数不符。",
                f"{table.where}: row {number} has too many or too few cells.",
            )
        )
    tests = []
    for column, text in zip(columns, rule.tests, strict=True):
        where = _cell_of(table, number, column.label)
        test = cell_test(c, text, column.slot, where)
        if test is not None:
            tests.append((column.slot, test))
    entries = []
    for output, entry in zip(table.outputs, rule.entries, strict=True):
        where = _cell_of(table, number, output.label)
        entries.append(c.text(entry.text, where))
    return Row(number, tuple(tests), tuple(entries))


def _cell_of(table: t.Table, number: int, column: str) -> Text:
    zh, en = f"决策表“{table.where}”第 {number} 行", f"{table.where}, row {number}"
    return Text(f"{zh}“{column}”列", f"{en}, {column}") if column else Text(zh, en)


def _output(c: BoxedCompiler, table: t.Table, output: t.Output) -> policies.Output:
    where = f"{table.where}: {output.label}"
    default = c.text(output.default.text, where) if output.default is not None else None
    allowed = output.allowed or c.allowed_text(output.type)
    return policies.Output(output.name, default, _ranks(c, allowed, where) if allowed else ())


def _ranks(c: BoxedCompiler, text: str, where: str) -> tuple[Test, ...]:
    def work() -> tuple[Test, ...]:
        tree = parse_unary_tests(text, c.known)
        slot = c.new_slot()
        return tuple(compile_test(c, test, slot) for test in tree.tests)

    return c.attempt(work, (), where, text)
