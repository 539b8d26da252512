"""Migrations go up and down, with data, and end where the models are."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from app.cases.tables import CaseRow
from app.database import Base, db
from tests.app.world import apply


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


@pytest.mark.parametrize("table", ["entries", "log_lines", "daily_heads"])
def test_records_have_their_triggers(app, table):
    query = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = to_regclass(:table)",
    }[db.engine.dialect.name]
    assert db.session.scalar(text(query), {"table": table}) >= 1
