"""One command, one transaction: how the platform reads and writes, the same on SQLite and PostgreSQL."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson
from flask import g
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Text as TextType
from sqlalchemy.types import TypeDecorator

from app.prepared import PreparedSelect

Result = TypeVar("Result")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
WRITING = "daylight_writing"
GLANCING = "daylight_glancing"
CONNECTION = "daylight_connection"
ATTEMPTS = 8


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


def to_json(value: object) -> str:
    return orjson.dumps(value).decode()


class CommandSession(FlaskSession):
    """Within a command the session speaks through the command's connection."""

    def get_bind(self, *args: Any, **options: Any) -> Engine | Connection:
        connection: Connection | None = self.info.get(CONNECTION)
        return super().get_bind(*args, **options) if connection is None else connection


db = SQLAlchemy(
    model_class=Base,
    session_options={"class_": CommandSession},
    engine_options={"json_serializer": to_json, "json_deserializer": orjson.loads},
)


class MovedOn(Exception):
    """The row that a command read was changed by another command before this one could write: try again."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


class rows_as_json(GenericFunction[str]):
    """All rows of a scalar subquery as one JSON list of lists: what belongs to a case, without another round trip."""

    type = TextType()
    inherit_cache = True


@compiles(rows_as_json, "sqlite")
def _rows_as_json_sqlite(element: rows_as_json, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(rows_as_json, "postgresql")
def _rows_as_json_postgresql(element: rows_as_json, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(json_agg(json_build_array({compiler.process(element.clauses, **options)})) AS text)"


def insert_of(dialect: str, table: Any) -> Any:
    """An INSERT of this dialect, which knows ON CONFLICT."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def insert_or(session: Session, table: type[Base]) -> Any:
    """An INSERT of this session's database, which knows ON CONFLICT."""
    return insert_of(session.get_bind().dialect.name, table)


_one_writer = threading.RLock()


@contextmanager
def transaction() -> Iterator[Session]:
    """A session whose every change is committed at the end, or none.

    SQLite lets one thread in at a time, so that none waits on a lock.
    """
    session = db.session()
    assert CONNECTION not in session.info, "a command within a command would commit half of the outer one"
    if session.in_transaction():
        session.rollback()  # what was read before is not what is written upon
    engine = db.engine
    with (
        _one_writer if engine.dialect.name == "sqlite" else nullcontext(),
        engine.connect().execution_options(**writing_options(engine)) as connection,
        connection.begin(),
    ):
        session.info[CONNECTION] = connection
        try:
            yield session
            if session.in_transaction():
                session.commit()  # only writes what the session still holds: the transaction is the connection's
        except BaseException:
            session.rollback()
            raise
        finally:
            del session.info[CONNECTION]


@contextmanager
def connection_for_one_step() -> Iterator[Connection]:
    """The connection of this request's glances, committed at the end, for what is written as one step.

    On PostgreSQL that is one statement, which is a transaction by itself: neither BEGIN nor COMMIT is sent.
    """
    if db.session.registry.has():
        db.session.rollback()  # what was read before is not what is read after
    connection = glancing()
    with _one_writer if db.engine.dialect.name == "sqlite" else nullcontext(), connection.begin():
        yield connection


def writing_options(engine: Engine) -> dict[str, Any]:
    """What a connection is told that is going to write."""
    return {WRITING: True} if engine.dialect.name == "sqlite" else {"isolation_level": "READ COMMITTED"}


def connection_of(session: Session) -> Connection:
    """The connection of the command that is being done; asking the session for it each time costs more than a read."""
    connection: Connection | None = session.info.get(CONNECTION)
    return session.connection() if connection is None else connection


def glance(statement: PreparedSelect, values: dict[str, Any]) -> list[Any]:
    """The rows of one statement, read by itself: no transaction is begun for it.

    All glances of a request are over one connection.
    """
    return statement.rows(glancing(), values)


def glancing() -> Connection:
    """The connection of this request's glances; a transaction that is begun on it is one that writes."""
    connection: Connection | None = g.get(GLANCING)
    if connection is None:
        connection = db.engine.connect().execution_options(**{WRITING: True})
        g.setdefault(GLANCING, connection)
    return connection


def stop_glancing(_: BaseException | None = None) -> None:
    """The request is over."""
    connection: Connection | None = g.pop(GLANCING, None)
    if connection is not None:
        connection.close()


def in_transaction(work: Callable[[Session], Result]) -> Result:
    """What ``work`` returns, done in one transaction; done again from the start when another command was faster."""

    def once() -> Result:
        with transaction() as session:
            return work(session)

    return till_nobody_was_faster(once)


def till_nobody_was_faster(work: Callable[[], Result]) -> Result:
    """What ``work`` returns, done again from the start when another command changed what it had read."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except (MovedOn, OperationalError) as error:
            if attempt == ATTEMPTS or (isinstance(error, OperationalError) and not _passing(error)):
                raise
    raise AssertionError("unreachable")


def _passing(error: OperationalError) -> bool:
    """Whether the database asks to try again: deadlock or serialisation failure (PostgreSQL), busy (SQLite)."""
    return getattr(error.orig, "sqlstate", None) in {"40001", "40P01"} or "database is locked" in str(error.orig)


def engine_options(url: str) -> dict[str, Any]:
    """On PostgreSQL what is read outside a command is read statement by statement.

    Each sees what is committed, as it would within READ COMMITTED; and no ROLLBACK ends the reading, at which the
    driver would throw away all statements it has prepared. What is said a second time is prepared: the platform says
    few different things, and planning the one statement of a step takes the server longer than doing it.
    """
    if not url.startswith("postgresql"):
        return {}
    return {"isolation_level": "AUTOCOMMIT", "connect_args": {"prepare_threshold": 1}}


def prepare_engine(engine: Engine) -> None:
    """Make SQLite keep what it was told to keep: write-ahead log, full synchronisation, real transactions."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
