"""`Seen` against Python's own set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawlers import seen
from crawlers.seen import Seen


@given(st.lists(st.text(max_size=3)), st.text(max_size=3))
def test_it_holds_what_a_set_holds(texts: list[str], other: str) -> None:
    found, wanted = Seen(), set()
    for text in texts:
        assert (text in found) == (text in wanted)
        found.add(text)
        wanted.add(text)
    assert len(found) == len(wanted)
    assert all(text in found for text in wanted)
    assert (other in found) == (other in wanted)


def test_many_are_sorted_in_and_still_found() -> None:
    found = Seen()
    for number in range(3 * seen._RECENT + 7):
        found.add(f"https://www.example.gov.cn/{number}.html")
        found.add(f"https://www.example.gov.cn/{number // 2}.html")
    assert len(found) == 3 * seen._RECENT + 7
    assert "https://www.example.gov.cn/0.html" in found
    assert f"https://www.example.gov.cn/{3 * seen._RECENT + 6}.html" in found
    assert f"https://www.example.gov.cn/{3 * seen._RECENT + 7}.html" not in found
