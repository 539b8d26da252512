"""Statements that are put into the database's own words once say the same as SQLAlchemy would."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)  # fmt: skip
from sqlalchemy.exc import IntegrityError

from app.database import Moment, db, writing_options
from app.prepared import Prepared, PreparedSelect
from tests.app.counting import Counting

things = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String),
    Column("at", Moment),
    Column("said", JSON(none_as_null=True)),
    Column("done", Boolean),
    Column("state", LargeBinary),
)
ADD = Prepared(insert(things).inline())
RENAME = Prepared(
    update(things).where(things.c.name == bindparam("was"), things.c.done.is_(False)).values(name=bindparam("name"))
)
NAMED = PreparedSelect(select(things, things.c.name.label("called")).where(things.c.name == bindparam("of_name")))
ALL = PreparedSelect(select(things.c.id).order_by(things.c.id))
EVENING = datetime(2026, 11, 28, 20, 30, 1, 250, timezone(timedelta(hours=8)))
THING = {"id": 1, "name": "100 %（桩）", "at": EVENING, "said": {"甲": [1, None]}, "done": False, "state": b"\x00\xff"}
NOTHING = {"id": 2, "name": "无", "at": None, "said": None, "done": None, "state": None}


@pytest.fixture
def connection(app):
    things.create(db.engine)
    with db.engine.connect().execution_options(**writing_options(db.engine)) as connection:
        yield connection


def test_what_is_written_is_read_as_the_columns_types_have_it(connection):
    with connection.begin():
        ADD.run_each(connection, [THING, NOTHING])
    for thing in (THING, NOTHING):
        (row,) = NAMED.rows(connection, {"of_name": thing["name"]})
        assert row._asdict() == {**thing, "called": thing["name"]}
        assert tuple(row)[:-1] == tuple(connection.execute(select(things).where(things.c.id == thing["id"])).one())
    assert NAMED.rows(connection, {"of_name": THING["name"]})[0].at.tzinfo is UTC


def test_it_says_how_many_rows_it_concerned(connection):
    with connection.begin():
        ADD.run_each(connection, [THING, {**THING, "id": 3}, {**THING, "id": 4, "done": True}])
        assert RENAME.run(connection, {"was": THING["name"], "name": "新"}) == 2
        assert RENAME.run(connection, {"was": THING["name"], "name": "新"}) == 0


def test_rows_that_give_other_names_are_said_in_other_words(connection):
    with connection.begin():
        ADD.run(connection, THING)
        ADD.run(connection, {"name": "只有名字", "id": 5})
    assert NAMED.rows(connection, {"of_name": "只有名字"})[0].at is None


def test_whoever_listens_hears_it_and_errors_are_sqlalchemys(connection):
    with Counting(db.engine) as counted:
        with connection.begin():
            ADD.run(connection, THING)
        assert len(ALL.rows(connection, {})) == 1
    assert (counted.statements, counted.commits) == (2, 1)
    with pytest.raises(IntegrityError), connection.begin():
        ADD.run(connection, NOTHING)
        ADD.run(connection, THING)
    assert [row.id for row in ALL.rows(connection, {})] == [1], "what was written before the error is not kept"


def test_nothing_is_written_outside_a_transaction(connection):
    with pytest.raises(AssertionError):
        ADD.run(connection, THING)
    assert ALL.rows(connection, {}) == []
