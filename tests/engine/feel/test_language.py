"""The language, construct by construct. Most lines are statements of FEEL that must be true."""

from decimal import Decimal

import pytest

from engine.feel import CalendarDays, Range, WorkingDays, YearsMonths, compile_feel
from tests.engine.feel.support import feel

TRUE = """
1 + 2 * 3 = 7
-2 ** 2 = 4
2 ** 3 ** 2 = 64
10 / 4 = 2.5
0.1 + 0.2 = 0.3
1 / 3 = 0.3333333333333333333333333333333333
.5 = 0.5
1.2e3 = 1200
"a" + "b" = "ab"
1 / 0 = null
1 + "a" = null
null + 1 = null
(1 < 2) and (2 <= 2) and (3 > 2) and (3 >= 3) and (1 != 2)
"a" < "b"
(1 = "1") = null
(1 < "1") = null
(null = null) and not(null = 1)
(true and null) = null
(false = true) = false and (false != true) and (true = true) and (null = true) = false and (null != false)
(1 = true) = null
(false and null) = false
(true or null) = true
(false or null) = null
2 between 1 and 3
not(4 between 1 and 3)
3 in [1..3] and not(3 in [1..3)) and not(3 in [1..3[) and not(1 in ]1..3])
3 in (1, 2, 3) and 3 in (> 2) and 3 in > 2 and 3 in (< 1, >= 3)
2 in ([{a: 2}]).a and 6 in (1 + 2) * 2 and 2 in ([1, 2])[2]
3 in [[1..2], [3..4]] and "a" in ["a", "b"]
[1, 2, 3][1] = 1
[1, 2, 3][-1] = 3
[1, 2, 3][4] = null
[1, 2, 3][item > 1] = [2, 3]
[{a: 1, b: 2}, {a: 3, b: 4}][a > 1].b = [4]
[{a: 1}, {a: 2}].a = [1, 2]
{a: 1, b: a + 1}.b = 2
{"first name": "x"}.first name = "x"
{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(5)}.r = 120
(function(a, b) a - b)(b: 1, a: 3) = 2
if null then false else true
(if 1 > 2 then "a" else "b") = "b"
(for i in 1..3 return i * i) = [1, 4, 9]
(for i in 3..1 return i) = [3, 2, 1]
(for i in [1, 2], j in [i, 10] return i + j) = [2, 11, 4, 12]
(for i in 1..4 return if i = 1 then 1 else partial[-1] * i) = [1, 2, 6, 24]
(for d in @"2025-01-31"..@"2025-02-01" return d.day) = [31, 1]
some x in [1, 2] satisfies x > 1
not(every x in [1, 2] satisfies x > 1)
every x in [] satisfies false
1 instance of number and not("a" instance of number)
[1, 2] instance of list<number> and not([1, "a"] instance of list<number>)
{a: 1} instance of context<a: number>
[1..2] instance of range<number>
(function(a: number) a) instance of function<number> -> Any
@"P1D" instance of days and time duration and @"P1Y" instance of years and months duration
not(null instance of Any)
string(1.50) = "1.5" and string([1, "a", {b: true}]) = "[1, \\"a\\", {b: true}]"
"\\u4e2d\\U01F40E" = "中🐎" and string length("🐎") = 1
1 /* comment */ + 1 = 2 // to the end
is(@"10:00:00", @"10:00:00") and not(is(@"10:00:00Z", @"10:00:00+00:00")) = false
(< 10) = (< 10) and not((< 10) = (null..10))
[1..10].end = 10 and [1..10).end included = false
substring("foobar", -3, 2) = "ba" and substring before("foobar", "bar") = "foo"
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") = "[1=ab][2=]cd"
split("a;b;;c", ";") = ["a", "b", "", "c"]
string join(["a", null, "b"], "-") = "a-b"
number("1 000,5", " ", ",") = 1000.5
sort([3, 1, 2], function(a, b) a > b) = [3, 2, 1]
distinct values([1, 2, 1.0, null, null]) = [1, 2, null]
flatten([1, [2, [3]]]) = [1, 2, 3]
list replace([1, 2, 3], 2, 9) = [1, 9, 3]
list replace([1, 2, 3], function(item, new) item > 1, 9) = [1, 9, 9]
median([1, 2, 3, 4]) = 2.5 and mode([1, 2, 2, 1]) = [1, 2]
decimal(2.5, 0) = 2 and round half up(2.5, 0) = 3 and round half down(2.5, 0) = 2 and round up(-1.1, 0) = -2
modulo(-12, 5) = 3 and modulo(12, -5) = -3
context put({a: 1}, ["b", "c"], 2) = null
context put({b: {}}, ["b", "c"], 2) = {b: {c: 2}}
context merge([{a: 1}, {a: 2, b: 3}]) = {a: 2, b: 3}
get value({a: {b: 1}}, ["a", "b"]) = 1
before([1..5), 5) and meets([1..3], [3..5]) and includes([1..5], [2..3])
range("[1..3)") = [1..3)
week of year(@"2005-01-01") = 53 and day of week(@"2025-01-03") = "Friday"
"""


