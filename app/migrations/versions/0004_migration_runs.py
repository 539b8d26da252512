"""Moving the running cases of a power to another version of its flow"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.create_table('migration_runs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_name', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['officers.id'], name=op.f('fk_migration_runs_asked_by')),
    sa.ForeignKeyConstraint(['digest'], ['bundles.digest'], name=op.f('fk_migration_runs_digest')),
    sa.ForeignKeyConstraint(['power_code'], ['powers.code'], name=op.f('fk_migration_runs_power_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_migration_runs')),
    sa.UniqueConstraint('key', name=op.f('uq_migration_runs_key'))
    )
    op.create_index('ix_migration_runs_power_code', 'migration_runs', ['power_code'])

    op.create_table('migration_items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('accepted', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('text_en', sa.String(), nullable=False),
    sa.Column('done_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_migration_items_case_id')),
    sa.ForeignKeyConstraint(['run_id'], ['migration_runs.id'], name=op.f('fk_migration_items_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_migration_items')),
    sa.UniqueConstraint('run_id', 'case_id', name=op.f('uq_migration_items_run_id_case_id'))
    )
    op.create_index('ix_migration_items_case_id', 'migration_items', ['case_id'])


def downgrade() -> None:
    op.drop_table('migration_items')
    op.drop_table('migration_runs')
