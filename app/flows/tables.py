"""Bundles, their files, and which one of a power is effective."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment, db


class Bundle(db.Model):
    """One version of a power's flow model with its forms and tables. Never changes."""

    __tablename__ = "bundles"
    __table_args__ = (UniqueConstraint("power_code", "version"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    power_code: Mapped[str] = mapped_column(ForeignKey("powers.code"))
    version: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(Moment)


class BundleFile(db.Model):
    __tablename__ = "bundle_files"

    digest: Mapped[str] = mapped_column(ForeignKey("bundles.digest"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class FlowState(db.Model):
    """Whether cases of a power can start, under which bundle, and if not, why.

    A folder without a readable entry has a state too.
    """

    __tablename__ = "flow_states"

    folder: Mapped[str] = mapped_column(primary_key=True)
    power_code: Mapped[str | None] = mapped_column(ForeignKey("powers.code"), unique=True)
    digest: Mapped[str | None] = mapped_column(ForeignKey("bundles.digest"))
    in_service: Mapped[bool]
    reason_zh: Mapped[str] = mapped_column(default="")
    reason_en: Mapped[str] = mapped_column(default="")
    findings: Mapped[list[Any]] = mapped_column(JSON)
