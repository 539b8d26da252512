"""Calls for opinions, and what was said in them"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'

REFUSAL = "what was said is never changed or deleted"


def upgrade() -> None:
    op.create_table('calls',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('power_code', sa.String(), nullable=False),
    sa.Column('bundle', sa.String(), nullable=False),
    sa.Column('element_id', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('shown', sa.String(), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('closes_at', sa.DateTime(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('answered_by', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['bundle'], ['bundles.digest'], name=op.f('fk_calls_bundle')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_calls_case_id')),
    sa.ForeignKeyConstraint(['power_code'], ['powers.code'], name=op.f('fk_calls_power_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calls'))
    )
    op.create_index(op.f('ix_calls_case_id'), 'calls', ['case_id'])
    op.create_index(op.f('ix_calls_closes_at'), 'calls', ['closes_at'])
    op.create_table('opinions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_opinions_call_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinions'))
    )
    op.create_index(op.f('ix_opinions_call_id'), 'opinions', ['call_id'])
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER opinions_no_{action.lower()} BEFORE {action} ON opinions "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute("CREATE TRIGGER opinions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON opinions EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    op.drop_table('opinions')
    op.drop_table('calls')
