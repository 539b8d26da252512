"""What a number or @"…" in the text stands for."""

from decimal import Decimal

from engine.feel.errors import error_at
from engine.feel.lexer import Token
from engine.feel.numbers import CONTEXT, NumberError
from engine.feel.temporal import parse_date, parse_datetime, parse_days_time, parse_months, parse_time
from engine.feel.values import Value, YearsMonths


def number_literal(source: str, token: Token) -> Decimal:
    """The number, to 34 digits. Raises FeelError beyond the range of numbers."""
    try:
        return CONTEXT.create_decimal(token.text)
    except NumberError:
        raise error_at(source, token.at, "数字超出范围。", "The number is out of range.") from None


def temporal_text(text: str) -> Value:
    """The date, time, date and time or duration that a text writes; None for anything else (rule 62)."""
    months = parse_months(text)
    if months is not None:
        return YearsMonths(months)
    for parse in (parse_days_time, parse_datetime, parse_date, parse_time):
        value = parse(text)
        if value is not None:
            return value
    return None


def at_literal(source: str, token: Token) -> Value:
    """The value of @"…"; None, as the standard has it, when it is no date, time or duration."""
    return temporal_text(token.text)
