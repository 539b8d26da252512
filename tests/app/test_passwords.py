"""An officer's own password: changed with the one there is, and by the server's keeper when it is lost."""

import pytest
from flask import Flask

from app.people.city import DEMO_PASSWORD
from tests.app.test_http_tasks import browser

NEW = "a longer and a better one"


def signs_in(served: Flask, password: str) -> bool:
    answer = served.test_client().post("/sign-in", data={"username": "limin", "password": password})
    return answer.status_code == 303


def test_with_a_new_password_one_is_signed_in_here_and_nowhere_else(served):
    here, elsewhere = browser(served, "limin"), browser(served, "limin")
    assert "现在的密码" in here.get("/password").text
    answer = here.post("/password", data={"current": DEMO_PASSWORD, "new": NEW, "again": NEW})
    assert answer.status_code == 303 and "密码改好了" in here.get("/inbox").text
    assert elsewhere.get("/inbox").status_code == 303
    assert (
        served.test_client().post("/sign-in", data={"username": "limin", "password": DEMO_PASSWORD}).status_code == 422
    )
    assert served.test_client().post("/sign-in", data={"username": "limin", "password": NEW}).status_code == 303


@pytest.mark.parametrize(
    ("said", "why", "english"),
    [
        ({"current": "wrong"}, "现在的密码不对", "The current password is wrong"),
        ({"new": "short", "again": "short"}, "密码至少 12 位", "at least 12 characters"),
        ({"new": DEMO_PASSWORD, "again": DEMO_PASSWORD}, "新密码和现在的一样", "is the current one"),
        ({"again": "another"}, "两遍填的不一样", "The two are not the same"),
        ({"new": ""}, "请填写新密码", "Enter the new password"),
    ],
)
def test_what_does_not_do_is_told_and_changes_nothing(served, said, why, english):
    desk = browser(served, "limin")
    form = {"current": DEMO_PASSWORD, "new": NEW, "again": NEW, **said}
    answer = desk.post("/password", data=form)
    assert answer.status_code == 422 and why in answer.text and NEW not in answer.text
    assert english in desk.post("/password?lang=en", data=form).text
    assert desk.get("/inbox").status_code == 200
    assert not signs_in(served, NEW)


def test_who_is_not_signed_in_changes_none(served):
    assert served.test_client().get("/password").status_code == 303


def test_a_lost_password_is_given_anew_by_the_servers_keeper(served):
    desk = browser(served, "limin")
    with served.app_context():
        result = served.test_cli_runner().invoke(args=["reset-password", "limin"])
        unknown = served.test_cli_runner().invoke(args=["reset-password", "nobody"])
    assert result.exit_code == 0 and desk.get("/inbox").status_code == 303
    assert signs_in(served, result.output.strip())
    assert not signs_in(served, DEMO_PASSWORD)
    assert unknown.exit_code == 1 and "There is no such officer" in unknown.output


def test_in_a_real_city_signing_in_says_who_helps(served):
    assert "密码忘了" not in served.test_client().get("/sign-in").text, "the sample city shows its password"
    served.config["DEMO"] = False
    assert "密码忘了" in served.test_client().get("/sign-in").text


def test_a_password_that_somebody_gave_is_changed_before_anything_else(served):
    with served.app_context():
        given = served.test_cli_runner().invoke(args=["reset-password", "limin"]).output.strip()
    desk = served.test_client()
    desk.post("/sign-in", data={"username": "limin", "password": given, "next": "/inbox/done"})
    for answer in (desk.get("/inbox"), desk.get("/inbox/done"), desk.post("/inbox/tasks/1/claim")):
        assert answer.status_code == 303 and answer.location == "/password"
    assert "别人也知道" in desk.get("/password").text and desk.get("/powers").status_code == 200
    assert desk.post("/password", data={"current": given, "new": NEW, "again": "no"}).status_code == 422
    assert desk.get("/inbox").location == "/password"
    assert desk.post("/password", data={"current": given, "new": NEW, "again": NEW}).location == "/inbox"
    assert desk.get("/inbox").status_code == 200 and "别人也知道" not in desk.get("/password").text
