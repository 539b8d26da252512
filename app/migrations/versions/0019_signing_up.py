"""Signing up for public hearings"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'

REFUSAL = "who signed up is never changed or deleted"


def upgrade() -> None:
    op.add_column('calls', sa.Column('attendees', sa.Integer(), nullable=True))
    op.add_column('calls', sa.Column('speakers', sa.Integer(), nullable=True))
    op.create_table('registrations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(), nullable=False),
    sa.Column('person', sa.String(), nullable=False),
    sa.Column('said', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_registrations_call_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registrations')),
    sa.UniqueConstraint('call_id', 'person', name=op.f('uq_registrations_call_id_person'))
    )
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER registrations_no_{action.lower()} BEFORE {action} ON registrations "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute("CREATE TRIGGER registrations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registrations EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    op.drop_table('registrations')
    op.drop_column('calls', 'speakers')
    op.drop_column('calls', 'attendees')
