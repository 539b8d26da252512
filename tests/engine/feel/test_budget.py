"""Hostile texts are refused at once and without memory growth; so is what grows only when it runs."""

from resource import RUSAGE_SELF, getrusage
from time import process_time

import pytest

from engine.feel import Env, FeelError, OverBudget, compile_feel

DOUBLING = "(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1]"
REFUSED = {
    "a string repeated": 'string join(for i in 1..1000000000 return "a")',
    "a string doubled": 'for i in 1..60 return if i = 1 then "aaaaaaaaaa" else partial[-1] + partial[-1]',
    "a loop of a billion": "for i in 1..10**9 return i",
    "loops in loops": "for a in 1..1000, b in 1..1000, c in 1..1000 return a",
    "comprehensions in comprehensions": "for a in 1..9999 return for b in 1..9999 return for c in 1..9999 return 1",
    "quantifiers in quantifiers": "some a in 1..9999 satisfies some b in 1..9999 satisfies a + b < 0",
    "parentheses": "(" * 10_000 + "1" + ")" * 10_000,
    "brackets": "[" * 10_000,
    "ifs": "if true then " * 5_000 + "1",
    "calls": "f(" * 5_000,
    "types": "1 instance of " + "list<" * 5_000,
    "minus signs": "-" * 50_000 + "1",
    "a chain of sums": "1" + "+1" * 15_000,
    "a chain of paths": "a" + ".b" * 15_000,
    "a giant number": "9" * 50_000,
    "a giant exponent": "1e999999999",
    "a giant text": '"' + "a" * 200_000 + '"',
    "an open comment": "/*" * 40_000,
    "back references": 'matches("' + "a" * 2_000 + r'", "(a*)*\1b")',
    "recursion": "{f: function(n) f(n + 1), r: f(1)}.r",
    "two recursions": "{f: function(n) if n <= 1 then 1 else f(n - 1) + f(n - 2), r: f(40)}.r",
    "shared lists compared": f"{{l: {DOUBLING}, r: l = l}}.r",
    "shared lists written": f"string({DOUBLING})",
    "shared lists flattened": f"flatten({DOUBLING})",
    "shared lists handed out": DOUBLING,
    "a list concatenated": "for i in 1..60 return if i = 1 then [1, 2] else concatenate(partial[-1], partial[-1])",
    "a text replaced": 'replace("' + "a" * 20_000 + '", "a", "' + "b" * 20_000 + '")',
    "sums of long lists": "for i in 1..10000 return sum(for j in 1..10000 return j)",
    "searches in long lists": "{l: for i in 1..1000 return [i], r: for i in 1..10000 return [i] in l}.r",
    "long lists written": "{l: for i in 1..30000 return i, r: for i in 1..10000 return string length(string(l))}.r",
    "long lists typed": "{l: for i in 1..9999 return i, r: for i in 1..9999 return l instance of list<number>}.r",
}
HARMLESS = {
    "10**100000000": None,
    "(10**6000)**100": None,
    "exp(10**9)": None,
    "for i in 1..10**6000 return i": None,
    '@"9999-12-31" + @"P999999999Y"': None,
    "working days(10**9)": None,
    'matches("' + "a" * 40 + 'b", "(a+)+c")': False,
    'matches("' + "a" * 3_000 + 'b", "(a|a)*c")': False,
    'matches("' + "a" * 3_000 + '", "a*a*a*a*a*a*a*a*b")': False,
    'matches("a", "((a{1000}){1000}){1000}")': None,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_refused_without_growth(text):
    before = getrusage(RUSAGE_SELF).ru_maxrss
    started = process_time()
    with pytest.raises(FeelError) as caught:
        compile_feel(text)({}, Env())
    seconds = process_time() - started
    assert isinstance(caught.value, OverBudget) or caught.value.line
    assert seconds < 2  # tenths of it on a quiet machine
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < 60_000  # kilobytes


@pytest.mark.parametrize(("text", "expected"), HARMLESS.items(), ids=range(len(HARMLESS)))
def test_answered_at_once(text, expected):
    started = process_time()
    assert compile_feel(text)({}, Env()) == expected
    assert process_time() - started < 2


def test_giant_data_is_refused():
    value = [0]
    for _ in range(40):
        value = [value, value]
    with pytest.raises(OverBudget):
        compile_feel("x = x")({"x": value}, Env())


def test_a_budget_is_for_one_evaluation():
    compiled = compile_feel("count(for i in 1..50000 return i)")
    assert {compiled({}, Env()) for _ in range(20)} == {50_000}
