"""Who follows what by e-mail, and the mails that go out"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'


def upgrade() -> None:
    op.create_table('subscriptions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('power_code', sa.String(), nullable=True),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('seen', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_subscriptions_case_id')),
    sa.ForeignKeyConstraint(['power_code'], ['powers.code'], name=op.f('fk_subscriptions_power_code'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscriptions')),
    sa.UniqueConstraint('case_id', 'address', name=op.f('uq_subscriptions_case_id_address')),
    sa.UniqueConstraint('power_code', 'address', name=op.f('uq_subscriptions_power_code_address')),
    sa.UniqueConstraint('key', name=op.f('uq_subscriptions_key'))
    )
    op.create_table('outgoing_mails',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subscription_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('mailbox', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outgoing_mails')),
    sa.UniqueConstraint('name', name=op.f('uq_outgoing_mails_name'))
    )
    op.create_index('ix_outgoing_mails_mailbox_kind', 'outgoing_mails', ['mailbox', 'kind', 'made_at'])
    op.create_index(op.f('ix_outgoing_mails_state'), 'outgoing_mails', ['state'])
    op.create_index(op.f('ix_outgoing_mails_subscription_id'), 'outgoing_mails', ['subscription_id'])


def downgrade() -> None:
    op.drop_table('outgoing_mails')
    op.drop_table('subscriptions')
