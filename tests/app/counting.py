"""Counts what a database is asked to do."""

from sqlalchemy import Engine, event


class Counting:
    """Statements (transaction control is counted apart) and commits within a ``with``."""

    def __init__(self, engine: Engine) -> None:
        self.statements = self.commits = 0
        self._engine = engine
        self._listeners = [("before_cursor_execute", self._statement), ("commit", self._commit)]

    def __enter__(self) -> "Counting":
        for name, listener in self._listeners:
            event.listen(self._engine, name, listener)
        return self

    def __exit__(self, *_: object) -> None:
        for name, listener in self._listeners:
            event.remove(self._engine, name, listener)

    def _statement(self, connection, cursor, statement, parameters, context, executemany) -> None:
        self.statements += not statement.startswith("BEGIN")

    def _commit(self, connection) -> None:
        self.commits += 1
