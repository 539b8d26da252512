"""Officers are added with posts that exist, and can then sign in."""

import pytest

from app.people.commands import add_officer
from app.people.errors import CannotAdd
from tests.app.world import accept, apply, do, officer


def test_a_new_officer_works_at_once(app):
    add_officer("xin", "辛来", "Xin Lai", "yunzhou-scjg", ["窗口"], "long enough a password")
    assert officer("xin").posts[0].name.zh == "窗口"
    do(apply().case_id, "intake", "xin", {"结论": "受理"})
    accept(apply().case_id)


@pytest.mark.parametrize(
    "wrong",
    [{"username": "limin"}, {"organisation": "nowhere"}, {"posts": ["皇帝"]}, {"password": "short"}],
)
def test_what_does_not_fit_is_refused_whole(app, wrong):
    fitting = {
        "username": "xin",
        "name": "辛来",
        "name_en": "Xin Lai",
        "organisation": "yunzhou-scjg",
        "posts": ["窗口"],
    }
    with pytest.raises(CannotAdd):
        add_officer(**{**fitting, "password": "long enough a password", **wrong})
    with pytest.raises(StopIteration):
        officer("xin")


def test_from_the_command_line(app):
    arguments = [
        "add-officer",
        "xin",
        "辛来",
        "yunzhou-scjg",
        "窗口",
        "--admin",
        "--password",
        "long enough a password",
    ]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0 and officer("xin").is_admin and officer("xin").password_given
    again = app.test_cli_runner().invoke(args=arguments)
    assert again.exit_code == 1 and "taken" in again.output
