"""A table as boxes: for every row and column the atoms that its cell accepts, as bits of a number."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.dmn import tree as t
from engine.dmn.analysis.atoms import Atom, atoms_of
from engine.dmn.analysis.constants import NotConstant, constants_of
from engine.feel.budget import Env
from engine.feel.compiling.tests import INPUT
from engine.feel.errors import FeelError
from engine.feel.expression import UnaryTests, compile_unary_tests, known_names
from engine.feel.grammar import parse_unary_tests
from engine.feel.values import Value, kind_of

MAX_WORK = 4_000_000
MAX_TESTS = 1_000_000  # cells of a column tried on its circumstances


class TooLarge(Exception):
    """The table has too many different circumstances to look at all of them."""


@dataclass(slots=True)
class Column:
    """One input: its atoms (none when the column makes no difference), and what is odd about it."""

    label: str
    kind: str
    atoms: list[Atom]
    unknown: set[int] = field(default_factory=set)  # rows whose cell depends on more than constants
    wrong: dict[int, str] = field(default_factory=dict)  # rows that compare with another kind


@dataclass(slots=True)
class Grid:
    """All columns, and for every row one bit set per column. An unknown cell accepts nothing in ``surely``."""

    columns: list[Column]
    maybe: list[list[int]]
    surely: list[list[int]]
    work_left: list[int] = field(default_factory=lambda: [MAX_WORK])

    def uncovered(self, rows: list[int], box: list[int] | None = None) -> list[list[int]]:
        """The parts of a box (default: everything) that none of the rows covers, as boxes. Raises TooLarge."""
        full = box or [(1 << len(c.atoms)) - 1 for c in self.columns]
        return _Search(self, full).left_by(tuple(rows), 0)

    def meet(self, a: int, b: int) -> list[int] | None:
        """Where two rows both apply, or None."""
        box = [x & y for x, y in zip(self.maybe[a], self.maybe[b], strict=True)]
        return box if all(box) else None


class _Search:
    """Goes through the columns one by one, with the rows that still apply."""

    def __init__(self, grid: Grid, full: list[int]) -> None:
        self.grid = grid
        self.full = full
        self.known: dict[tuple[int, tuple[int, ...]], list[list[int]]] = {}

    def left_by(self, rows: tuple[int, ...], place: int) -> list[list[int]]:
        """What these rows leave uncovered of the columns from ``place`` on."""
        if not rows:
            return [self.full[place:]]
        if place == len(self.full):
            return []
        if (place, rows) not in self.known:
            self.known[place, rows] = [
                [group, *rest]
                for accepting, group in self._groups(rows, place).items()
                for rest in self.left_by(accepting, place + 1)
            ]
            self._spend(50 * len(self.known[place, rows]))
        return self.known[place, rows]

    def _groups(self, rows: tuple[int, ...], place: int) -> dict[tuple[int, ...], int]:
        """Atoms accepted by the same rows behave alike: each such group with its rows."""
        groups: dict[tuple[int, ...], int] = {}
        bits = self.full[place]
        boxes = self.grid.surely
        self._spend(len(rows) * bits.bit_count())
        while bits:
            bit = bits & -bits
            bits ^= bit
            accepting = tuple(row for row in rows if boxes[row][place] & bit)
            groups[accepting] = groups.get(accepting, 0) | bit
        return groups

    def _spend(self, work: int) -> None:
        self.grid.work_left[0] -= work
        if self.grid.work_left[0] < 0:
            raise TooLarge


def grid_of(table: t.Table) -> Grid:
    """The boxes of a table. Raises TooLarge."""
    columns: list[Column] = []
    maybe: list[list[int]] = [[] for _ in table.rules]
    surely: list[list[int]] = [[] for _ in table.rules]
    for place, column in enumerate(table.inputs):
        made, accepted = _column(column, [rule.tests[place] for rule in table.rules])
        columns.append(made)
        for row, bits in enumerate(accepted):
            everything = (1 << len(made.atoms)) - 1
            maybe[row].append(everything if row in made.unknown else bits)
            surely[row].append(0 if row in made.unknown else bits)
    return Grid(columns, maybe, surely)


def _column(column: t.Input, cells: list[str]) -> tuple[Column, list[int]]:
    constants: dict[int, list[Value]] = {}
    unknown: set[int] = set()
    for row, text in enumerate(cells):
        try:
            constants[row] = constants_of(parse_unary_tests(text, known_names((INPUT,))))
        except (NotConstant, FeelError):
            unknown.add(row)
    allowed = _allowed(column)
    values = [v for row in constants.values() for v in row] + (allowed[1] if allowed else [])
    kind = _kind(column.type, values)
    atoms = atoms_of(kind, values)
    if allowed:
        atoms = [atom for atom in atoms if allowed[0](atom.value, {}, Env())]
    atoms = atoms or [Atom(None, False)]
    if len(cells) * len(atoms) > MAX_TESTS:
        raise TooLarge
    made = Column(column.label, kind, atoms, unknown)
    for row, found in constants.items():
        wrong = next((kind_of(v) for v in found if v is not None and kind_of(v) != kind), None)
        if wrong:
            made.wrong[row] = wrong
    return made, [0 if row in unknown else _bits(text, atoms) for row, text in enumerate(cells)]


def _allowed(column: t.Input) -> tuple[UnaryTests, list[Value]] | None:
    if not column.allowed:
        return None
    try:
        return compile_unary_tests(column.allowed), constants_of(parse_unary_tests(column.allowed, known_names(())))
    except (NotConstant, FeelError):
        return None


def _kind(declared: str, values: list[Value]) -> str:
    kinds = [kind_of(v) for v in values if v is not None]
    if declared in ("number", "string", "boolean", "date", "time", "date and time", "dateTime"):
        return "date and time" if declared == "dateTime" else declared
    return max(kinds, key=kinds.count) if kinds else "string"


def _bits(text: str, atoms: list[Atom]) -> int:
    tests = compile_unary_tests(text)
    return sum(1 << i for i, atom in enumerate(atoms) if tests(atom.value, {}, Env()))
