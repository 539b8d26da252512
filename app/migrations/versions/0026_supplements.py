"""On an open task: when the party last added something of its own accord"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'


def upgrade() -> None:
    op.add_column('tasks', sa.Column('supplied_at', sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column('tasks', 'supplied_at')
