"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None

APPEND_ONLY = ("entries", "log_lines", "daily_heads")
REFUSAL = "what was recorded is never changed or deleted"


def forbid_changes(table: str) -> None:
    """Let the database itself refuse to change or delete rows, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")


def upgrade() -> None:
    op.create_table('case_numbers',
    sa.Column('prefix', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('prefix', 'year', name=op.f('pk_case_numbers'))
    )
    op.create_table('daily_heads',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('root', sa.LargeBinary(length=32), nullable=False),
    sa.Column('signature', sa.LargeBinary(length=64), nullable=False),
    sa.Column('sealed_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_daily_heads'))
    )
    op.create_table('jobs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('owner', sa.String(), nullable=True),
    sa.Column('lease_until', sa.DateTime(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs')),
    sa.UniqueConstraint('kind', 'subject', name=op.f('uq_jobs_kind_subject'))
    )
    op.create_index('ix_jobs_state_due_at', 'jobs', ['state', 'due_at'])

    op.create_table('log_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(), nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('key', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_lines')),
    sa.UniqueConstraint('case_id', 'seq', name=op.f('uq_log_lines_case_id_seq')),
    sa.UniqueConstraint('key', name=op.f('uq_log_lines_key'))
    )
    op.create_table('organisations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['parent_id'], ['organisations.id'], name=op.f('fk_organisations_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations')),
    sa.UniqueConstraint('code', name=op.f('uq_organisations_code'))
    )
    op.create_index('ix_organisations_kind', 'organisations', ['kind'])

    op.create_table('officers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('username', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('is_admin', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('session_stamp', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_officers_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_officers')),
    sa.UniqueConstraint('username', name=op.f('uq_officers_username'))
    )
    op.create_table('posts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_posts_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posts')),
    sa.UniqueConstraint('organisation_id', 'name', name=op.f('uq_posts_organisation_id_name'))
    )
    op.create_table('powers',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('disclosed', sa.Boolean(), nullable=False),
    sa.Column('entry', sa.JSON(), nullable=False),
    sa.Column('source', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_powers_organisation_id')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_powers'))
    )
    op.create_index('ix_powers_category', 'powers', ['category'])

    op.create_table('bundles',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['power_code'], ['powers.code'], name=op.f('fk_bundles_power_code')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_bundles')),
    sa.UniqueConstraint('power_code', 'version', name=op.f('uq_bundles_power_code_version'))
    )
    op.create_table('holdings',
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_holdings_officer_id')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_holdings_post_id')),
    sa.PrimaryKeyConstraint('officer_id', 'post_id', name=op.f('pk_holdings'))
    )
    op.create_index('ix_holdings_post_id', 'holdings', ['post_id'])

    op.create_table('power_words',
    sa.Column('word', sa.String(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['power_code'], ['powers.code'], name=op.f('fk_power_words_power_code'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('word', 'power_code', name=op.f('pk_power_words'))
    )
    op.create_table('bundle_files',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['digest'], ['bundles.digest'], name=op.f('fk_bundle_files_digest')),
    sa.PrimaryKeyConstraint('digest', 'name', name=op.f('pk_bundle_files'))
    )
    op.create_table('cases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('bundle', sa.String(), nullable=False),
    sa.Column('applicant', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('query_code', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('state', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.JSON(), nullable=False),
    sa.Column('light', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('entry_seq', sa.Integer(), nullable=False),
    sa.Column('log_seq', sa.Integer(), nullable=False),
    sa.Column('log_hash', sa.LargeBinary(length=32), nullable=False),
    sa.ForeignKeyConstraint(['bundle'], ['bundles.digest'], name=op.f('fk_cases_bundle')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_cases_organisation_id')),
    sa.ForeignKeyConstraint(['power_code'], ['powers.code'], name=op.f('fk_cases_power_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('number', name=op.f('uq_cases_number')),
    sa.UniqueConstraint('query_code', name=op.f('uq_cases_query_code'))
    )
    op.create_index('ix_cases_power_code', 'cases', ['power_code'])

    op.create_table('flow_states',
    sa.Column('folder', sa.String(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=True),
    sa.Column('digest', sa.String(), nullable=True),
    sa.Column('in_service', sa.Boolean(), nullable=False),
    sa.Column('reason_zh', sa.String(), nullable=False),
    sa.Column('reason_en', sa.String(), nullable=False),
    sa.Column('findings', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['digest'], ['bundles.digest'], name=op.f('fk_flow_states_digest')),
    sa.ForeignKeyConstraint(['power_code'], ['powers.code'], name=op.f('fk_flow_states_power_code')),
    sa.PrimaryKeyConstraint('folder', name=op.f('pk_flow_states')),
    sa.UniqueConstraint('power_code', name=op.f('uq_flow_states_power_code'))
    )
    op.create_table('case_values',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_values_case_id')),
    sa.PrimaryKeyConstraint('case_id', 'scope', 'name', name=op.f('pk_case_values'))
    )
    op.create_table('drafts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('opinion', sa.String(), nullable=False),
    sa.Column('kept', sa.Boolean(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_drafts_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drafts')),
    sa.UniqueConstraint('owner', 'subject', name=op.f('uq_drafts_owner_subject'))
    )
    op.create_index('ix_drafts_case_id', 'drafts', ['case_id'])

    op.create_table('entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('element_id', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('item', sa.Integer(), nullable=True),
    sa.Column('by', sa.String(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('by_post', sa.String(), nullable=False),
    sa.Column('by_post_en', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('values', sa.String(), nullable=False),
    sa.Column('opinion', sa.String(), nullable=False),
    sa.Column('path', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_entries_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entries')),
    sa.UniqueConstraint('case_id', 'seq', name=op.f('uq_entries_case_id_seq'))
    )
    op.create_index('ix_entries_by_id', 'entries', ['by', 'id'])

    op.create_table('materials',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('field', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('stored_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_materials_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_materials'))
    )
    op.create_index('ix_materials_case_id', 'materials', ['case_id'])
    op.create_index('ix_materials_owner', 'materials', ['owner'])

    op.create_table('tasks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.String(), nullable=False),
    sa.Column('element_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('is_party', sa.Boolean(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('form', sa.String(), nullable=True),
    sa.Column('item', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('warn_at', sa.DateTime(), nullable=True),
    sa.Column('order_at', sa.DateTime(), nullable=False),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('not_by', sa.String(), nullable=False),
    sa.Column('case_number', sa.String(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('power', sa.String(), nullable=False),
    sa.Column('power_en', sa.String(), nullable=False),
    sa.Column('applicant', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_tasks_case_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_tasks_officer_id')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_tasks_post_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tasks')),
    sa.UniqueConstraint('case_id', 'task_id', name=op.f('uq_tasks_case_id_task_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_tasks_of_officer', 'tasks', ['officer_id', 'order_at', 'id'])
    op.create_index('ix_tasks_of_post', 'tasks', ['post_id', 'officer_id', 'order_at', 'id'])


    for table in APPEND_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    op.drop_index('ix_tasks_of_post', table_name='tasks')
    op.drop_index('ix_tasks_of_officer', table_name='tasks')

    op.drop_table('tasks')
    op.drop_index('ix_materials_owner', table_name='materials')
    op.drop_index('ix_materials_case_id', table_name='materials')

    op.drop_table('materials')
    op.drop_index('ix_entries_by_id', table_name='entries')

    op.drop_table('entries')
    op.drop_index('ix_drafts_case_id', table_name='drafts')

    op.drop_table('drafts')
    op.drop_table('case_values')
    op.drop_table('flow_states')
    op.drop_index('ix_cases_power_code', table_name='cases')

    op.drop_table('cases')
    op.drop_table('bundle_files')
    op.drop_table('power_words')
    op.drop_index('ix_holdings_post_id', table_name='holdings')

    op.drop_table('holdings')
    op.drop_table('bundles')
    op.drop_index('ix_powers_category', table_name='powers')

    op.drop_table('powers')
    op.drop_table('posts')
    op.drop_table('officers')
    op.drop_index('ix_organisations_kind', table_name='organisations')

    op.drop_table('organisations')
    op.drop_table('log_lines')
    op.drop_index('ix_jobs_state_due_at', table_name='jobs')

    op.drop_table('jobs')
    op.drop_table('daily_heads')
    op.drop_table('case_numbers')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
