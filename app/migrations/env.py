"""How Alembic reaches the database: through the application's own engine."""

import importlib

from alembic import context
from flask import current_app

from app.database import Base, Moment, db, writing_options

for part in ("people", "catalogue", "flows", "log", "jobs", "cases", "review"):
    importlib.import_module(f"app.{part}.tables")


def render_item(kind: str, item: object, _: object) -> str | bool:
    """Migrations speak of plain types only: they must run when our own are long gone."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Moment) else False


def run() -> None:
    """Run each migration in a transaction of its own."""
    with db.engine.connect().execution_options(**writing_options(db.engine)) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
