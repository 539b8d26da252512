"""Statements that are put into the database's own words once, not each time they are said.

SQLAlchemy's way from a statement to the driver and back takes several times what SQLite needs to do it, and a step of a
case is a dozen statements that are always the same. Only the way is shorter here: the words are SQLAlchemy's, values
are turned into the driver's and back by the columns' own types, errors are SQLAlchemy's, and whoever listens to the
connection hears of every statement.
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Values = dict[str, Any]
Given = tuple[Any, ...] | dict[str, Any]
Words = tuple[str, Callable[[Values], Given]]


class Prepared:
    """A statement that is given its values by name, and changes rows within the connection's transaction."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._ready: dict[tuple[str, ...], Words] = {}

    def run(self, connection: Connection, values: Values) -> int:
        """How many rows it concerned."""
        assert connection.in_transaction(), "what is written alone is not written as one"
        words, turn = self._words(connection.dialect, values)
        with closing(_say(connection, words, turn(values))) as cursor:
            return int(cursor.rowcount)

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Once for each of the rows, which all give the same names."""
        if len(rows) == 1:
            self.run(connection, rows[0])
            return
        words, turn = self._words(connection.dialect, rows[0])
        connection.exec_driver_sql(words, [turn(row) for row in rows])  # type: ignore[arg-type]

    def _words(self, dialect: Dialect, values: Values) -> Words:
        key = (dialect.name, *values)
        if key not in self._ready:
            compiled = self._statement.compile(dialect=dialect, column_keys=list(values))
            assert isinstance(compiled, SQLCompiler)
            assert not compiled.insert_prefetch and not compiled.post_compile_params, "would need SQLAlchemy each time"
            self._ready[key] = compiled.string, _turning(compiled, dialect)
        return self._ready[key]


class PreparedSelect(Prepared):
    """A SELECT that is given its values by name."""

    def __init__(self, statement: Select[Any]) -> None:
        super().__init__(statement)
        self._columns = list(statement.selected_columns)
        self._row: Any = namedtuple("Row", [column.name for column in self._columns])
        self._turns: dict[str, list[tuple[int, Callable[[Any], Any]]]] = {}

    def rows(self, connection: Connection, values: Values) -> list[Any]:
        """The rows, their columns by name; no transaction is begun for it."""
        words, turn = self._words(connection.dialect, values)
        with closing(_say(connection, words, turn(values))) as cursor:
            found = cursor.fetchall()
        turns = self._back(connection.dialect)
        return [self._row._make(_turned(row, turns)) for row in found]

    def _back(self, dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
        """The columns by number that are not what the driver gives."""
        if dialect.name not in self._turns:
            turns = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in self._columns)
            self._turns[dialect.name] = [(number, turn) for number, turn in enumerate(turns) if turn is not None]
        return self._turns[dialect.name]


def _say(connection: Connection, words: str, given: Given) -> Any:
    """The cursor; what SQLAlchemy uses where it has a statement's words itself: it tells listeners, wraps errors."""
    cursor = connection.connection.cursor()
    connection._cursor_execute(cursor, words, given)
    return cursor


def _turning(compiled: SQLCompiler, dialect: Dialect) -> Callable[[Values], Given]:
    """From values by name to what the driver takes."""
    kept = {name: bind.effective_value for bind, name in compiled.bind_names.items() if not bind.required}
    turns = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()
    }
    if compiled.positiontup is None:
        return lambda values: {
            name: value if (turn := turns[name]) is None else turn(value) for name, value in (kept | values).items()
        }
    order = [(name, turns[name]) for name in compiled.positiontup]

    def in_order(values: Values) -> Given:
        given = kept | values if kept else values
        return tuple([given[name] if turn is None else turn(given[name]) for name, turn in order])

    return in_order


def _turned(row: Sequence[Any], turns: Sequence[tuple[int, Callable[[Any], Any]]]) -> Sequence[Any]:
    if not turns:
        return row
    turned = list(row)
    for number, turn in turns:
        turned[number] = turn(turned[number])
    return turned
