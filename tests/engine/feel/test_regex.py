"""Regular expressions as XPath has them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel.budget import Env, Run
from engine.feel.errors import NoValue
from engine.feel.regex import compile_pattern
from tests.engine.feel.support import feel
from tests.engine.feel.test_fuzz import SETTINGS


def found(pattern: str, text: str, flags: str = "") -> str | None:
    match = compile_pattern(pattern, flags).search(Run(Env()), text)
    return match.group(0) if match else None


@pytest.mark.parametrize(
    ("pattern", "text", "flags", "expected"),
    [
        ("a.c", "a\nc", "", None),
        ("a.c", "a\nc", "s", "a\nc"),
        ("^b$", "a\nb", "", None),
        ("^b$", "a\nb", "m", "b"),
        ("HELLO", "hello", "i", "hello"),
        ("a b c", "abc", "x", "abc"),
        ("a.b", "a.b", "q", "a.b"),
        ("a+?", "aaa", "", "a"),
        ("(a|ab)(c|bcd)", "abcd", "", "abcd"),
        (r"(.)\1", "abccd", "", "cc"),
        ("[a-z-[aeiou]]+", "aabcde", "", "bcd"),
        (r"\p{Lu}\P{Lu}+", "abCde", "", "Cde"),
        (r"\p{IsCJKUnifiedIdeographs}+", "ab行政cd", "", "行政"),
        (r"[\d\-]{3}", "x1-2", "", "1-2"),
        (r"\i\c*", "1ab-2", "", "ab-2"),
        ("[^a]", "ab", "", "b"),
        ("a{2,3}", "aaaa", "", "aaa"),
        ("(?:ab)+", "ababa", "", "abab"),
        ("", "abc", "", ""),
    ],
)
def test_finds(pattern, text, flags, expected):
    assert found(pattern, text, flags) == expected


@pytest.mark.parametrize(
    "pattern", ["(", ")", "a**", "[", "[]", "[b-a]", r"\b", r"\1", "a{2,1}", "a{,2}", r"\p{Foo}", "*", "x\\"]
)
def test_refuses(pattern):
    with pytest.raises(NoValue):
        compile_pattern(pattern)


def test_wrong_ones_are_null():
    assert feel('matches("a", "[")') is None
    assert feel('matches("a", "a", "y")') is None
    assert feel('replace("abc", "x*", "-")') is None
    assert feel('replace("abc", "b", "$")') is None


@SETTINGS
@given(
    st.recursive(
        st.sampled_from(["a", "b", "[ab]", "."]),
        lambda p: st.one_of(
            st.tuples(p, p).map("".join),
            st.tuples(p, p).map(lambda t: f"({t[0]}|{t[1]})"),
            st.tuples(p, st.sampled_from(["*", "+", "?", "*?", "{1,2}"])).map(lambda t: f"(?:{t[0]}){t[1]}"),
        ),
        max_leaves=6,
    ),
    st.text("abc", max_size=7),
)
def test_agrees_with_pythons_where_both_speak_the_same(pattern, text):
    theirs = re.search(pattern, text)
    assert found(pattern, text) == (theirs.group(0) if theirs else None)
