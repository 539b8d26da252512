"""An application on each database: prepared once (migrated, sample city, test powers), copied for every test."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import make_url

from app import create_app
from app.database import db
from app.flows.commands import publish_folders
from app.people.city import load_city
from engine import FixedClock
from tests.support.postgres import USER, postgresql_server

POWERS = Path(__file__).parent.parent / "app" / "powers"
FRIDAY_MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("prepared") / "prepared.db"
    _prepare(f"sqlite:///{file}", file.parent)
    return file


@pytest.fixture(scope="session")
def prepared_postgresql(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    _administer(postgresql, "CREATE DATABASE prepared")
    _prepare(postgresql.format(name="prepared"), tmp_path_factory.mktemp("prepared"))
    return postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A prepared database of this test's own."""
    if request.param == "sqlite":
        file = tmp_path / "daylight.db"
        shutil.copy(request.getfixturevalue("prepared_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server: str = request.getfixturevalue("prepared_postgresql")
    _administer(server, "CREATE DATABASE test TEMPLATE prepared STRATEGY FILE_COPY")
    yield server.format(name="test")
    _administer(server, "DROP DATABASE test WITH (FORCE)")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(FRIDAY_MORNING)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all the applications that tests make."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def make_app(tmp_path: Path, compiled: FileSystemBytecodeCache) -> Iterator[Callable[..., Flask]]:
    """Makes applications; their connections are closed at the end."""
    made: list[Flask] = []

    def make(url: str, **more: object) -> Flask:
        made.append(create_app(settings(url, tmp_path) | more))
        made[-1].jinja_env.bytecode_cache = compiled
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def served(database_url: str, make_app: Callable[..., Flask], clock: FixedClock) -> Flask:
    """The platform with the sample city and the powers of tests/app/powers, as a server has it: every request brings
    its own context.
    """
    return make_app(database_url, CLOCK=clock)


@pytest.fixture
def app(served: Flask) -> Iterator[Flask]:
    """The same within one application context, to call commands and queries.

    Requests would share its ``g``: not for them.
    """
    with served.app_context():
        yield served
        db.session.remove()


def settings(url: str, folder: Path) -> dict[str, object]:
    return {
        "TESTING": True,
        "SECRET_KEY": "a secret of the tests",
        "SQLALCHEMY_DATABASE_URI": url,
        "VAR": folder,
        "DEMO": True,
        "EMBEDDED_WORKER": False,
        "BPMN_FOLDER": POWERS / "bpmn",
        "FORMS_FOLDER": POWERS / "forms",
        "WTF_CSRF_ENABLED": False,
        "RATELIMIT_ENABLED": False,
    }


def _prepare(url: str, folder: Path) -> None:
    app = create_app(settings(url, folder) | {"CLOCK": FixedClock(FRIDAY_MORNING)})
    with app.app_context():
        upgrade()
        assert load_city()
        assert [reason for _, reason in publish_folders(POWERS / "bpmn", POWERS / "forms") if reason] == []
        db.session.remove()
        db.engine.dispose()


def _administer(server: str, statement: str) -> None:
    url = make_url(server.format(name="postgres"))
    with psycopg.connect(host=url.query["host"], user=USER, dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)
