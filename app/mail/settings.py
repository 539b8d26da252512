"""Where mail goes out: three settings, all or none of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from app.mail.addresses import WrongAddress, read_address

NAMES = ("MAIL", "MAIL_FROM", "ADDRESS")
PORTS = {"smtp": 25, "smtps": 465}


class WrongSetting(Exception):
    """Said when the server starts."""


@dataclass(frozen=True, slots=True)
class Post:
    """``tls``: from the first byte on; else as soon as the server offers it."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    sender: str
    address: str  # of the hall, for links

    @property
    def domain(self) -> str:
        return urlsplit(self.address).hostname or ""


def the_post() -> Post | None:
    """None where no mail goes out."""
    return read_post(current_app.config)


def read_post(settings: Mapping[str, Any]) -> Post | None:
    """Raises WrongSetting, naming the one that is missing or not understood."""
    given = {name: str(settings.get(name) or "").strip() for name in NAMES}
    if not given["MAIL"]:
        return None
    for name, value in given.items():
        if not value:
            raise WrongSetting(f"DAYLIGHT_{name} is not set; DAYLIGHT_MAIL needs it")
    server, hall = urlsplit(given["MAIL"]), urlsplit(given["ADDRESS"])
    if server.scheme not in PORTS or not server.hostname:
        raise WrongSetting("DAYLIGHT_MAIL: smtp://user:password@host:port or smtps://…")
    if hall.scheme not in ("http", "https") or not hall.hostname:
        raise WrongSetting("DAYLIGHT_ADDRESS: https://…, where the hall is reached")
    try:
        read_address(parseaddr(given["MAIL_FROM"])[1])
        port = server.port or PORTS[server.scheme]
    except WrongAddress:
        raise WrongSetting("DAYLIGHT_MAIL_FROM: name@example.com, or 云州市 <name@example.com>") from None
    except ValueError:
        raise WrongSetting("DAYLIGHT_MAIL: the port is not a number") from None
    user, password = unquote(server.username or ""), unquote(server.password or "")
    return Post(
        server.hostname, port, server.scheme == "smtps", user, password, given["MAIL_FROM"],
        given["ADDRESS"].rstrip("/"),
    )  # fmt: skip
