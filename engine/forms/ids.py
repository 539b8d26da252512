"""Numbers that carry their own check digit. Each function returns what is wrong, or None."""

import re
from datetime import date

from engine.forms import messages
from engine.text import Text

_REGIONS = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in codes
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PHONE = re.compile(
    r"(\+?86)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|[48]00-?\d{3}-?\d{4}|1\d{4}|9\d{4,5}|\+\d{6,15}", re.A
)
_EMAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,6}")


def wrong_resident_id(number: str, today: date | None = None) -> Text | None:
    """GB 11643: region, date of birth, ISO 7064 MOD 11-2 check digit."""
    if len(number) != 18:
        return messages.ID_LENGTH
    if not re.fullmatch(r"\d{17}[\dX]", number, re.A):
        return messages.ID_FORM
    if number[:2] not in _REGIONS:
        return messages.ID_REGION
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return messages.ID_BIRTH
    if born.year < 1850 or (today is not None and born > today):
        return messages.ID_BIRTH
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return None if _ID_CHECKS[total % 11] == number[17] else messages.ID_SUM


def wrong_credit_code(code: str) -> Text | None:
    """GB 32100: 18 signs of an alphabet of 31, the last one a check sign."""
    if len(code) != 18:
        return messages.USCC_LENGTH
    if any(sign not in _USCC_SIGNS for sign in code):
        return messages.USCC_FORM
    total = sum(_USCC_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return None if _USCC_SIGNS[-total % 31] == code[17] else messages.USCC_SUM


def wrong_passport(number: str) -> Text | None:
    return None if re.fullmatch(r"[A-Z0-9]{6,12}", number) else messages.PASSPORT


def wrong_phone(number: str) -> Text | None:
    return None if _PHONE.fullmatch(number) else messages.NOT_PHONE


def wrong_email(address: str) -> Text | None:
    return None if _EMAIL.fullmatch(address) else messages.NOT_EMAIL
