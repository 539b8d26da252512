"""An officer's password that somebody else has given is to be changed"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'


def upgrade() -> None:
    op.add_column('officers', sa.Column('password_given', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column('officers', 'password_given')
