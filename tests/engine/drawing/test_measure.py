from hypothesis import given
from hypothesis import strategies as st

from engine.drawing.measure import cut, width, wrap


def test_chinese_breaks_between_signs_and_not_before_closing_marks() -> None:
    assert wrap("不予许可决定书送达", 14, 70) == ["不予许可决", "定书送达"]
    assert wrap("材料齐全（含附件）。再审", 14, 14 * 8)[0].endswith("）。")


def test_words_stay_whole() -> None:
    assert wrap("Issue and deliver", 14, 80) == ["Issue and", "deliver"]


def test_one_sign_is_not_left_alone_on_a_line() -> None:
    assert wrap("食品经营许可证", 14, 14 * 6) == ["食品经营", "许可证"]


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrap("对未取得许可从事食品生产经营活动的行为立案", 14, 84, 2)[-1].endswith("…")
    assert cut("短", 14, 84) == "短"


@given(st.text(max_size=60), st.integers(30, 200))
def test_lines_keep_within_the_room_and_lose_no_sign(text: str, room: int) -> None:
    lines = wrap(text, 14, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line, 14) <= room + 14 * 6 for line in lines), "at most a few closing marks hang over"
