"""Approvals asked for, delegation while away, where a transferred case came from"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('delegations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('principal_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('key', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['deputy_id'], ['officers.id'], name=op.f('fk_delegations_deputy_id')),
    sa.ForeignKeyConstraint(['principal_id'], ['officers.id'], name=op.f('fk_delegations_principal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegations')),
    sa.UniqueConstraint('key', name=op.f('uq_delegations_key'))
    )
    op.create_index('ix_delegations_deputy_id_last_day', 'delegations', ['deputy_id', 'last_day'])
    op.create_index('ix_delegations_principal_id_last_day', 'delegations', ['principal_id', 'last_day'])

    op.create_table('requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('operation', sa.String(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('open_tasks', sa.JSON(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_name', sa.String(), nullable=False),
    sa.Column('asked_post', sa.String(), nullable=False),
    sa.Column('asked_post_en', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('opinion', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['officers.id'], name=op.f('fk_requests_asked_by')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_requests_case_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['officers.id'], name=op.f('fk_requests_decided_by')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_requests_post_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requests'))
    )
    op.create_index('ix_requests_case_id_state', 'requests', ['case_id', 'state'])
    op.create_index('ix_requests_post_id_state', 'requests', ['post_id', 'state'])

    op.add_column('cases', sa.Column('came_from', sa.Integer(), nullable=True))
    op.create_index('ix_cases_came_from', 'cases', ['came_from'])
    op.add_column('tasks', sa.Column('suspended', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column('tasks', 'suspended')
    op.drop_index('ix_cases_came_from', table_name='cases')
    op.drop_column('cases', 'came_from')
    op.drop_index('ix_requests_post_id_state', table_name='requests')
    op.drop_index('ix_requests_case_id_state', table_name='requests')

    op.drop_table('requests')
    op.drop_index('ix_delegations_principal_id_last_day', table_name='delegations')
    op.drop_index('ix_delegations_deputy_id_last_day', table_name='delegations')

    op.drop_table('delegations')
