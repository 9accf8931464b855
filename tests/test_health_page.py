"""The page of `corpus health --html`: pure, escaped, asking for nothing, and looked at in a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import Engine, insert

from corpus.health import Concern, GoodRun
from corpus.health_page import DAYS, MAX_CONCERNS, MAX_NEWS, Ended, News, PageData, SiteLine, page, page_data
from crawlers.outcome import WORST_FIRST
from crawlers.registry import register
from crawlers.sites import SITES
from storage.models import Event
from tests.watched import ENDED, add_document, add_run, event_row

TODAY = date(2026, 11, 24)
HOSTILE = (
    "<script>document.title='hacked'</script>",
    '"><img src="http://elsewhere.example/x.png" onerror="document.title=\'hacked\'">',
    "'onmouseover='x",
    "</title></style></table><iframe src=//elsewhere.example>",
    "<svg/onload=alert(1)>&lt;&amp;\x1b[31m\u202e\x00",
)
OUTCOMES = (*WORST_FIRST, None)


def every_site(text: str = "样例") -> PageData:
    """33 sites and five weeks with every outcome, and news of all kinds."""
    good = GoodRun("run", ENDED, 30, 3)
    lines = []
    for number, site in enumerate(SITES.values()):
        days = [TODAY - timedelta(days=back) for back in range(number % 3, DAYS, 3)]
        runs = {
            day: [Ended(f"{day}T05:36:12Z", OUTCOMES[(number + place) % len(OUTCOMES)], text)]
            for place, day in enumerate(days)
        }
        lines.append(SiteLine(site.name, site.title, runs, 1000 * number, good if number else None))
    growth = [(TODAY - timedelta(days=back), 1 + back % 7) for back in range(400, -1, -9)]
    news = [
        News(
            TODAY,
            "new",
            site.title,
            f"{site.title}人民政府关于{text}的通知",
            "样政发〔2026〕1号",
            f"http://{site.name}.example/",
        )
        for site in SITES.values()
    ]
    return PageData(TODAY, lines, growth, news, {"new": 33, "withdrawn": 1})


def every_concern(text: str = "样例") -> list[Concern]:
    whats = ("blocked", "failed", "empty", "short", "killed or running", "stale", "thin", "needs OCR", "odd: fields")
    return [Concern("hunan", what, "http://www.hunan.example/a.html", text) for what in whats]


def parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


# What it says


def test_what_the_database_knows_at_the_end_of_a_day(engine: Engine) -> None:
    with engine.begin() as connection:
        register(connection, [SITES["hunan"], SITES["moe"]])
        add_run(connection, "early", "hunan", started_at="2026-10-20T23:59:59Z")
        add_run(connection, "first day", "hunan", started_at="2026-10-21T00:00:00Z")
        add_run(connection, "tomorrow", "hunan", started_at="2026-11-25T00:00:00Z", outcome="short")
        add_run(connection, "good", "hunan", listed=30)
        add_run(connection, "bad", "hunan", outcome="short", reason="why")
        a = add_document(connection, "good", "hunan", "a", at="2026-11-17T23:59:59Z")
        add_document(connection, "good", "hunan", "b", at="2026-11-18T00:00:00Z")
        add_document(connection, "good", "hunan", "c", at="2026-11-25T00:00:00Z")
        moved = event_row(a, "moved", "bad", 1, happened_at="2026-11-24T23:59:59Z", detail="http://new.example/")
        connection.execute(insert(Event), [moved])
        data = page_data(connection, TODAY)
    hunan, moe = data.sites
    assert (hunan.title, moe.title, moe.documents, moe.last_good) == ("湖南省", "教育部", 0, None)
    assert {day: [run.outcome for run in runs] for day, runs in hunan.runs.items()} == {
        date(2026, 10, 21): ["ok"],
        date(2026, 11, 20): ["ok", "short"],
    }
    assert hunan.last_good is not None
    assert hunan.last_good.run == "good"
    assert data.growth == [(date(2026, 11, 17), 1), (date(2026, 11, 18), 1)]
    assert [(each.kind, each.day) for each in data.news] == [
        ("moved", TODAY),
        ("new", date(2026, 11, 18)),
    ]
    assert data.changes == {"moved": 1, "new": 1}


def test_a_record_that_says_only_the_year_is_on_no_day(engine: Engine) -> None:
    with engine.begin() as connection:
        register(connection, SITES.values())
        add_run(connection, "run", "hunan", started_at="2026-11-1xT00:00:00Z")
        add_document(connection, "run", "hunan", "a", at="2016Z")
        add_document(connection, "run", "hunan", "b")
        data = page_data(connection, TODAY)
    assert data.growth == [(date(2026, 11, 20), 1)]
    assert not any(site.runs for site in data.sites)


def test_the_same_data_give_the_same_page() -> None:
    assert page(every_site(), every_concern()) == page(every_site(), every_concern())


def test_of_several_runs_on_a_day_the_worst_is_shown() -> None:
    runs = {TODAY: [Ended(ENDED, "ok", ""), Ended(ENDED, "blocked", "瑞数"), Ended(ENDED, "short", "")]}
    cell = parsed(page(PageData(TODAY, [SiteLine("x", "样例", runs, 0, None)], [], [], {}), [])).select("tbody td")[-3]
    assert (cell.text, cell["class"]) == ("b", ["blocked"])
    assert cell["title"] == "2026-11-24 12:00 ok; 12:00 blocked 瑞数; 12:00 short"


def test_what_is_too_long_is_cut_and_says_so() -> None:
    concerns = every_concern() * 40
    data = every_site()
    data = PageData(TODAY, data.sites, data.growth, [data.news[0]] * MAX_NEWS, {"new": MAX_NEWS + 5})
    html = page(data, concerns)
    assert len(parsed(html).select(".concerns tbody tr")) == MAX_CONCERNS
    assert f"… and {len(concerns) - MAX_CONCERNS} more" in html
    assert len(parsed(html).select(".news tbody tr")) == MAX_NEWS
    assert "… and 5 more" in html


def test_an_empty_corpus_has_a_page() -> None:
    html = page(PageData(TODAY, [], [], [], {}), [])
    assert "No document yet." in html


ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "header", "section", "h1", "h2", "p", "span", "a", "code"),
    *("dl", "div", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "svg", "path", "text"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "title", "rowspan", "colspan", "scope"),
    *("viewbox", "role", "aria-label", "x", "y", "d", "text-anchor", "href", "rel", "target"),
}


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)), st.text(max_size=40))
def test_no_text_from_outside_becomes_markup(text: str, url: str) -> None:
    """Whatever a site calls things, the page has its own elements and attributes only, and links to the web only."""
    runs = {TODAY: [Ended(ENDED, "blocked", text)]}
    for address in (f"http://{url}", url):
        data = PageData(
            TODAY,
            [SiteLine(text, text, runs, 1, None)],
            [(TODAY, 1)],
            [News(TODAY, text, text, text, text, address)],
            {"new": 1},
        )
        soup = parsed(page(data, [Concern(text, text, address, text)]))
        for element in soup.find_all(True):
            assert element.name in ELEMENTS
            assert set(element.attrs) <= ATTRIBUTES
        for link in soup.find_all("a"):
            assert str(link["href"]).lower().startswith(("http://", "https://"))
            assert link["rel"] == ["noopener", "noreferrer"]


def test_the_policy_lets_nothing_in_but_the_page_s_own_style() -> None:
    soup = parsed(page(every_site(), every_concern()))
    (policy,) = soup.select('meta[http-equiv="Content-Security-Policy"]')
    rules = dict(rule.strip().split(" ", 1) for rule in str(policy["content"]).split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert set(rules) == {"default-src", "base-uri", "form-action", "style-src"}
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", rules["style-src"])
    assert not soup.select("[style], script, link, img, iframe")


# In a browser

HARNESS = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
<iframe src="page.html" style="border:0;width:1280px;height:1000px"></iframe><script>
addEventListener("load", () => {
  const page = document.querySelector("iframe").contentDocument;
  const box = element => { const r = element.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
  const all = selector => [...page.querySelectorAll(selector)];
  const look = element => { const s = page.defaultView.getComputedStyle(element);
    return [s.color, s.backgroundColor, parseFloat(s.fontSize)]; };
  const told = {
    title: page.title,
    width: [page.documentElement.scrollWidth, page.documentElement.clientWidth],
    hidden: all(".scroll").map(each => each.scrollWidth - each.clientWidth),
    rows: all(".calendar tbody tr").map(row => [...row.children].map(box)),
    days: all(".calendar thead tr:last-child th").map(each => each.textContent),
    cut: all(".calendar td, .calendar th").filter(each => each.scrollWidth > each.clientWidth + 1).length,
    looks: Object.fromEntries(["ok", "short", "empty", "blocked", "failed", "killed"].map(
      outcome => [outcome, look(page.querySelector(`.calendar td.${outcome}`))])),
    text: all("td, th, dt, dd, p, h1, h2, a").map(look),
    strange: all("script, img, iframe, object, embed, link").length,
    svg: box(page.querySelector("svg")),
    links: all("a").map(each => each.href),
  };
  document.body.textContent = JSON.stringify(told);
});
</script>"""


