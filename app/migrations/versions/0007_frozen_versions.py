"""Versions frozen by the legal office, submissions and what is said of them; what is frozen cannot be altered"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'

APPEND_ONLY = ("bundles", "bundle_files", "flow_events")
FROZEN = ("power_code", "version", "digest", "archive", "statement", "signature", "key_id", "frozen_at", "effective_on")
REFUSAL = "what was frozen is never changed or deleted"


def _forbid(table: str, updates: str = "UPDATE") -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, action in (("update", updates), ("delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{name} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_thaw() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(f"CREATE TRIGGER {table}_frozen BEFORE {updates} OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_thaw()")


def _allow(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{name}")
    else:
        op.execute(f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}")


def upgrade() -> None:
    op.create_table('frozen_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('archive', sa.LargeBinary(), nullable=False),
    sa.Column('statement', sa.String(), nullable=False),
    sa.Column('signature', sa.LargeBinary(length=64), nullable=False),
    sa.Column('key_id', sa.String(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_frozen_versions')),
    sa.UniqueConstraint('power_code', 'version', name=op.f('uq_frozen_versions_power_code_version'))
    )
    op.create_index(op.f('ix_frozen_versions_digest'), 'frozen_versions', ['digest'], unique=False)
    op.create_table('flow_events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('digest', sa.String(), nullable=True),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['officers.id'], name=op.f('fk_flow_events_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flow_events'))
    )
    op.create_index(op.f('ix_flow_events_power_code'), 'flow_events', ['power_code'], unique=False)
    op.create_table('submissions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('archive', sa.LargeBinary(), nullable=False),
    sa.Column('archive_sha256', sa.String(), nullable=False),
    sa.Column('base_digest', sa.String(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('waiver', sa.String(), nullable=False),
    sa.Column('proof', sa.JSON(), nullable=False),
    sa.Column('authors', sa.JSON(), nullable=False),
    sa.Column('submitted_by', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('reasons', sa.String(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('open_key', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['base_digest'], ['bundles.digest'], name=op.f('fk_submissions_base_digest')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_submissions_case_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_submissions_organisation_id')),
    sa.ForeignKeyConstraint(['submitted_by'], ['officers.id'], name=op.f('fk_submissions_submitted_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions')),
    sa.UniqueConstraint('case_id', name=op.f('uq_submissions_case_id')),
    sa.UniqueConstraint('key', name=op.f('uq_submissions_key')),
    sa.UniqueConstraint('open_key', name=op.f('uq_submissions_open_key'))
    )
    op.create_index(op.f('ix_submissions_draft_id'), 'submissions', ['draft_id'], unique=False)
    op.create_index(op.f('ix_submissions_power_code'), 'submissions', ['power_code'], unique=False)
    op.create_index('ix_submissions_state_id', 'submissions', ['state', 'id'], unique=False)
    op.create_table('review_comments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('element', sa.String(), nullable=True),
    sa.Column('answers', sa.Integer(), nullable=True),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['answers'], ['review_comments.id'], name=op.f('fk_review_comments_answers')),
    sa.ForeignKeyConstraint(['by'], ['officers.id'], name=op.f('fk_review_comments_by')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_review_comments_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_comments')),
    sa.UniqueConstraint('key', name=op.f('uq_review_comments_key'))
    )
    op.create_index(op.f('ix_review_comments_submission_id'), 'review_comments', ['submission_id'], unique=False)
    for table in APPEND_ONLY:
        _forbid(table)
    _forbid("frozen_versions", f"UPDATE OF {', '.join(FROZEN)}")


def downgrade() -> None:
    for table in (*APPEND_ONLY, "frozen_versions"):
        _allow(table)
    op.drop_index(op.f('ix_review_comments_submission_id'), table_name='review_comments')
    op.drop_table('review_comments')
    op.drop_index('ix_submissions_state_id', table_name='submissions')
    op.drop_index(op.f('ix_submissions_power_code'), table_name='submissions')
    op.drop_index(op.f('ix_submissions_draft_id'), table_name='submissions')
    op.drop_table('submissions')
    op.drop_index(op.f('ix_flow_events_power_code'), table_name='flow_events')
    op.drop_table('flow_events')
    op.drop_index(op.f('ix_frozen_versions_digest'), table_name='frozen_versions')
    op.drop_table('frozen_versions')
