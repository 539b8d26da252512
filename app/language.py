"""Which language a page speaks, and the words templates have for the engine's bilingual texts and for times."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, has_request_context, request, session

from app.clock import now
from app.extensions import babel
from app.people.session import current_officer
from engine import Text


def register(app: Flask) -> None:
    babel.init_app(app, locale_selector=choose_language)
    app.jinja_env.policies["json.dumps_kwargs"] = {"sort_keys": False}  # the order of fields is said by the form
    app.jinja_env.filters["text"] = show_text
    app.jinja_env.filters["sentence"] = show_sentence
    app.jinja_env.filters["localtime"] = local_time
    app.context_processor(_words)


def choose_language() -> str:
    """What the address asks for, what was chosen before, what the browser prefers, Chinese."""
    if "language" not in g:
        languages = current_app.config["LANGUAGES"]
        asked = request.args.get("lang")
        if asked in languages:
            session["lang"] = asked
        g.language = session.get("lang") or request.accept_languages.best_match(languages, default=languages[0])
    return g.language


def language() -> str:
    return str(choose_language()) if has_request_context() else "zh"


def show_text(text: Text | str | None) -> str:
    """A bilingual text in the page's language."""
    return text.in_(language()) if isinstance(text, Text) else (text or "")


def show_sentence(text: Text | str | None) -> str:
    """The same as a sentence: with its full stop, once."""
    shown = show_text(text)
    return shown if not shown or shown[-1] in "。.！!？?" else shown + ("." if language() == "en" else "。")


def local_time(moment: datetime | None) -> datetime | None:
    return moment and moment.astimezone(ZoneInfo(current_app.config["TIMEZONE"]))


def _words() -> dict[str, Any]:
    return {"officer": current_officer(), "lang": language(), "now": now(), "demo": current_app.config["DEMO"]}