@lru_cache(1)
def browser() -> str:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"no browser is here: none of {', '.join(names)}; .ci/run installs chromium")
    return found


@dataclass
class Web:
    """The whole web, as far as a browser behind this proxy can tell: two pages, and a list of what was asked for."""

    pages: dict[str, str]
    address: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def web(pages: dict[str, str]) -> Iterator[Web]:
    here = Web(pages)

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append(self.path)
            body = here.pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((body or "").encode())

        def do_CONNECT(self) -> None:
            here.asked.append(self.path)
            self.send_error(502)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    here.address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


SITE = "http://health.example/"
BROWSERS_OWN = re.compile(r"(http://)?[\w.-]+\.(google|googleapis|gstatic)\.com[:/]")  # what it asks for itself


def browse(html: str, folder: Path, url: str, *options: str) -> tuple[str, list[str]]:
    """What the browser prints, and what it asked the web for; the page and a harness that measures it are served."""
    quiet = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic")
    with web({f"{SITE}page.html": html, f"{SITE}harness.html": HARNESS}) as here:
        done = subprocess.run(
            [
                browser(),
                *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", *quiet),
                *("--hide-scrollbars", "--window-size=1280,1000", f"--user-data-dir={folder / 'browser'}"),
                *(f"--proxy-server={here.address}", "--proxy-bypass-list=<-loopback>", *options, url),
            ],
            capture_output=True,
            text=True,
            timeout=120,
        )
    return done.stdout, [url for url in here.asked if not BROWSERS_OWN.match(url)]


