"""Taking back a sign-up for a hearing; whoever has done so may sign up again"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'

KEPT = {
    "registrations": "who signed up is never changed or deleted",
    "withdrawals": "that a sign-up was taken back is never changed or deleted",
}


def guard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{KEPT[table]}'); END"
            )
        return
    op.execute(f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()")


def unguard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{action}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")


def upgrade() -> None:
    unguard('registrations')
    with op.batch_alter_table('registrations') as batch:
        batch.add_column(sa.Column('code', sa.String(), nullable=True))
        batch.add_column(sa.Column('sealed', sa.String(), nullable=True))
        batch.drop_constraint('uq_registrations_call_id_person', type_='unique')
        batch.create_unique_constraint('uq_registrations_code', ['code'])
        batch.create_index('ix_registrations_call_id_person', ['call_id', 'person'])
    guard('registrations')
    op.create_table('withdrawals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registrations.id'], name=op.f('fk_withdrawals_registration_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_withdrawals')),
    sa.UniqueConstraint('registration_id', name=op.f('uq_withdrawals_registration_id'))
    )
    guard('withdrawals')


def downgrade() -> None:
    """Whoever had taken it back is on the list no more."""
    unguard('registrations')
    unguard('withdrawals')
    op.execute("CREATE TEMPORARY TABLE taken_back AS SELECT registration_id FROM withdrawals")
    op.drop_table('withdrawals')
    op.execute("DELETE FROM registrations WHERE id IN (SELECT registration_id FROM taken_back)")
    op.execute("DROP TABLE taken_back")
    with op.batch_alter_table('registrations') as batch:
        batch.drop_index('ix_registrations_call_id_person')
        batch.drop_constraint('uq_registrations_code', type_='unique')
        batch.create_unique_constraint('uq_registrations_call_id_person', ['call_id', 'person'])
        batch.drop_column('sealed')
        batch.drop_column('code')
    guard('registrations')
