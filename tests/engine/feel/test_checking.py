"""What is found before anything runs."""

from decimal import Decimal

import pytest
from hypothesis import given

from engine.feel import FeelError, compile_feel
from engine.feel.checking import BOOLEAN, DATE, NUMBER, STRING, check, options
from engine.feel.types import ContextType, ListType
from tests.engine.feel.test_fuzz import ENV, EXPRESSIONS, SETTINGS

FORM = {
    "金额": NUMBER,
    "情节": options(STRING, ["从重", "一般"]),
    "受理日": DATE,
    "申请人": ContextType({"姓名": STRING, "年龄": NUMBER}),
    "行": ListType(ContextType({"数量": NUMBER, "名称": STRING})),
    "同意": BOOLEAN,
}


@pytest.mark.parametrize(
    "text",
    [
        '金额 > 5000 and 情节 = "从重"',
        "受理日 + working days(3) >= today()",
        "申请人.年龄 < 18 or 同意",
        "some r in 行 satisfies r.数量 > 金额",
        "count(行[数量 > 5]) > 1",
        "sum(行.数量) > 3",
        '情节 in ("从重", "一般")',
        "金额 = null",
        "不知道 > 5",
        "for i in 1..3 return i + 金额",
    ],
)
def test_nothing_to_say(text):
    assert check(text, FORM) == []


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ('金额 = "5000"', 4, "never holds"),
        ('情节 = "从轻"', 6, "options"),
        ('情节 in ("从重", "从轻")', 14, "options"),
        ("申请人.年令 < 18", 4, "no field"),
        ("受理日 > 5", 5, "never holds"),
        ("金额 and 同意", 1, "neither true nor false"),
        ("受理日 + 5 > today()", 5, "no meaning"),
        ('行[名称 > 5].数量 = "x"', 6, "never holds"),
        ("if 金额 then 1 else 2", 4, "neither true"),
        ("受理日.时", 4, "no property"),
        ('金额 between 1 and "5"', 4, "never holds"),
        ("同意 > 1", 4, "never holds"),
    ],
)
def test_found(text, column, says):
    error = check(text, FORM)[0]
    assert says in error.text.en
    assert error.text.zh
    assert error.column == column


def test_a_condition_must_be_true_or_false():
    assert check("金额 + 1", FORM, BOOLEAN)
    assert not check("金额 > 1", FORM, BOOLEAN)


def test_what_is_no_feel_is_refused():
    with pytest.raises(FeelError):
        check("金额 >", FORM)


@SETTINGS
@given(EXPRESSIONS)
def test_what_it_says_of_the_result_is_true(text):
    types = {"a": NUMBER, "b": ListType(NUMBER)}
    wrong = check(text, types, BOOLEAN)
    if not wrong:
        return
    only_result = len(wrong) == 1 and "The result is" in wrong[0].text.en
    if only_result:
        assert not isinstance(compile_feel(text, types)({"a": Decimal(3), "b": [1, 2]}, ENV), bool)
