"""Items that several bodies exercise: whose implementation a power is, the promise a case was begun under; words by weight"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    op.add_column("powers", sa.Column("item", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE powers SET item = code")
    op.create_index("ix_powers_item", "powers", ["item", "organisation_id"])
    for first in ("category", "organisation_id"):  # nearly all are disclosed: no index begins with that
        op.drop_index(f"ix_powers_disclosed_{first}_code", table_name="powers")
        op.create_index(f"ix_powers_{first}_code", "powers", [first, "code", "disclosed", "item"])
    op.create_index("ix_power_words_word_weight", "power_words", ["word", "weight", "power_code"])
    op.add_column("cases", sa.Column("promise", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_index("ix_power_words_word_weight", table_name="power_words")
    for first in ("category", "organisation_id"):
        op.drop_index(f"ix_powers_{first}_code", table_name="powers")
        op.create_index(f"ix_powers_disclosed_{first}_code", "powers", ["disclosed", first, "code"])
    op.drop_index("ix_powers_item", table_name="powers")
    for table, name in (("cases", "promise"), ("powers", "item")):  # not by making the table anew: others refer to it
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
