"""Addresses in pages: assets that change with their content, the same page in the other language."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from flask import current_app, request, url_for

from app.cases.keys import new_key
from app.language import language


def asset(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    path = Path(current_app.static_folder or "") / name
    if not path.exists():
        return url_for("static", filename=name)
    stat = path.stat()
    return url_for("static", filename=name, v=_mark(str(path), stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=50)
def _mark(path: str, changed: int, size: int) -> str:
    return sha256(Path(path).read_bytes()).hexdigest()[:10]


def other_language_url() -> str:
    """This page in the other language."""
    asked = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode([*asked, ('lang', 'zh' if language() == 'en' else 'en')])}"


GLOBALS = {"asset": asset, "other_language_url": other_language_url, "new_key": new_key}
