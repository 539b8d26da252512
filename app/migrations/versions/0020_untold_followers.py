"""Followers who could not be told, and why"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'


def upgrade() -> None:
    op.add_column('subscriptions', sa.Column('error', sa.String(), server_default='', nullable=False))
    op.add_column('subscriptions', sa.Column('failing_since', sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('subscriptions') as batch:
        batch.drop_column('failing_since')
        batch.drop_column('error')
