"""The power store: what lists show in columns of its own, every entry that ever was, files of entries brought in"""

import datetime

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'

REFUSAL = "what was recorded is never changed or deleted"
NEW = {
    "unified_code": sa.Column("unified_code", sa.String(), nullable=False, server_default=""),
    "promise": sa.Column("promise", sa.String(), nullable=True),
    "statutory": sa.Column("statutory", sa.String(), nullable=True),
    "fee": sa.Column("fee", sa.String(), nullable=False, server_default=""),
    "fee_en": sa.Column("fee_en", sa.String(), nullable=False, server_default=""),
}
powers = sa.table(
    "powers", sa.column("code"), sa.column("entry", sa.JSON), *(sa.column(name) for name in NEW)
)
versions = sa.table(
    "power_versions", sa.column("power_code"), sa.column("at", sa.DateTime), sa.column("by"), sa.column("reason"),
    sa.column("entry", sa.JSON),
)


def _forbid(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")


def upgrade() -> None:
    op.create_table('power_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('entry', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['officers.id'], name=op.f('fk_power_versions_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_power_versions'))
    )
    op.create_index(op.f('ix_power_versions_at'), 'power_versions', ['at'])
    op.create_index('ix_power_versions_power_code_id', 'power_versions', ['power_code', 'id'])
    for column in NEW.values():
        op.add_column("powers", column)
    _fill()
    op.drop_index(op.f('ix_powers_category'), table_name='powers')
    op.create_index(op.f('ix_powers_unified_code'), 'powers', ['unified_code'])
    op.create_index('ix_powers_disclosed_category_code', 'powers', ['disclosed', 'category', 'code'])
    op.create_index('ix_powers_disclosed_organisation_id_code', 'powers', ['disclosed', 'organisation_id', 'code'])
    _forbid("power_versions")
    op.create_table('catalogue_imports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['officers.id'], name=op.f('fk_catalogue_imports_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_imports')),
    sa.UniqueConstraint('key', name=op.f('uq_catalogue_imports_key'))
    )


def _fill() -> None:
    bind, at = op.get_bind(), datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    for code, entry in bind.execute(sa.select(powers.c.code, powers.c.entry)).all():
        fee = entry.get("fee") or {}
        shown = {
            "unified_code": str(entry.get("unified_code") or ""), "promise": entry.get("promise"),
            "statutory": entry.get("limit"), "fee": str(fee.get("zh") or ""), "fee_en": str(fee.get("en") or ""),
        }
        bind.execute(powers.update().where(powers.c.code == code).values(**shown))
        bind.execute(versions.insert().values(power_code=code, at=at, by=None, reason="", entry=entry))


def downgrade() -> None:
    op.drop_table('catalogue_imports')
    op.drop_index('ix_powers_disclosed_organisation_id_code', table_name='powers')
    op.drop_index('ix_powers_disclosed_category_code', table_name='powers')
    op.drop_index(op.f('ix_powers_unified_code'), table_name='powers')
    for name in NEW:  # not by making the table anew: other tables refer to it
        op.execute(f"ALTER TABLE powers DROP COLUMN {name}")
    op.create_index(op.f('ix_powers_category'), 'powers', ['category'])
    op.drop_table('power_versions')
