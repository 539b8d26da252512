"""The platform: a Flask application made by ``create_app``."""

import atexit
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import access, asked, cli, config, errors, headers, language, ui
from app.cookies import Cookies
from app.database import db, engine_options, prepare_engine, stop_glancing
from app.extensions import csrf, limiter, migrate
from app.jobs.worker import EmbeddedWorker
from app.mail.settings import read_post
from app.official_days import read_official_days
from app.people.city_file import read_city

# modules with a blueprint named `pages`
HANDLERS = (
    "app.cases.commands", "app.cases.migrating", "app.cases.recalculating", "app.review.deciding",
    "app.jobs.catalogue_imports", "app.mail.telling",
)  # fmt: skip
PAGES = ("people.routes", "hall.pages", "inbox.pages", "admin.pages", "studio.pages", "legal.pages")


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application with its settings, those of the environment unless given here."""
    app = Flask(
        "app",
        root_path=str(Path(__file__).parent),
        template_folder="ui/templates",
        static_folder="ui/static",
        static_url_path="/static",
    )
    app.config.update(config.from_environment() | dict(settings or {}))
    Path(app.config["VAR"]).mkdir(parents=True, exist_ok=True)
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or config.kept_secret(Path(app.config["VAR"]) / "secret")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    read_post(app.config)  # a wrong setting is said now
    if app.config["CITY"]:
        read_city(Path(app.config["CITY"]))
    read_official_days(Path(app.config["CALENDAR"]) if app.config["CALENDAR"] else None)
    app.session_interface = Cookies()
    asked.register(app)
    db.init_app(app)
    app.teardown_appcontext(stop_glancing)
    migrate.init_app(app, db, directory=str(Path(__file__).parent / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    limiter.init_app(app)
    language.register(app)
    ui.register(app)
    with app.app_context():
        prepare_engine(db.engine)
    if hops := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    access.enforce(app)
    asked.enforce(app)
    errors.register(app)
    headers.register(app)
    cli.register(app)
    for name in PAGES:
        app.register_blueprint(import_module(f"app.{name}").pages)
    for name in HANDLERS:
        import_module(name)
    if app.config["EMBEDDED_WORKER"]:
        worker = EmbeddedWorker(app)
        worker.start()
        atexit.register(worker.stop)
    return app
