"""Whatever is written, the answer is a value or a FeelError, soon."""

import os
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.feel import Env, FeelError, YearsMonths, compile_feel, compile_unary_tests
from engine.feel.builtins import BUILTINS
from engine.feel.numbers import CONTEXT
from tests.engine.feel.support import FRIDAY, WeekdayCalendar

ENV = Env(FRIDAY, WeekdayCalendar())
TOKENS = (
    "if then else for in return some every satisfies and or between instance of function external true false "
    "null not ( ) [ ] { } , : . .. + - * / ** = != < <= > >= -> @ ? 1 0.5 2e3 99999999999999999999 a b 金额 "
    'item partial number list< "a" "" "\\u0041" "P1D" "2025-01-01" "(a+)+" "$1" '
)
WORDS = [*TOKENS.split(), *BUILTINS]
LONG = int(os.environ.get("FUZZ_EXAMPLES", "0"))  # set by long_fuzz.py
SETTINGS = settings(
    max_examples=LONG or 250, deadline=3_000 if LONG else None, derandomize=not LONG, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False).map(Decimal),
    st.text(max_size=8),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.timedeltas(),
    st.integers(-100, 100).map(YearsMonths),
)
VALUES = st.recursive(
    SCALARS, lambda v: st.lists(v, max_size=4) | st.dictionaries(st.sampled_from("ab"), v), max_leaves=6
)


def answer(text, values):
    """The value, or None when refused as it should be."""
    try:
        return compile_feel(text, values)(values, ENV)
    except FeelError as error:
        assert error.text.zh
        assert error.text.en
        return None


@SETTINGS
@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_words_in_any_order(words):
    answer(" ".join(words), {"a": 1, "b": [1, 2], "金额": Decimal(5)})


@SETTINGS
@given(st.text(max_size=60))
def test_any_text(text):
    answer(text, {})
    with suppress(FeelError):
        compile_unary_tests(text)(1, {}, ENV)


@SETTINGS
@given(st.sampled_from(sorted(BUILTINS)), st.lists(VALUES, max_size=4))
def test_any_arguments(name, args):
    values = {f"x{i}": arg for i, arg in enumerate(args)}
    answer(f"{name}({', '.join(values)})", values)


@SETTINGS
@given(st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]), VALUES, VALUES)
def test_any_operands(operator, a, b):
    answer(f"x {operator} y", {"x": a, "y": b})


@SETTINGS
@given(st.text("ab()[]{}|*+?^$\\.-,0123dwpLu", max_size=16), st.text("ab1 ", max_size=12))
def test_any_regular_expression(pattern, text):
    answer("[matches(t, p), replace(t, p, r), split(t, p)]", {"t": text, "p": pattern, "r": "[$0]"})


EXPRESSIONS = st.recursive(
    st.sampled_from(["1", "-2.5", '"a"', "a", "b", "true", "null", '@"2025-01-31"', '@"P1M"', "[1..3]", "today()"]),
    lambda e: st.one_of(
        st.tuples(e, st.sampled_from(["+", "-", "*", "/", "**", "=", "<", ">=", "and", "or", "in"]), e).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        st.tuples(e, e, e).map(lambda t: f"(if {t[0]} then {t[1]} else {t[2]})"),
        st.lists(e, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(e, e).map(lambda t: f"{{x: {t[0]}, y: {t[1]}}}"),
        st.tuples(e, e).map(lambda t: f"(for i in {t[0]} return {t[1]})"),
        st.tuples(e, e).map(lambda t: f"(some i in {t[0]} satisfies {t[1]})"),
        st.tuples(e, e).map(lambda t: f"{t[0]}[{t[1]}]"),
        e.map(lambda t: f"(function(a) {t})(1)"),
        e.map(lambda t: f"({t}).x"),
        e.map(lambda t: f"string({t})"),
    ),
    max_leaves=12,
)


@SETTINGS
@given(EXPRESSIONS)
def test_well_formed_texts_always_compile(text):
    values = {"a": Decimal(3), "b": [1, 2]}
    compiled = compile_feel(text, values)
    first = answer(text, values)
    assert first == answer(text, values) or first is None
    assert compiled.text == text


@SETTINGS
@given(VALUES)
def test_what_string_writes_can_be_read_again(value):
    written = answer("string(x)", {"x": value})
    if isinstance(value, bool | int | Decimal) and CONTEXT.plus(Decimal(value)) == value:
        assert answer(written, {}) == answer("x", {"x": value})
    if isinstance(value, date | time | datetime | timedelta | YearsMonths):
        assert answer(f'@"{written}"', {}) == value
