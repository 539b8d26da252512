"""What templates can say: dates, figures, drawings, questions. No rules."""

from flask import Flask

from app.ui import addresses, asking, calendars, charts, codes, figures, naming, stages, telling, wording


def register(app: Flask) -> None:
    """Give the templates their words."""
    for part in (addresses, asking, calendars, charts, codes, figures, naming, stages, telling, wording):
        app.jinja_env.filters.update(getattr(part, "FILTERS", {}))
        app.jinja_env.globals.update(getattr(part, "GLOBALS", {}))
