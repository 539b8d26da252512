"""Who had cases tried again that an order to move them had given up"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'

REFUSAL = "who had cases moved again is never changed or deleted"


def upgrade() -> None:
    op.create_table('migration_retries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('cases', sa.JSON(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_name', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['officers.id'], name=op.f('fk_migration_retries_asked_by')),
    sa.ForeignKeyConstraint(['run_id'], ['migration_runs.id'], name=op.f('fk_migration_retries_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_migration_retries')),
    sa.UniqueConstraint('key', name=op.f('uq_migration_retries_key'))
    )
    op.create_index(op.f('ix_migration_retries_run_id'), 'migration_retries', ['run_id'])
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER migration_retries_no_{action.lower()} BEFORE {action} ON migration_retries "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute("CREATE TRIGGER migration_retries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON migration_retries EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    op.drop_table('migration_retries')