@pytest.mark.parametrize("line", [line for line in TRUE.replace("\\\\", "\\").splitlines() if line])
def test_is_true(line):
    warnings = []
    assert feel(line, warnings) is True, warnings


def test_values_are_those_of_python_where_it_has_them():
    assert feel("[1, true, null, {a: 2}]") == [Decimal(1), True, None, {"a": Decimal(2)}]
    assert feel("[1..2)") == Range(Decimal(1), Decimal(2), True, False)
    assert feel('@"P1Y2M"') == YearsMonths(14)
    assert feel("[working days(2), calendar days(3)]") == [WorkingDays(2), CalendarDays(3)]


def test_python_numbers_are_taken_in_anywhere():
    assert feel("sum(rows.amount) + x", rows=[{"amount": 1}, {"amount": 2.5}], x=1) == Decimal("4.5")


@pytest.mark.parametrize(
    ("text", "names", "values", "expected"),
    [
        ("单位 名称 = 申请人.姓名", ["单位 名称"], {"单位 名称": "甲", "申请人": {"姓名": "甲"}}, True),
        ("a-b", ["a-b"], {"a-b": 1}, Decimal(1)),
        ("a-b", [], {"a": 3, "b": 1}, Decimal(2)),
        ("first name and more", ["first name"], {"first name": True, "more": False}, False),
        ("date and time zone", ["date and time zone"], {"date and time zone": 1}, Decimal(1)),
        ("金额", [], {"金额": 5}, Decimal(5)),
        ("行[金额 > 最低 限额].名称", ["最低 限额"], {"行": [{"金额": 2, "名称": "乙"}], "最低 限额": 1}, ["乙"]),
        ("count", ["count"], {"count": 3}, Decimal(3)),
        ("count([1]) + count", ["count"], {"count": 3}, Decimal(4)),
    ],
)
def test_names(text, names, values, expected):
    assert compile_feel(text, names)(values) == expected


def test_names_read_are_told():
    compiled = compile_feel("some r in rows satisfies r.x > limit and rows[kind = wanted] != null")
    assert set(compiled.names) == {"rows", "limit", "kind", "wanted"}
    assert set(compiled.needed) == {"rows", "limit"}


def test_functions_keep_what_they_saw():
    assert feel("(for i in 1..3 return function() i)[2]()") == 2
    assert feel("{a: 1, f: function(x) x + a}.f(2)") == 3


def test_a_null_that_came_by_error_says_why():
    warnings = []
    assert feel('1 + "a" + missing', warnings) is None
    assert [w.zh for w in warnings] == ["没有名为“missing”的值", "number + string 没有意义"]
    assert warnings[1].en == "number + string has no meaning"
