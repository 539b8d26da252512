"""Gaps, overlaps and unreachable rows are found, with an example that the table itself confirms."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import NoRowApplies, SeveralRowsApply
from tests.engine.dmn.support import table

DAY = [("日期", "date", "")]


def test_a_gap_is_shown_as_an_example():
    found = table([("< 10000", "-", "1"), ("> 10000", "-", "2"), ("10000", '"一般"', "3")]).analyse()
    assert found is not None
    assert not found.sound
    assert [gap.example for gap in found.gaps] == [{"金额": 10_000, "情节": "从重"}]
    assert found.findings[0].message.zh == "金额 = 10000, 情节 = 从重：没有适用的行。"
    assert found.findings[0].mend is not None


def test_a_complete_table_is_sound():
    found = table([("< 10000", "-", "1"), (">= 10000", '"从重"', "2"), (">= 10000", 'not("从重")', "3")]).analyse()
    assert found is not None
    assert found.sound
    assert not found.findings


def test_numbers_between_whole_numbers_count():
    found = table([("[0..999]", "-", "1"), ("[1000..100000]", "-", "2")]).analyse()
    assert found is not None
    assert found.gaps[0].example["金额"] == Decimal("999.5")
    assert found.gaps[0].region["金额"].zh == "(999..1000)"


def test_days_are_whole():
    days = table([('<= date("2025-01-31")', "1"), ('>= date("2025-02-01")', "2")], inputs=DAY).analyse()
    assert days is not None
    assert days.sound
    days = table([('< date("2025-01-31")', "1"), ('>= date("2025-02-01")', "2")], inputs=DAY).analyse()
    assert days is not None
    assert [gap.example for gap in days.gaps] == [{"日期": date(2025, 1, 31)}]


def test_overlaps_name_their_rows():
    found = table([("<= 10000", "-", "1"), (">= 10000", "-", "2")]).analyse()
    assert found is not None
    assert found.overlaps[0].rows == (1, 2)
    assert found.overlaps[0].example["金额"] == 10_000
    assert "第 1 行与第 2 行" in found.findings[0].message.zh


def test_rows_that_never_apply():
    found = table([("-", "-", "1"), ("> 5", "-", "2")], "FIRST").analyse()
    assert found is not None
    assert found.unreachable == [2]
    found = table([("[0..100000]", "-", "1"), ("200000", "-", "2")]).analyse()
    assert found is not None
    assert found.unreachable == [2]


def test_kinds_must_fit():
    found = table([('"许多"', "-", "1"), ("-", "-", "2")], "FIRST").analyse()
    assert found is not None
    assert any(f.check == "table-types" for f in found.findings)


def test_what_cannot_be_known_is_said():
    found = table([("> 起点", "-", "1"), ("-", "-", "2")], "FIRST").analyse()
    assert found is not None
    assert not found.exact
    assert not found.sound


def test_a_huge_table_is_not_gone_through_for_ever():
    inputs = [(f"x{i}", "number", "") for i in range(12)]
    rows = [[f"> {(i * 7 + r * 13) % 40}" for i in range(12)] + [str(r)] for r in range(30)]
    found = table(rows, "FIRST", inputs).analyse()
    assert found is not None
    assert not found.exact or found.findings


def test_a_table_of_too_many_rows_is_said_not_to_have_been_looked_at():
    few = table([[f"[{n}..{n + 50}]", str(n)] for n in range(3000)], inputs=[("金额", "number", "")]).analyse()
    wide = table([[f"{n % 7}", str(n)] for n in range(1501)], "ANY", inputs=[("金额", "number", "")]).analyse()
    assert few is not None and not few.exact and "too many circumstances" in few.findings[0].message.en
    assert wide is not None and not wide.exact and "too many rows" in wide.findings[-1].message.en


CELLS = st.sampled_from(
    ["-", "< 3", "<= 3", "> 3", ">= 3", "3", "[1..5)", "]3..7]", "not(3)", "1, 7", "? > 2 and ? < 6"]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(CELLS, st.sampled_from(["-", '"从重"', '"一般"', 'not("从重")'])), min_size=1, max_size=4),
       st.decimals(0, 9, places=1), st.sampled_from(["从重", "一般"]))  # fmt: skip
def test_it_agrees_with_the_table_itself(rows, amount, grade):
    fine = table(
        [(*row, str(i)) for i, row in enumerate(rows)],
        inputs=[("金额", "number", "[0..9]"), ("情节", "string", '"从重","一般"')],
    )
    found = fine.analyse()
    assert found is not None
    assert found.exact
    for gap in found.gaps:
        with pytest.raises(NoRowApplies):
            fine.evaluate(gap.example)
    for overlap in found.overlaps:
        with pytest.raises(SeveralRowsApply) as caught:
            fine.evaluate(overlap.example)
        assert set(overlap.rows) <= set(caught.value.rows)
    try:
        fine.evaluate({"金额": amount, "情节": grade})
    except NoRowApplies:
        assert found.gaps
    except SeveralRowsApply:
        assert found.overlaps
