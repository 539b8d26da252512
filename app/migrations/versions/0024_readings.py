"""What a party has signed for having read online"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'

REFUSAL = "what was signed for is never changed or deleted"


def upgrade() -> None:
    op.create_table('readings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_readings_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_readings')),
    sa.UniqueConstraint('case_id', 'seq', name=op.f('uq_readings_case_id_seq'))
    )
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER readings_no_{action.lower()} BEFORE {action} ON readings "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute("CREATE TRIGGER readings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON readings EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    op.drop_table('readings')
