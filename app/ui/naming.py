"""What the platform is called: by whose city it is."""

from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from app.language import show_text
from app.people.city_file import SAMPLE, City, read_city


def city() -> City:
    """The city as its file says; the sample one in a demonstration; else one without a name."""
    said = current_app.config["CITY"]
    if said:
        return read_city(Path(said))
    return read_city(SAMPLE) if current_app.config["DEMO"] else City()


def platform_name() -> str:
    name = city().city
    return _("%(city)s阳光权力平台", city=show_text(name)) if name.zh else _("阳光权力平台")


GLOBALS = {"city": city, "platform_name": platform_name}
