"""Changes of which version is in force that wait for a second signature"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    op.create_table('version_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('frozen_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('base_digest', sa.String(), nullable=True),
    sa.Column('proposed_by', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('open_key', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['base_digest'], ['bundles.digest'], name=op.f('fk_version_changes_base_digest')),
    sa.ForeignKeyConstraint(['decided_by'], ['officers.id'], name=op.f('fk_version_changes_decided_by')),
    sa.ForeignKeyConstraint(['frozen_id'], ['frozen_versions.id'], name=op.f('fk_version_changes_frozen_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['officers.id'], name=op.f('fk_version_changes_proposed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_version_changes')),
    sa.UniqueConstraint('open_key', name=op.f('uq_version_changes_open_key'))
    )
    op.create_index(op.f('ix_version_changes_power_code'), 'version_changes', ['power_code'])


def downgrade() -> None:
    op.drop_table('version_changes')
