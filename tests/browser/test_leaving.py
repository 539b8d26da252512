"""A browser that goes while it is being answered: what was being sent is closed, not left to the collector."""

import gc
import socket
import struct
import sys
import time
from urllib.parse import urlsplit

import pytest

from tests.browser.people import Site

RESET_AT_ONCE = struct.pack("ii", 1, 0)


def test_a_browser_that_leaves_leaves_nothing_open(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    left_open = []
    monkeypatch.setattr(sys, "unraisablehook", lambda left: left_open.append(str(left.exc_value)))
    address = urlsplit(site.address)
    for moment in range(40):
        with socket.create_connection((address.hostname, address.port)) as browser:
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_ONCE)
            browser.sendall(b"GET /static/mark.svg HTTP/1.1\r\nHost: hall\r\n\r\n")
            time.sleep(moment / 4000)
    with socket.create_connection((address.hostname, address.port)) as browser:
        browser.sendall(b"GET /static/mark.svg HTTP/1.1\r\nHost: hall\r\n\r\n")
        assert b"200 OK" in browser.makefile("rb").readline()
    gc.collect()
    assert left_open == []
