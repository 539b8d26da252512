"""Numbers: IEEE 754-2008 decimal128, 34 digits, rounding half even (DMN 1.5, 10.3.2.3.1)."""

from decimal import (
    MAX_EMAX,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

CONTEXT = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=0,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)  # fmt: skip
"""Handed to every operation; its status flags are never read, so threads may share it."""

EXACT = Context(prec=13_000, Emin=-MAX_EMAX, Emax=MAX_EMAX, traps=[InvalidOperation, DivisionByZero, Overflow])
"""For moving the point of a number without rounding it."""

NumberError = DecimalException
ZERO = Decimal(0)
ONE = Decimal(1)


def whole(value: Decimal) -> int | None:
    """The number as an int when it is whole and below 10^18, else None."""
    if value.adjusted() > 18 and value:
        return None
    number = int(value)
    return number if number == value else None


def number_text(value: Decimal) -> str:
    """Plain digits without an exponent and without trailing zeros after the point."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