def measured(html: str, folder: Path) -> tuple[dict[str, Any], list[str]]:
    printed, asked = browse(html, folder, f"{SITE}harness.html", "--virtual-time-budget=10000", "--dump-dom")
    told = parsed(printed).body
    assert told is not None, printed
    return json.loads(told.text), asked


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[str]]:
    """The page with hostile texts everywhere, as a browser lays it out, and what it asked the web for."""
    text = " ".join(HOSTILE)
    return measured(page(every_site(text), every_concern(text)), tmp_path_factory.mktemp("browser"))


def channels(colour: str) -> list[float]:
    return [float(value) for value in re.findall(r"[\d.]+", colour)]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours: WCAG 2.2, "contrast ratio"."""

    def luminance(colour: str) -> float:
        parts = [value / 255 for value in channels(colour)[:3]]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.slow
def test_a_browser_shows_the_page_and_runs_and_fetches_nothing(shown: tuple[dict[str, Any], list[str]]) -> None:
    told, asked = shown
    assert told["title"] == "Corpus health 2026-11-24"
    assert told["strange"] == 0
    assert set(asked) <= {f"{SITE}harness.html", f"{SITE}page.html", f"{SITE}favicon.ico"}
    assert told["links"]
    assert all(link.startswith("http://") for link in told["links"])


@pytest.mark.slow
def test_the_calendar_of_33_sites_is_on_one_screen_and_in_line(shown: tuple[dict[str, Any], list[str]]) -> None:
    told, _ = shown
    assert told["width"][0] <= told["width"][1]
    assert max(told["hidden"]) <= 0
    assert told["cut"] == 0
    assert [int(day) for day in told["days"]] == [
        (TODAY - timedelta(days=back)).day for back in range(DAYS - 1, -1, -1)
    ]
    rows = told["rows"]
    assert len(rows) == len(SITES)
    assert all(len(row) == DAYS + 3 for row in rows)
    assert rows[-1][0][3] < 1000  # the bottom of the last row, on a screen of 1280 by 1000
    for column in zip(*rows, strict=True):
        assert max(left for left, *_ in column) - min(left for left, *_ in column) < 0.5
    days = rows[0][1 : DAYS + 1]
    widths = [right - left for left, _, right, _ in days]
    assert max(widths) - min(widths) < 1.5
    heights = [row[0][3] - row[0][1] for row in rows]
    assert max(heights) - min(heights) < 0.5
    left, _, right, _ = told["svg"]
    assert 0 <= left < right <= 1280


@pytest.mark.slow
def test_every_text_can_be_read(shown: tuple[dict[str, Any], list[str]]) -> None:
    told, _ = shown
    for outcome, (ink, ground, _) in told["looks"].items():
        assert contrast(ink, ground) >= 4.5, outcome
    grounds = [ground for _, ground, _ in told["looks"].values()]
    assert len(set(grounds)) == len(grounds)
    for ink, ground, size in told["text"]:
        assert size >= 12
        paper = "rgb(255, 255, 255)" if channels(ground)[3:] == [0] else ground
        assert contrast(ink, paper) >= 4.5, (ink, paper)


@pytest.mark.slow
def test_what_is_drawn_has_the_colours_of_the_outcomes(tmp_path: Path, shown: tuple[dict[str, Any], list[str]]) -> None:
    picture = tmp_path / "page.png"
    html = page(every_site(), every_concern())
    _, asked = browse(html, tmp_path, f"{SITE}page.html", f"--screenshot={picture}")
    assert asked == [f"{SITE}page.html"]
    with Image.open(picture) as drawn:
        colours = {colour: count for count, colour in drawn.convert("RGB").getcolors(1 << 24) or ()}
    for outcome, (_, ground, _) in shown[0]["looks"].items():
        red, green, blue = map(int, channels(ground)[:3])
        assert colours.get((red, green, blue), 0) > 1000, outcome
