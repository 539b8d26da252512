"""What cannot be read is refused with its place and a mend, in both languages."""

import pytest

from engine.errors import ExpressionError
from engine.feel import FeelError, compile_feel, compile_unary_tests

WRONG = [
    ("1 +", 1, 4, "ends too early", None),
    ("a == b", 1, 4, "'='", "single ="),
    ("单位 名称 = 1", 1, 4, "'名称'", "declared"),
    ("（1）", 1, 1, "Unknown character", "Write ("),
    ('x = "abc', 1, 5, "no closing quote", 'Add "'),
    ("1 +\n  * 2", 2, 3, "'*'", None),
    ("a >= 1 && b", 1, 8, "Unknown character", "Write and"),
    ("/* x", 1, 1, "no end", "Add */"),
    ("1 instance of strin", 1, 15, "Unknown type", None),
    ("if a then b", 1, 12, "'else' is expected", None),
    ("1e99999", 1, 1, "out of range", None),
    ("1 + lenght(x)", 1, 5, "no function 'lenght'", None),
    ("cuont([1])", 1, 1, "no function", "'count'"),
    ("working day(3)", 1, 9, "'day'", "'working days'"),
    ("[1..2", 1, 6, "']' is expected", None),
]


@pytest.mark.parametrize(("text", "line", "column", "says", "mend"), WRONG)
def test_error_has_place_and_mend(text, line, column, says, mend):
    with pytest.raises(FeelError) as caught:
        compile_feel(text)
    error = caught.value
    assert isinstance(error, ExpressionError)
    assert (error.line, error.column) == (line, column)
    assert says in error.text.en
    assert f"第 {line} 行第 {column} 列" in error.text.zh
    assert mend is None or (error.mend is not None and mend in error.mend.en and error.mend.zh)


def test_unary_tests():
    cell = compile_unary_tests("[1..3], > 10")
    assert [cell(v, {}) for v in (2, 5, 11)] == [True, False, True]
    assert compile_unary_tests("")(1, {})
    assert compile_unary_tests("-")(None, {})
    assert compile_unary_tests('not("a", "b")')("c", {})
    assert not compile_unary_tests("not(null)")(None, {})
    assert compile_unary_tests('contains(?, "x") and ? != y')("xx", {"y": "z"})
    assert compile_unary_tests("? > 下限 * 2").names == ("下限",)
    assert compile_unary_tests("]1..3[")(2, {})
    assert not compile_unary_tests("> 1")("a", {})
