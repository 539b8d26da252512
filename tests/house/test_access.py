"""Every endpoint states who may call it, and is held to it."""

import pytest
from flask import Flask

from app.access import ACCESS, ADMIN, ANALYST, OFFICER, POSTS, PUBLIC
from app.people.city import DEMO_PASSWORD


@pytest.fixture(params=["sqlite"])
def database_url(request, tmp_path, prepared_sqlite):
    return f"sqlite:///{prepared_sqlite}"


def test_every_endpoint_stands_in_the_access_table(served: Flask):
    assert {rule.endpoint for rule in served.url_map.iter_rules()} == set(ACCESS)


def test_the_table_knows_no_other_levels(served: Flask):
    assert set(ACCESS.values()) <= {PUBLIC, OFFICER, ADMIN, *POSTS}


def _addresses(app: Flask, level: str):
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if ACCESS[rule.endpoint] == level:
                values = dict.fromkeys(rule.arguments, 1)
                address = rule.build(values, append_unknown=False)
                for method in (rule.methods or set()) & {"GET", "POST"}:
                    yield method, address[1] if address else rule.rule


def test_nobody_gets_at_a_page_of_officers_without_signing_in(served: Flask):
    client = served.test_client()
    pages = [page for level in (OFFICER, ADMIN, *POSTS) for page in _addresses(served, level)]
    assert len(pages) > 2
    for method, address in pages:
        response = client.open(address, method=method)
        assert response.status_code == 303 and response.headers["Location"].startswith("/sign-in"), (method, address)


def test_an_officer_is_not_an_administrator(served: Flask):
    client = served.test_client()
    client.post("/sign-in", data={"username": "limin", "password": DEMO_PASSWORD})
    for method, address in _addresses(served, ADMIN):
        assert client.open(address, method=method).status_code == 403, address


def test_what_a_post_may_do_an_administrator_may_not(served: Flask):
    client = served.test_client()
    client.post("/sign-in", data={"username": "admin", "password": DEMO_PASSWORD})
    for method, address in _addresses(served, ANALYST):
        assert client.open(address, method=method).status_code == 403, address


def test_an_endpoint_that_is_not_in_the_table_is_closed(served: Flask):
    served.add_url_rule("/forgotten", "forgotten", lambda: "open to all")
    client = served.test_client()
    assert client.get("/forgotten").status_code == 303
    client.post("/sign-in", data={"username": "limin", "password": DEMO_PASSWORD})
    assert client.get("/forgotten").status_code == 403
