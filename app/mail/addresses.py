"""E-mail addresses: what is taken for one, how one is shown, and what counts as the same mailbox."""

import hashlib
import hmac
import re

from flask import current_app

from app.refusal import Refusal
from engine import Text

LONGEST = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)


class WrongAddress(Refusal):
    text = Text("邮箱地址不对，例如 name@example.com", "This is no e-mail address, such as name@example.com")


def read_address(typed: str) -> str:
    """The address as mail servers write it. Raises WrongAddress."""
    local, _, domain = typed.strip().rpartition("@")
    try:
        host = domain.encode("idna").decode().lower() if domain.isprintable() else ""
    except UnicodeError:
        raise WrongAddress from None
    labels = host.split(".")
    address = f"{local}@{host}"
    is_one = _LOCAL.fullmatch(local) and len(local) <= 64 and len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    if not is_one or labels[-1].isdigit() or len(address) > LONGEST:
        raise WrongAddress
    return address


def masked(address: str) -> str:
    """w•••@e•••.com: enough for who knows it."""
    local, _, host = address.rpartition("@")
    name, dot, rest = host.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••{dot}{rest}" if local else ""


def mailbox_of(address: str) -> str:
    """A digest that is the same for name+anything, and tells nobody the address."""
    local, _, host = address.rpartition("@")
    same = f"{local.split('+')[0].lower()}@{host}"
    return hmac.new(str(current_app.config["SECRET_KEY"]).encode(), same.encode(), hashlib.sha256).hexdigest()
