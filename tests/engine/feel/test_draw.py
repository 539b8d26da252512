"""Drawing by lot: the same list and seed always give the same draw."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.feel.support import feel


@given(st.lists(st.text("甲乙丙丁戊", max_size=3), max_size=20), st.text("0123456789-", min_size=1), st.data())
def test_those_with_the_smallest_hashes_are_drawn(names, seed, data):
    number = data.draw(st.integers(0, len(names)))
    hashes = {place: sha256(f"{seed}:{place}".encode()).hexdigest() for place in range(1, len(names) + 1)}
    expected = [names[place - 1] for place in sorted(hashes, key=hashes.__getitem__)[:number]]
    assert feel("draw(名单, 人数, 种子)", 名单=names, 人数=number, 种子=seed) == expected


def test_more_than_there_are_cannot_be_drawn():
    assert feel('draw(["甲", "乙"], 3, "2026061")') is None
    assert feel('draw(["甲", "乙"], -1, "2026061")') is None
