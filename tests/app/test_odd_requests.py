"""Addresses and forms that no page of ours makes: told so, on both databases, and never a crash."""

import pytest
from werkzeug.routing import IntegerConverter

from app.asked import LARGEST
from tests.app.test_http_tasks import browser
from tests.app.world import POWER

LARGE = ("9" * 30, str(LARGEST + 1), "9" * 5000)
LEAVES = ("people.sign_out", "hall.kiosk_over")  # whoever was signed in


@pytest.fixture
def visitors(served):
    served.config["PROPAGATE_EXCEPTIONS"] = False
    return [served.test_client(), browser(served, "limin"), browser(served, "admin"), browser(served, "wenjing")]


def addresses(served, text: str, number: int):
    for rule in served.url_map.iter_rules():
        numbers = {name: isinstance(kind, IntegerConverter) for name, kind in rule._converters.items()}
        if rule.endpoint not in LEAVES:
            method = "GET" if "GET" in rule.methods else "POST"
            yield method, rule.build({n: number if is_number else text for n, is_number in numbers.items()})[1], numbers


def test_no_address_takes_a_letter_that_is_none_or_a_number_that_no_database_has(served, visitors):
    for text, number in (("\0", 1), (POWER, LARGEST), (POWER, 10**30)):
        for method, address, numbers in addresses(served, text, number):
            for visitor in visitors:
                answer = visitor.open(address, method=method)
                assert answer.status_code != 500, (method, address)
                if number == 10**30 and any(numbers.values()):
                    assert answer.status_code in (404, 405), (method, address)


@pytest.mark.parametrize("large", LARGE)
@pytest.mark.parametrize("page", ["/results", "/opinions", "/answers", "/powers", "/inbox/done"])
def test_a_number_too_large_to_mean_anything_is_as_none(served, page, large):
    clerk = browser(served, "limin")
    answer = clerk.get(page, query_string={"before": large, "body": large})
    assert answer.status_code == 200


@pytest.mark.parametrize("where", ["/track", f"/powers/{POWER}/apply", "/opinions/seat/back", "/sign-in"])
def test_a_form_with_nul_in_it_cannot_be_read(served, where):
    client = served.test_client()
    for sent in ({"code": "a\0b"}, {"a\0b": "code"}):
        answer = client.post(where, data=sent)
        assert answer.status_code == 400 and "请求读不懂" in answer.text
    assert client.get("/powers", query_string={"q": "a\0b"}).status_code == 400


def test_what_is_not_on_the_list_cannot_be_applied_for_and_is_said_not_to_be_there(served):
    assert served.test_client().get("/powers/no-such-power/apply").status_code == 404
