"""Drafts of flow models, as they were, and what is being brought in"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.create_table('flow_drafts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('base_digest', sa.String(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_by', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('keys', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_flow_drafts_organisation_id')),
    sa.ForeignKeyConstraint(['base_digest'], ['bundles.digest'], name=op.f('fk_flow_drafts_base_digest')),
    sa.ForeignKeyConstraint(['created_by'], ['officers.id'], name=op.f('fk_flow_drafts_created_by')),
    sa.ForeignKeyConstraint(['changed_by'], ['officers.id'], name=op.f('fk_flow_drafts_changed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flow_drafts')),
    sa.UniqueConstraint('key', name=op.f('uq_flow_drafts_key'))
    )
    op.create_index('ix_flow_drafts_organisation_id', 'flow_drafts', ['organisation_id'])
    op.create_index('ix_flow_drafts_power_code', 'flow_drafts', ['power_code'])
    op.create_table('draft_files',
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_by', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['flow_drafts.id'], name=op.f('fk_draft_files_draft_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['changed_by'], ['officers.id'], name=op.f('fk_draft_files_changed_by')),
    sa.PrimaryKeyConstraint('draft_id', 'name', name=op.f('pk_draft_files'))
    )
    op.create_table('draft_revisions',
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_by', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('archive', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['flow_drafts.id'], name=op.f('fk_draft_revisions_draft_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['changed_by'], ['officers.id'], name=op.f('fk_draft_revisions_changed_by')),
    sa.PrimaryKeyConstraint('draft_id', 'revision', name=op.f('pk_draft_revisions'))
    )
    op.create_table('draft_imports',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('archive', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_draft_imports_officer_id')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_draft_imports'))
    )


def downgrade() -> None:
    op.drop_table('draft_imports')
    op.drop_table('draft_revisions')
    op.drop_table('draft_files')
    op.drop_table('flow_drafts')
