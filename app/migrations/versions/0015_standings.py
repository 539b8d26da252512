"""In whose name an application was made"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0013'

REFUSAL = "in whose name an application was made is never changed or deleted"


def upgrade() -> None:
    op.create_table('standings',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('whom', sa.String(), nullable=False),
    sa.Column('said', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_standings_case_id')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_standings'))
    )
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER standings_no_{action.lower()} BEFORE {action} ON standings "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute("CREATE TRIGGER standings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON standings EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    op.drop_table('standings')
