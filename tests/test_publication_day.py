"""The day of publication: where a page shows it, and whose word is taken where page, list and address differ."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.build import build
from corpus.reading.html import read_html
from storage.database import open_database
from storage.migrations import upgrade
from tests.stored import MAIN, Shelf, contents, reading_in_process

pytestmark = pytest.mark.slow

ADDRESS = "/zc/202110/t20211013_1.html"  # of 2021-10-13
ON_PAGE, IN_LIST, IN_ADDRESS = date(2021, 10, 15), date(2021, 10, 14), date(2021, 10, 13)
BODY = "<p>各样例单位：</p><p>样例规划已经市政府同意，现印发给你们，请认真贯彻执行。</p>"
PLACES = {
    "label": ("", "<table><tr><td>发布日期</td><td>{day}</td><td>索引号</td><td>样-1</td></tr></table>"),
    "meta": ('<meta name="PubDate" content="{day} 08:30">', ""),
    "time": ("", "<header><time>{day}</time></header>"),
    "line": ("", "<div><span>{day} 来源：样例市人民政府</span></div>"),
}


def page(place: str, day: date | None) -> bytes:
    """A notice that shows its day in one of the places, or nowhere."""
    head, above = (text.format(day=day) for text in PLACES[place]) if place else ("", "")
    html = MAIN.format(title="样例市人民政府关于印发样例规划的通知", body=BODY)
    return html.replace("<head>", f"<head>{head}").replace("<div id=", f"{above}<div id=").encode()


@pytest.mark.parametrize("place", [*PLACES, ""])
def test_a_reading_says_where_the_day_stands(place: str) -> None:
    reading = read_html(page(place, ON_PAGE), url=f"http://www.beijing.gov.cn{ADDRESS}")
    assert reading.published_from == ({"time": "line"}.get(place, place) or "address")
    assert reading.published_on == (ON_PAGE if place else IN_ADDRESS)


def test_no_day_stands_nowhere() -> None:
    reading = read_html(page("", None), url="http://www.beijing.gov.cn/zc/1.html")
    assert (reading.published_on, reading.published_from) == (None, "")


@pytest.mark.parametrize("place", [*PLACES, ""])
@pytest.mark.parametrize("on_page", [ON_PAGE, IN_ADDRESS], ids=["another day", "the day of the address"])
@pytest.mark.parametrize("listed", [str(IN_LIST), ""], ids=["listed", "not listed"])
def test_the_page_s_word_then_the_list_s_then_the_address_s(
    tmp_path: Path, place: str, on_page: date, listed: str
) -> None:
    shelf = Shelf(tmp_path / "archive")
    shelf.put(ADDRESS, page(place, on_page), facts={"listed_on": listed})
    engine = open_database(f"sqlite:///{tmp_path / 'corpus.db'}")
    upgrade(engine)
    with reading_in_process():
        build(engine, shelf.root)
    (document,) = contents(engine)["documents"]
    without_the_page = IN_LIST if listed else IN_ADDRESS
    assert document["published_on"] == (on_page if place else without_the_page)
