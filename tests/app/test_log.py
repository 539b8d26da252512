"""The log: append-only, chained, and whoever alters anything is found out."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.cases.verification import chain_status, verify_all
from app.database import db, transaction
from app.log.chain import BEGINNING, canonical, find_break, link
from tests.app.world import accept, apply, decide, inspect


@pytest.fixture
def case_id(app) -> int:
    receipt = apply()
    accept(receipt.case_id)
    inspect(receipt.case_id)
    decide(receipt.case_id)
    return receipt.case_id


def test_every_command_adds_one_line_and_the_chain_holds(case_id):
    status = chain_status(case_id)
    assert status.whole and status.lines == 5
    assert verify_all() == (1, [])


@pytest.mark.parametrize("table", ["entries", "log_lines"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET seq = seq", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_recorded(case_id, table, statement):
    with pytest.raises(DBAPIError, match="never changed or deleted"), transaction() as session:
        session.execute(text(statement.format(table)))


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE entries SET opinion = '不同意' WHERE seq = 2",
        "UPDATE entries SET by_name = '别人' WHERE seq = 3",
        "DELETE FROM entries WHERE seq = 4",
        "UPDATE log_lines SET line = REPLACE(line, 'complete', 'forged') WHERE seq = 2",
        "DELETE FROM log_lines WHERE seq = 3",
        "DELETE FROM log_lines WHERE seq = 5",
        "INSERT INTO entries (case_id, seq, kind, name, name_en, scope, by_name, by_post, by_post_en, at,"
        ' "values", opinion, path)'
        ' SELECT case_id, 99, kind, name, name_en, scope, by_name, by_post, by_post_en, at, "values",'
        " opinion, path FROM entries WHERE seq = 2",
    ],
)
def test_who_alters_the_record_behind_the_triggers_is_found_out(case_id, forgery):
    with transaction() as session:
        for statement in _without_triggers(session.get_bind().dialect.name):
            session.execute(text(statement))
        session.execute(text(forgery))
    assert not chain_status(case_id).whole
    assert len(verify_all()[1]) == 1


def test_a_chain_can_be_checked_with_sha256_alone():
    lines, before = [], BEGINNING
    for seq in range(1, 4):
        line = canonical({"seq": seq, "what": "步骤"})
        before = link(before, line)
        lines.append((seq, line.decode(), before))
    assert find_break(lines) is None
    assert find_break(lines[1:]).seq == 1
    assert find_break([lines[0], lines[2]]).seq == 2
    assert find_break([lines[0], (2, lines[1][1].replace("步骤", "跳过"), lines[1][2]), lines[2]]).seq == 2


def _without_triggers(dialect: str) -> list[str]:
    if dialect == "postgresql":
        return [f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in ("entries", "log_lines")]
    return [
        f"DROP TRIGGER {table}_no_{action}" for table in ("entries", "log_lines") for action in ("update", "delete")
    ]


def test_the_command_line_verifies(case_id, app):
    result = app.test_cli_runner().invoke(args=["log", "verify"])
    assert result.exit_code == 0 and "1 cases checked, 0 broken" in result.output
    assert db.session.execute(text("SELECT 1")).scalar() == 1
