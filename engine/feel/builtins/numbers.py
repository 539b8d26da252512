"""Functions of numbers (DMN 1.5, 10.3.4.5 and 10.3.4.3)."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from engine.feel.budget import Run
from engine.feel.builtins.registry import builtin
from engine.feel.errors import NoValue
from engine.feel.numbers import CONTEXT, ZERO
from engine.feel.temporal import AnyDuration, make_duration, nanos_of_duration
from engine.feel.values import Value, YearsMonths


def rounded(number: Decimal, scale: Decimal, how: str) -> Decimal:
    """The number with ``scale`` digits after the point. Raises NoValue when the scale is out of range."""
    if not -6111 <= scale <= 6176:
        raise NoValue("小数位数超出范围", "the scale is out of range")
    digits = int(scale)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= digits:
        return number
    return number.quantize(Decimal((0, (1,), -digits)), rounding=how, context=CONTEXT)


def _register(name: str, how: str, signature: str) -> None:
    def implementation(_run: Run, number: Decimal, scale: Decimal = ZERO) -> Value:
        return rounded(number, scale, how)

    builtin(name, signature)(implementation)


_register("decimal", ROUND_HALF_EVEN, "n: number, scale: number")
_register("floor", ROUND_FLOOR, "n: number, scale?: number")
_register("ceiling", ROUND_CEILING, "n: number, scale?: number")
_register("round up", ROUND_UP, "n: number, scale: number")
_register("round down", ROUND_DOWN, "n: number, scale: number")
_register("round half up", ROUND_HALF_UP, "n: number, scale: number")
_register("round half down", ROUND_HALF_DOWN, "n: number, scale: number")


@builtin("abs", "n: number")
def _abs(_run: Run, number: Decimal) -> Value:
    return number.copy_abs()


@builtin("abs", "n: duration")
def _abs_duration(_run: Run, value: AnyDuration) -> Value:
    return make_duration(abs(nanos_of_duration(value)))


@builtin("abs", "n: months")
def _abs_months(_run: Run, value: YearsMonths) -> Value:
    return YearsMonths(abs(value.months))


@builtin("modulo", "dividend: number, divisor: number")
def _modulo(_run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    # dividend - divisor * floor(dividend / divisor), so it has the sign of the divisor.
    if not divisor:
        raise NoValue("除数为零", "the divisor is zero")
    quotient = CONTEXT.divide(dividend, divisor)
    if quotient.adjusted() > 33:
        return ZERO
    rest = CONTEXT.remainder(dividend, divisor)
    return CONTEXT.add(rest, divisor) if rest and (rest < 0) is not (divisor < 0) else rest


@builtin("sqrt", "number: number")
def _sqrt(_run: Run, number: Decimal) -> Value:
    return CONTEXT.sqrt(number)


@builtin("log", "number: number")
def _log(_run: Run, number: Decimal) -> Value:
    if number <= 0:
        raise NoValue("只有正数有对数", "only positive numbers have a logarithm")
    return CONTEXT.ln(number)


@builtin("exp", "number: number")
def _exp(_run: Run, number: Decimal) -> Value:
    return CONTEXT.exp(number)


@builtin("odd", "number: number")
def _odd(_run: Run, number: Decimal) -> Value:
    return _rest_of_two(number) in (1, -1)


@builtin("even", "number: number")
def _even(_run: Run, number: Decimal) -> Value:
    return _rest_of_two(number) == 0


def _rest_of_two(number: Decimal) -> Decimal:
    return ZERO if number.adjusted() > 33 else CONTEXT.remainder(number, Decimal(2))


@builtin("not", "negand: boolean")
def _not(_run: Run, value: bool) -> Value:
    return not value
