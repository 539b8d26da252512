"""Migrations go up and down, with data, and end where the models are."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from app.cases.keys import new_key
from app.cases.starting import StartCase, find_receipt, start_within
from app.cases.tables import CaseRow
from app.cases.verification import chain_status
from app.catalogue.queries import get_power
from app.database import Base, db, in_transaction
from app.flows.queries import effective_flow
from tests.app import world
from tests.app.world import APPLICATION, POWER, SOMEBODY, accept, apply


def test_the_models_are_the_head(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []


def test_down_to_nothing_and_up_again(app):
    apply()
    db.session.remove()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    upgrade()
    assert db.session.scalars(select(CaseRow)).all() == []


def test_upgrading_what_is_up_to_date_changes_nothing(app):
    receipt = apply()
    db.session.remove()
    upgrade()
    assert db.session.get(CaseRow, receipt.case_id).number == receipt.number


def applied_long_ago():
    """Before anybody was asked in whose name they apply."""
    answers = {name: value for name, value in APPLICATION.items() if name != "as_whom"}
    command = StartCase(POWER, answers, new_key(), SOMEBODY)
    in_transaction(lambda session: start_within(session, command, get_power(POWER), effective_flow(POWER)))
    return find_receipt(command.key)


def test_cases_that_were_there_stay_when_operations_come(app):
    receipt = applied_long_ago()
    accept(receipt.case_id)
    db.session.remove()
    downgrade(revision="0001")
    assert "requests" not in inspect(db.engine).get_table_names()
    upgrade()
    case = db.session.get(CaseRow, receipt.case_id)
    assert (case.number, case.came_from) == (receipt.number, None)
    assert chain_status(receipt.case_id).whole
    assert [task.element_id for task in world.inspect(receipt.case_id).next] == ["decide"]


@pytest.mark.parametrize(
    "table",
    [
        "entries",
        "log_lines",
        "daily_heads",
        "standings",
        "migration_retries",
        "registrations",
        "withdrawals",
        "readings",
    ],
)
def test_records_have_their_triggers(app, table):
    query = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = to_regclass(:table)",
    }[db.engine.dialect.name]
    assert db.session.scalar(text(query), {"table": table}) >= 1
