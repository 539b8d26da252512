"""Decision tables: what each hit policy answers, and what is refused."""

from decimal import Decimal

import pytest

from engine.dmn import InputNotAllowed, NoRowApplies, SeveralRowsApply, read_tables
from engine.errors import TableError
from tests.engine.dmn.support import definitions, table, table_xml

ANY_GRADE = [("金额", "number", "")]


def test_unique_answers_with_the_only_row():
    fine = table([("< 10000", "-", "1"), (">= 10000", '"从重"', "1 + 2"), (">= 10000", 'not("从重")', "2")])
    assert fine.evaluate({"金额": 20_000, "情节": "从重"}) == 3
    assert fine.inputs == ("金额", "情节")
    assert fine.outputs == ("幅度",)


def test_unique_with_two_rows_names_them():
    fine = table([("< 10000", "-", "1"), ("[5000..20000]", "-", "2")])
    with pytest.raises(SeveralRowsApply) as caught:
        fine.evaluate({"金额": 6000, "情节": "一般"})
    assert caught.value.rows == (1, 2)
    assert "第 1、2 行" in caught.value.text.zh
    assert "金额 = 6000" in caught.value.text.en


def test_no_row_is_explicit():
    with pytest.raises(NoRowApplies, match="金额 = 60000"):
        table([("< 10000", "-", "1")]).evaluate({"金额": 60_000, "情节": "一般"})


def test_the_rows_that_apply_are_told():
    assert table(ROWS, "COLLECT", ANY_GRADE).rows({"金额": 15}) == (1, 2, 4)
    assert table(ROWS, "FIRST", ANY_GRADE).rows({"金额": 15}) == (1,)
    assert table(ROWS, "FIRST", ANY_GRADE).rows({"金额": -1}) == ()


def test_default_output():
    assert table([("< 1", "-", "1")], default='"无"').evaluate({"金额": 5, "情节": "一般"}) == "无"


def test_input_that_is_not_allowed():
    with pytest.raises(InputNotAllowed, match="情节"):
        table([("-", "-", "1")]).evaluate({"金额": 5, "情节": "从轻"})


ROWS = [("> 10", '"高"'), ("> 5", '"中"'), ("> 20", '"高"'), ("> 0", '"低"')]


@pytest.mark.parametrize(
    ("policy", "more", "value", "expected"),
    [
        ("FIRST", {}, 7, "中"),
        ("RULE ORDER", {}, 15, ["高", "中", "低"]),
        ("OUTPUT ORDER", {"ranks": '"低","中","高"'}, 25, ["低", "中", "高", "高"]),
        ("PRIORITY", {"ranks": '"低","中","高"'}, 25, "低"),
        ("COLLECT", {}, 7, ["中", "低"]),
        ("COLLECT", {"aggregation": "COUNT"}, 25, Decimal(4)),
        ("COLLECT", {"aggregation": "MAX"}, 7, "低"),
        ("RULE ORDER", {}, -1, []),
    ],
)
def test_hit_policies(policy, more, value, expected):
    assert table(ROWS, policy, ANY_GRADE, **more).evaluate({"金额": value}) == expected


def test_any_wants_agreement():
    assert table(ROWS[:1] + ROWS[2:3], "ANY", ANY_GRADE).evaluate({"金额": 25}) == "高"
    with pytest.raises(SeveralRowsApply):
        table(ROWS, "ANY", ANY_GRADE).evaluate({"金额": 25})


@pytest.mark.parametrize(("how", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_aggregations(how, expected):
    rows = [("-", "1"), ("-", "2"), ("> 0", "3"), ("< 0", "4")]
    assert table(rows, "COLLECT", ANY_GRADE, aggregation=how).evaluate({"金额": 5}) == expected


def test_several_outputs_make_a_context():
    fine = table([("-", "-", "1", "金额 * 2")], outputs=("下限", "上限"))
    assert fine.evaluate({"金额": 5, "情节": "一般"}) == {"下限": 1, "上限": 10}


def test_a_wrong_cell_names_row_and_column():
    with pytest.raises(TableError) as caught:
        table([("-", "-", "1"), ("> > 5", "-", "2")])
    assert "第 2 行" in caught.value.text.zh
    assert "金额" in caught.value.text.zh
    assert "row 2" in caught.value.text.en


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a/>",
        b"not xml",
        b'<!DOCTYPE d [<!ENTITY x "y">]><definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/">&x;</definitions>',
        definitions("", "http://example.org/other"),
        definitions(f'<decision id="a" name="a">{table_xml(ANY_GRADE, ["x"], [("-",)])}</decision>'),
        definitions(f'<decision id="a" name="a">{table_xml(ANY_GRADE, ["x"], [], "WHATEVER")}</decision>'),
        definitions(
            '<decision id="a" name="a"><informationRequirement><requiredDecision href="#nothing"/>'
            "</informationRequirement></decision>"
        ),
        definitions(
            "".join(
                f'<decision id="{a}" name="{a}"><informationRequirement><requiredDecision href="#{b}"/>'
                f"</informationRequirement></decision>"
                for a, b in ("ab", "bc", "ca")
            )
        ),
    ],
)
def test_files_that_are_refused(data):
    with pytest.raises(TableError):
        read_tables(data)


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
    ],
)
def test_older_versions_are_read(namespace):
    body = f'<decision id="t" name="t">{table_xml(ANY_GRADE, ["x"], [("> 5", "1"), ("<= 5", "2")])}</decision>'
    assert read_tables(definitions(body, namespace))["t"].evaluate({"金额": 6}) == 1


def test_names_of_several_words_may_be_handed_in():
    body = f'<decision id="t" name="t">{table_xml([("违法 金额", "number", "")], ["x"], [("-", "1")])}</decision>'
    assert read_tables(definitions(body), names=["违法 金额"])["t"].inputs == ("违法 金额",)
