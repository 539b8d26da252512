"""Implementations that their body has given up"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'

INDEXES = (
    ("ix_powers_category_code", ["category", "code", "disclosed", "item"]),
    ("ix_powers_organisation_id_code", ["organisation_id", "code", "disclosed", "item"]),
    ("ix_powers_item", ["item", "organisation_id"]),
)


def upgrade() -> None:
    op.add_column("powers", sa.Column("given_up_at", sa.DateTime(), nullable=True))
    for name, columns in INDEXES:  # what lists look at stands in them
        op.drop_index(name, table_name="powers")
        op.create_index(name, "powers", [*columns, "given_up_at"])


def downgrade() -> None:
    for name, columns in INDEXES:
        op.drop_index(name, table_name="powers")
        op.create_index(name, "powers", columns)
    op.execute("ALTER TABLE powers DROP COLUMN given_up_at")  # not by making the table anew: others refer to it
