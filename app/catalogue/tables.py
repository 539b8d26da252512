"""Powers, and the words by which they are found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, db


class PowerRow(db.Model):
    """A unified item, or how one body implements it. ``entry`` is the whole published entry, of an implementation what
    the body says for itself; the columns beside it are what lists and rules need.
    """

    __tablename__ = "powers"
    __table_args__ = (
        Index("ix_powers_category_code", "category", "code", "disclosed", "item", "given_up_at"),
        Index("ix_powers_organisation_id_code", "organisation_id", "code", "disclosed", "item", "given_up_at"),
        Index("ix_powers_item", "item", "organisation_id", "given_up_at"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(server_default="")  # the unified item's code; its own if it is one
    unified_code: Mapped[str] = mapped_column(index=True, server_default="")  # the same for all bodies that exercise it
    category: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    name_en: Mapped[str]
    promise: Mapped[str | None]  # as limits are written: 6wd
    statutory: Mapped[str | None]
    fee: Mapped[str] = mapped_column(server_default="")
    fee_en: Mapped[str] = mapped_column(server_default="")
    disclosed: Mapped[bool]
    given_up_at: Mapped[datetime | None] = mapped_column(Moment)  # by the body that had adopted it; cases go on
    entry: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[bytes] = mapped_column(LargeBinary)


class PowerVersion(db.Model):
    """What the entry of a power was from a moment on. Never changed (the database refuses)."""

    __tablename__ = "power_versions"
    __table_args__ = (Index("ix_power_versions_power_code_id", "power_code", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    power_code: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    reason: Mapped[str]
    entry: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # None: it was taken off the list


class PowerWord(db.Model):
    """Of unified items: a word of two characters (Chinese) or a whole one (Latin); the weight says where it
    stands.
    """

    __tablename__ = "power_words"
    __table_args__ = (Index("ix_power_words_word_weight", "word", "weight", "power_code"),)

    word: Mapped[str] = mapped_column(primary_key=True)
    power_code: Mapped[str] = mapped_column(ForeignKey("powers.code", ondelete="CASCADE"), primary_key=True)
    weight: Mapped[int]


class CatalogueImport(db.Model):
    """A file of entries brought in. ``report``: what looking at it found, row by row; ``done`` of ``total`` rows."""

    __tablename__ = "catalogue_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]  # looking | refused | ready | writing | done
    total: Mapped[int]
    done: Mapped[int]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
