"""When a table gives no lawful answer."""

from collections.abc import Sequence

from engine.errors import TableError
from engine.text import Text


class NoRowApplies(TableError):
    """No row of the table applies to these inputs, and the table has no default."""

    def __init__(self, table: str, inputs: str) -> None:
        super().__init__(
            Text(f"决策表“{table}”没有适用的行：{inputs}。", f"No row of table {table!r} applies to {inputs}.")
        )


class SeveralRowsApply(TableError):
    """Several rows apply where the hit policy allows but one, or rows that must agree do not."""

    def __init__(self, table: str, rows: Sequence[int], inputs: str) -> None:
        super().__init__(
            Text(
                f"决策表“{table}”的第 {'、'.join(map(str, rows))} 行同时适用：{inputs}。",
                f"Rows {', '.join(map(str, rows))} of table {table!r} apply at once to {inputs}.",
            )
        )
        self.rows = tuple(rows)


class InputNotAllowed(TableError):
    """An input is not among the values its column allows."""

    def __init__(self, table: str, column: str, value: str) -> None:
        super().__init__(
            Text(
                f"决策表“{table}”的“{column}”不允许 {value}。",
                f"Table {table!r} does not allow {value} for {column!r}.",
            )
        )
