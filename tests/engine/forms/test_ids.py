"""GB 11643 and GB 32100, against numbers published in the standards and computed by hand."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.forms import ids, messages

STANDARD_ID = "11010519491231002X"  # the example of GB 11643-1999
STANDARD_CODE = "91350100M000100Y43"  # the example of GB 32100-2015


def test_the_examples_of_the_standards_are_right() -> None:
    assert ids.wrong_resident_id(STANDARD_ID) is None
    assert ids.wrong_resident_id("440524188001010014") is None
    assert ids.wrong_credit_code(STANDARD_CODE) is None


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("1101051949123100", messages.ID_LENGTH),
        ("11010519491231002x", messages.ID_FORM),
        ("１1010519491231002X", messages.ID_FORM),
        ("99010519491231002X", messages.ID_REGION),
        ("11010519490231002X", messages.ID_BIRTH),
        ("110105194912310021", messages.ID_SUM),
    ],
)
def test_what_is_wrong_with_an_identity_number_is_said(number: str, message: object) -> None:
    assert ids.wrong_resident_id(number) == message


def test_nobody_is_born_tomorrow() -> None:
    assert ids.wrong_resident_id(STANDARD_ID, today=date(1949, 12, 30)) == messages.ID_BIRTH


@given(st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_mistyped_digit_of_an_identity_number_is_found(place: int, digit: str) -> None:
    assume(STANDARD_ID[place] != digit)
    assert ids.wrong_resident_id(STANDARD_ID[:place] + digit + STANDARD_ID[place + 1 :]) is not None


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_mistyped_sign_of_a_credit_code_is_found(place: int, sign: str) -> None:
    assume(STANDARD_CODE[place] != sign)
    assert ids.wrong_credit_code(STANDARD_CODE[:place] + sign + STANDARD_CODE[place + 1 :]) is not None


@given(st.integers(0, 16))
def test_two_signs_of_a_credit_code_swapped_are_found(place: int) -> None:
    code = list(STANDARD_CODE)
    code[place], code[place + 1] = code[place + 1], code[place]
    assume("".join(code) != STANDARD_CODE)
    assert ids.wrong_credit_code("".join(code)) is not None


@pytest.mark.parametrize(
    "phone", ["13800138000", "+8613800138000", "0900-1234567", "01088886666", "12345", "400-820-8820"]
)
def test_phone_numbers(phone: str) -> None:
    assert ids.wrong_phone(phone) is None


@pytest.mark.parametrize("phone", ["1380013800", "23800138000", "电话", "0900-12", "13800138000 ext", ""])
def test_no_phone_numbers(phone: str) -> None:
    assert ids.wrong_phone(phone) == messages.NOT_PHONE


@pytest.mark.parametrize("number", ["E12345678", "123456"])
def test_passports(number: str) -> None:
    assert ids.wrong_passport(number) is None
    assert ids.wrong_passport(number + "·") == messages.PASSPORT
