"""What bench_http has served: the platform on a prepared database, or a trivial view with one commit."""

import os
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, request
from sqlalchemy import create_engine, text

from app import create_app
from app.database import prepare_engine
from app.serving import settle

URL, FOLDER = os.environ["BENCH_DATABASE"], Path(os.environ["BENCH_FOLDER"])
SECRET = "a secret of the bench"


def settings() -> dict[str, object]:
    return {
        "SQLALCHEMY_DATABASE_URI": URL,
        "VAR": FOLDER,
        "SECRET_KEY": SECRET,
        "DEMO": True,
        "EMBEDDED_WORKER": False,
        "RATELIMIT_ENABLED": False,
    }


def platform() -> Flask:
    app = create_app(settings())
    settle()
    return app


def trivial() -> Flask:
    """Flask, one INSERT, one COMMIT, a redirect."""
    app = Flask("trivial")
    engine = create_engine(URL)
    prepare_engine(engine)

    @app.post("/notes")
    def note() -> tuple[str, int, dict[str, str]]:
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO notes (at, words) VALUES (:at, :words)"),
                {"at": datetime.now(UTC).isoformat(), "words": request.form["words"]},
            )
        return "", 303, {"Location": "/"}

    return app
