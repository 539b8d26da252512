"""Signing in and staying in: no more and no longer than one should."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.people.city import DEMO_PASSWORD
from app.people.queries import list_demo_accounts


@pytest.fixture
def client(served: Flask) -> FlaskClient:
    return served.test_client()


def sign_in(client: FlaskClient, username: str = "limin", password: str = DEMO_PASSWORD, **more: str):
    return client.post("/sign-in", data={"username": username, "password": password, **more})


def is_in(client: FlaskClient) -> bool:
    """Whether the inbox opens, or sends one to sign in."""
    return client.get("/inbox").status_code == 200


def test_an_officer_signs_in_and_out(client):
    assert not is_in(client)
    assert sign_in(client).status_code == 303
    assert is_in(client)
    client.post("/sign-out")
    assert not is_in(client)


@pytest.mark.parametrize(
    ("username", "password"), [("limin", "wrong"), ("nobody", DEMO_PASSWORD), ("", ""), ("limin", "")]
)
def test_whoever_is_not_known_is_told_so_and_stays_out(client, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 422
    assert not is_in(client)


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client):
    answers = [sign_in(client, *pair).text for pair in (("nobody", "wrong"), ("limin", "wrong"))]
    answers = [re.sub(r'value="(nobody|limin)"|name="csrf_token" value="[^"]*"', "", answer) for answer in answers]
    assert answers[0] == answers[1]


def test_signing_out_ends_the_session_everywhere(served, client):
    elsewhere = served.test_client()
    sign_in(client)
    sign_in(elsewhere)
    client.post("/sign-out")
    assert not is_in(elsewhere)


def test_a_copied_cookie_is_worth_nothing_after_signing_out(served, client):
    sign_in(client)
    cookie = client.get_cookie("daylight")
    client.post("/sign-out")
    thief = served.test_client()
    thief.set_cookie("daylight", cookie.value)
    assert not is_in(thief)


def test_an_idle_session_ends(client, clock):
    sign_in(client)
    clock.advance_to(clock.now() + timedelta(minutes=50))
    assert is_in(client)
    clock.advance_to(clock.now() + timedelta(minutes=50))
    assert is_in(client)
    clock.advance_to(clock.now() + timedelta(minutes=61))
    assert not is_in(client)


def test_no_session_lasts_longer_than_half_a_day(client, clock):
    sign_in(client)
    for _ in range(13):
        clock.advance_to(clock.now() + timedelta(minutes=55))
        assert is_in(client)
    clock.advance_to(clock.now() + timedelta(minutes=50))
    assert not is_in(client)


def test_signing_in_begins_a_new_session(client):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        session["lang"] = "en"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session and session["lang"] == "en"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    cookie = sign_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", ""]
)
def test_after_signing_in_nobody_is_sent_to_another_site(client, address):
    assert sign_in(client, next=address).headers["Location"] == "/inbox"


def test_after_signing_in_one_goes_on_where_one_was(client):
    location = client.get("/inbox?which=mine").headers["Location"]
    assert location == "/sign-in?next=%2Finbox%3Fwhich%3Dmine"
    assert sign_in(client, next="/inbox?which=mine").headers["Location"] == "/inbox?which=mine"


def test_demo_accounts_are_shown_in_a_demonstration_only(served, client):
    assert "limin" in client.get("/sign-in").text
    with served.app_context():
        assert len(list_demo_accounts()) > 40
        served.config["DEMO"] = False
        assert list_demo_accounts() == []
    assert DEMO_PASSWORD not in client.get("/sign-in").text


def test_guessing_is_slowed_down(database_url, make_app, clock):
    app = make_app(database_url, CLOCK=clock, RATELIMIT_ENABLED=True)
    client = app.test_client()
    statuses = [sign_in(client, password="wrong").status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    assert sign_in(client).status_code == 429


def test_a_form_without_its_token_is_refused(database_url, make_app, clock):
    app = make_app(database_url, CLOCK=clock, WTF_CSRF_ENABLED=True)
    assert sign_in(app.test_client()).status_code == 400


def test_every_answer_carries_the_security_headers(client):
    for response in (client.get("/sign-in"), client.get("/no-such-page")):
        headers = response.headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
