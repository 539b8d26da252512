"""Life events: when in the life of a person or an organisation an item is needed. A data file lists them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from flask import current_app

from engine import Text

KINDS = ("person", "organisation")
_SHIPPED = Path(__file__).with_name("life_events.yaml")


class LifeEventsRefused(Exception):
    """The data file is no list of life events; told when the platform starts."""


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """``kind``: person or organisation. ``count``: how many published items name it."""

    code: str
    kind: str
    name: Text
    count: int = 0


def life_events() -> Mapping[str, LifeEvent]:
    """By code, those of persons first, in the order of the government's file."""
    return read_life_events(Path(current_app.config.get("LIFE_EVENTS") or _SHIPPED))


@cache
def read_life_events(path: Path) -> Mapping[str, LifeEvent]:
    """The life events of a data file; raises LifeEventsRefused naming what is wrong."""
    try:
        said = yaml.safe_load(path.read_text())
        if set(said) != set(KINDS):
            raise LifeEventsRefused(f"{path}: it should say {', '.join(KINDS)}")
        listed = [LifeEvent(code, kind, Text(**name)) for kind in KINDS for code, name in said[kind].items()]
    except (OSError, yaml.YAMLError, TypeError, AttributeError) as error:
        raise LifeEventsRefused(f"{path}: {error!r}") from error
    found = {event.code: event for event in listed}
    if len(found) < len(listed):
        raise LifeEventsRefused(f"{path}: a code stands there twice")
    return found


def unknown_life_event(codes: tuple[str, ...]) -> Text | None:
    """What is wrong with the life events of an entry: the first that is not on the list."""
    odd = next((code for code in codes if code not in life_events()), None)
    if odd is None:
        return None
    known = ", ".join(life_events())
    return Text(
        f"人生事件（life_events）里没有“{odd}”，可以写的有：{known}",
        f"There is no life event “{odd}” (life_events); those that there are: {known}",
    )
