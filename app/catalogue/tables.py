"""Powers, and the words by which they are found."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database import db


class PowerRow(db.Model):
    """One item of the catalogue. ``entry`` is the whole published entry; the columns beside it are what lists and
    rules need.
    """

    __tablename__ = "powers"

    code: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    name_en: Mapped[str]
    disclosed: Mapped[bool]
    entry: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[bytes] = mapped_column(LargeBinary)


class PowerWord(db.Model):
    """A word of two characters (Chinese) or a whole one (Latin) of a power; the weight says where it stands."""

    __tablename__ = "power_words"

    word: Mapped[str] = mapped_column(primary_key=True)
    power_code: Mapped[str] = mapped_column(ForeignKey("powers.code", ondelete="CASCADE"), primary_key=True)
    weight: Mapped[int]
