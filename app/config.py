"""Settings. Each can be given by the environment; what is not set has a working default for one machine."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def from_environment() -> dict[str, Any]:
    """The settings of this process: defaults, changed by what the environment says."""
    var = Path(os.environ.get("DAYLIGHT_VAR", ROOT / "var"))
    powers = Path(os.environ.get("DAYLIGHT_POWERS", ROOT))
    https = os.environ.get("DAYLIGHT_HTTPS") == "1"
    return {
        "VAR": var,
        "BPMN_FOLDER": powers / "bpmn",
        "FORMS_FOLDER": powers / "forms",
        "SQLALCHEMY_DATABASE_URI": os.environ.get("DATABASE_URL") or f"sqlite:///{var / 'daylight.db'}",
        "SECRET_KEY": os.environ.get("DAYLIGHT_SECRET"),  # else one kept in VAR
        "DEMO": os.environ.get("DAYLIGHT_DEMO") == "1",
        "EMBEDDED_WORKER": os.environ.get("DAYLIGHT_WORKER") == "1",
        "PROXIES": int(os.environ.get("DAYLIGHT_PROXIES", "0")),  # before the server
        "REQUIRED_COVERAGE": float(os.environ.get("DAYLIGHT_REQUIRED_COVERAGE", "100")),  # percent, to be submitted
        "ENQUIRIES": os.environ.get("DAYLIGHT_ENQUIRIES", "10-enquiry"),  # takes questions and complaints
        "CODES": os.environ.get("DAYLIGHT_CODES"),  # a file of how codes are built, or the one shipped
        "LIFE_EVENTS": os.environ.get("DAYLIGHT_LIFE_EVENTS"),  # a file of them, or the one shipped
        "CITY": os.environ.get("DAYLIGHT_CITY"),  # the file of the city: its name, organisations, officers
        "CALENDAR": os.environ.get("DAYLIGHT_CALENDAR"),  # a file of years announced after this version was made
        "MAIL": os.environ.get("DAYLIGHT_MAIL"),  # smtp://…, smtps://…; without it no mail goes out
        "MAIL_FROM": os.environ.get("DAYLIGHT_MAIL_FROM"),
        "ADDRESS": os.environ.get("DAYLIGHT_ADDRESS"),  # where the hall is reached, for links in mails
        "REVIEW_BY_TWO": os.environ.get("DAYLIGHT_REVIEW_BY_TWO", "new"),  # new powers and waivers | always | never
        "TIMEZONE": "Asia/Shanghai",
        "CLOCK": None,  # the engine's system clock
        "SESSION_COOKIE_NAME": "daylight",
        # or the answer to a side request would undo what the page before had left in the session
        "SESSION_REFRESH_EACH_REQUEST": False,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_IDLE": timedelta(minutes=int(os.environ.get("DAYLIGHT_IDLE_MINUTES", "60"))),
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "WTF_CSRF_SSL_STRICT": https,
        "MAX_CONTENT_LENGTH": 120 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "VISITS": int(os.environ.get("DAYLIGHT_VISITS", "600")),  # a minute, of one address that has not signed in
        "RATELIMIT_STORAGE_URI": "memory://",
        "RATELIMIT_HEADERS_ENABLED": True,
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": "ui/translations",
        "LANGUAGES": ("zh", "en"),
    }


def kept_secret(path: Path) -> str:
    """The secret that signs sessions, made on first use and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()
