"""A server with the real powers and a clock that tests move, and a real Chromium."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from zoneinfo import ZoneInfo

import pytest
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from app import create_app
from app.database import db
from app.flows.commands import publish_folders
from app.jobs.worker import run_due_jobs
from app.people.city import load_city
from engine import FixedClock
from tests.browser.people import Site

ROOT = Path(__file__).parents[2]
MONDAY_MORNING = datetime(2026, 11, 16, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking "
    "--no-first-run --disable-component-update --disable-sync"
)


logging.getLogger("werkzeug").setLevel(logging.WARNING)
expect.set_options(timeout=60_000)  # a machine that does other work besides may stand still for a while


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def settings(url: str, folder: Path, clock: FixedClock) -> dict[str, object]:
    return {
        "SECRET_KEY": "a secret of the tests",
        "SQLALCHEMY_DATABASE_URI": url,
        "VAR": folder,
        "DEMO": True,
        "EMBEDDED_WORKER": False,
        "CLOCK": clock,
        "RATELIMIT_ENABLED": False,
    }


def whole(app: WSGIApplication) -> WSGIApplication:
    """Reads an answer to its end and closes it before any of it is sent: Werkzeug's server forgets to close what it was
    sending when the browser has gone, as it does whenever a test's page is closed."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as parts:
            return list(parts)

    return answer


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample city and all shipped powers."""
    folder = tmp_path_factory.mktemp("city")
    app = create_app(settings(f"sqlite:///{folder / 'city.db'}", folder, FixedClock(MONDAY_MORNING)))
    with app.app_context():
        upgrade()
        load_city()
        publish_folders(ROOT / "bpmn", ROOT / "forms")
        db.session.remove()
        db.engine.dispose()
    return folder / "city.db"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def start_site(
    prepared: Path, tmp_path: Path, chromium: Browser, compiled: FileSystemBytecodeCache
) -> Iterator[Callable[..., Site]]:
    """Starts a server of this test's own, on a port of its own."""
    stops = []

    def start(folders: tuple[Path, Path] | None = None, **more: object) -> Site:
        """``folders``: of powers to publish besides, as at a start-up."""
        shutil.copy(prepared, tmp_path / "city.db")
        clock = FixedClock(MONDAY_MORNING)
        app = create_app(settings(f"sqlite:///{tmp_path / 'city.db'}", tmp_path, clock) | more)
        app.jinja_env.bytecode_cache = compiled
        server = make_server("127.0.0.1", 0, whole(app), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def move(**time: int) -> None:
            clock.advance_to(clock.now() + timedelta(**time))
            with app.app_context():
                run_due_jobs()
                db.session.remove()

        def publish(folders: tuple[Path, Path]) -> None:
            with app.app_context():
                publish_folders(*folders)
                db.session.remove()

        def inside(work: Callable[[], None]) -> None:
            with app.app_context():
                work()
                db.session.remove()

        site = Site(f"http://127.0.0.1:{server.server_port}", chromium, move, publish, inside)

        if folders:
            publish(folders)

        def stop() -> None:
            site.close()
            server.shutdown()
            server.server_close()
            with app.app_context():
                db.session.remove()
                db.engine.dispose()

        stops.append(stop)
        return site

    yield start
    for stop in stops:
        stop()


@pytest.fixture
def site(start_site: Callable[..., Site]) -> Site:
    return start_site()
