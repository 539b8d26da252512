"""What is published of decided cases"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table('results',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('power', sa.String(), nullable=False),
    sa.Column('power_en', sa.String(), nullable=False),
    sa.Column('applicant', sa.String(), nullable=False),
    sa.Column('applicant_en', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('outcome_en', sa.String(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=True),
    sa.Column('allowed', sa.Integer(), nullable=True),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_results_case_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_results_organisation_id')),
    sa.ForeignKeyConstraint(['power_code'], ['powers.code'], name=op.f('fk_results_power_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_results')),
    sa.UniqueConstraint('case_id', name=op.f('uq_results_case_id'))
    )
    op.create_index(op.f('ix_results_finished_at'), 'results', ['finished_at'], unique=False)
    op.create_index(op.f('ix_results_organisation_id'), 'results', ['organisation_id'], unique=False)
    op.create_index('ix_results_power_code_id', 'results', ['power_code', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_results_power_code_id', table_name='results')
    op.drop_index(op.f('ix_results_organisation_id'), table_name='results')
    op.drop_index(op.f('ix_results_finished_at'), table_name='results')
    op.drop_table('results')
