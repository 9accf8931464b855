"""One page that shows how the corpus fares: a calendar of outcomes, documents over time, what is new, what is wrong.

A function of the data and of a day. The page needs nothing beside itself: no script, no picture, no font, no request;
its policy (CSP) forbids them. Every text is from outside and is escaped; only http and https addresses become links.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from importlib.resources import files
from itertools import accumulate

from sqlalchemy import Connection, func, select

from corpus.crawl_report import KINDS, one_line
from corpus.health import Concern, GoodRun, last_good_runs
from crawlers.outcome import WORST_FIRST
from storage.models import Document, Event, Run, Site

DAYS = 35  # of the calendar: five weeks, so that a site crawled by the week shows five runs
NEWS_DAYS = 7
MAX_NEWS = 200
MAX_CONCERNS = 300
_KILLED = "killed or running"
_LETTERS = {"ok": "·", "short": "s", "empty": "e", "blocked": "b", "failed": "f", _KILLED: "k"}
_WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True)
class Ended:
    """A crawl on the calendar; outcome None of one that was killed, or runs."""

    started_at: str
    outcome: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site on the calendar: its runs by day, how many documents there are of it, and its last good run."""

    name: str
    title: str
    runs: Mapping[date, Sequence[Ended]]
    documents: int
    last_good: GoodRun | None


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a document this week; kind as `corpus.crawl_report` has it."""

    day: date
    kind: str
    site: str
    title: str
    doc_number: str
    url: str


@dataclass(frozen=True, slots=True)
class PageData:
    """What the page shows beside the concerns. growth: how many documents were new, by day, oldest first."""

    today: date
    sites: Sequence[SiteLine]
    growth: Sequence[tuple[date, int]]
    news: Sequence[News]
    changes: Mapping[str, int]  # this week, by kind: `news` shows MAX_NEWS of them


def page_data(connection: Connection, today: date) -> PageData:
    """What the database tells of the days up to one (UTC), and which documents and good runs there are."""
    first, week = today - timedelta(days=DAYS - 1), today - timedelta(days=NEWS_DAYS - 1)
    runs: defaultdict[str, defaultdict[date, list[Ended]]] = defaultdict(lambda: defaultdict(list))
    crawls = select(Run.site, Run.started_at, Run.outcome, Run.reason).where(Run.kind == "crawl")
    begun_on = func.substr(Run.started_at, 1, 10)
    in_sight = crawls.where(begun_on >= first.isoformat(), begun_on <= today.isoformat()).order_by(Run.id)
    for run in connection.execute(in_sight):
        if begun := _day(run.started_at):
            runs[run.site][begun].append(Ended(run.started_at, run.outcome, run.reason))
    counts = dict(connection.execute(select(Document.site, func.count()).group_by(Document.site)).all())
    good = last_good_runs(connection)

    def line(name: str, title: str) -> SiteLine:
        return SiteLine(name, title, runs[name], counts.get(name, 0), good.get(name))

    known = connection.execute(select(Site.name, Site.title).order_by(Site.adcode.is_(None), Site.adcode, Site.name))
    day = func.substr(Event.happened_at, 1, 10)
    upto = day <= today.isoformat()
    growth = select(day, func.count()).where(Event.kind == "new", upto).group_by(day).order_by(day)
    this_week = (upto, day >= week.isoformat())
    changes = select(Event.kind, func.count()).where(*this_week).group_by(Event.kind)
    news = (
        select(Event.happened_at, Event.kind, Site.title.label("site"))
        .add_columns(Document.title, Document.doc_number, Document.url)
        .join(Document, Document.id == Event.document_id)
        .join(Site, Site.name == Document.site)
        .where(*this_week)
        .order_by(Event.happened_at.desc(), Event.id.desc())
        .limit(MAX_NEWS)
    )
    return PageData(
        today,
        [line(site.name, site.title) for site in known],
        [(known_on, count) for when, count in connection.execute(growth) if (known_on := _day(when))],
        [
            News(happened, row.kind, row.site, row.title, row.doc_number, row.url)
            for row in connection.execute(news)
            if (happened := _day(row.happened_at))
        ],
        dict(connection.execute(changes).all()),
    )


def _day(moment: str) -> date | None:
    """The day of a moment; None where a record made elsewhere says only the year or the month, as WARC/1.1 allows."""
    try:
        return date.fromisoformat(moment[:10])
    except ValueError:
        return None


def page(data: PageData, concerns: Sequence[Concern]) -> str:
    """The page, as HTML."""
    style = files("corpus").joinpath("health_page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    body = [
        f'<header><h1>Corpus health <span lang="zh">语料健康</span></h1>{"".join(_facts(data, concerns))}</header>',
        "<section><h2>Runs by site and day</h2>",
        *_legend(),
        *_calendar(data),
        "</section>",
        "<section><h2>Documents over time</h2>",
        *_growth(data),
        "</section>",
        "<section><h2>What wants attention</h2>",
        *_concerns(concerns),
        "</section>",
        f"<section><h2>What is new in the {NEWS_DAYS} days to {data.today}</h2>",
        *_news(data),
        "</section>",
    ]
    return _FRAME.format(policy=policy, style=style, today=data.today, body="\n".join(body))


def _text(text: str) -> str:
    """A text from outside, for an element or an attribute in quotes."""
    return escape(one_line(text))


def _zh(text: str) -> str:
    return f'<span lang="zh">{_text(text)}</span>'


def _facts(data: PageData, concerns: Sequence[Concern]) -> Iterator[str]:
    crawled = sum(1 for site in data.sites if site.runs)
    facts = (
        (str(data.today), "as of"),
        (f"{crawled} of {len(data.sites)}", f"sites crawled in {DAYS} days"),
        (f"{sum(site.documents for site in data.sites):,}", "documents"),
        (f"{data.changes.get('new', 0):,}", f"new in {NEWS_DAYS} days"),
        (f"{len(concerns):,}", "thing wants attention" if len(concerns) == 1 else "things want attention"),
    )
    yield "<dl>"
    for value, name in facts:
        yield f"<div><dt>{name}</dt><dd>{value}</dd></div>"
    yield "</dl>"


def _legend() -> Iterator[str]:
    yield '<p class="legend">'
    for outcome, letter in _LETTERS.items():
        yield f'<span class="cell {_class(outcome)}">{letter}</span> {outcome}'
    yield '<span class="note">of several runs on a day the worst is shown; days are UTC</span></p>'


def _class(outcome: str) -> str:
    """The style of an outcome; whatever is none has none."""
    return outcome.partition(" ")[0] if outcome in _LETTERS else ""


def _calendar(data: PageData) -> Iterator[str]:
    days = [data.today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    months = Counter(f"{day:%Y-%m}" for day in days)
    yield '<div class="scroll"><table class="calendar"><thead><tr><th rowspan="2">Site</th>'
    yield from (f'<th colspan="{count}" class="month">{month}</th>' for month, count in months.items())
    yield '<th rowspan="2" class="number">Documents</th><th rowspan="2" class="left">Last good run</th></tr><tr>'
    yield from (f"<th{_weekend(day)}>{day.day}</th>" for day in days)
    yield "</tr></thead><tbody>"
    for site in data.sites:
        good = f"{site.last_good.started_at[:10]}, listed {site.last_good.listed}" if site.last_good else "none"
        cells = "".join(_cell(day, site.runs.get(day, ())) for day in days)
        name = f'<th scope="row" title="{_text(site.name)}">{_zh(site.title)}</th>'
        yield f'<tr>{name}{cells}<td class="number">{site.documents:,}</td><td class="left">{_text(good)}</td></tr>'
    yield "</tbody></table></div>"


def _weekend(day: date) -> str:
    return ' class="weekend"' if day.weekday() in _WEEKEND else ""


def _cell(day: date, runs: Sequence[Ended]) -> str:
    if not runs:
        return f"<td{_weekend(day)}></td>"
    worst = min(runs, key=_badness)
    outcome = worst.outcome or _KILLED
    told = "; ".join(f"{run.started_at[11:16]} {run.outcome or _KILLED} {run.reason}".rstrip() for run in runs)
    letter = _LETTERS.get(outcome, "?")
    return f'<td class="{_class(outcome)}" title="{_text(f"{day} {told}")}">{letter}</td>'


def _badness(run: Ended) -> int:
    outcomes: tuple[str | None, ...] = WORST_FIRST
    return outcomes.index(run.outcome) if run.outcome in outcomes else -1


_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 1160, 150, 60, 22, 12


def _growth(data: PageData) -> Iterator[str]:
    """A line of steps: how many documents were known at the end of each day."""
    if not data.growth:
        yield "<p>No document yet.</p>"
        return
    first = data.growth[0][0] - timedelta(days=1)
    span = (data.today - first).days
    totals = list(accumulate(count for _, count in data.growth))
    highest = totals[-1]

    def x(day: date) -> float:
        return _LEFT + (_WIDTH - _LEFT - 8) * (day - first).days / span

    def y(count: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - count / highest)

    line = f"M{x(first):.1f} {y(0):.1f}"
    for (day, _), total in zip(data.growth, totals, strict=True):
        line += f"H{x(day):.1f}V{y(total):.1f}"
    line += f"H{x(data.today):.1f}"
    held = "1 document" if highest == 1 else f"{highest:,} documents"
    label = f"{held} on {data.today}, the first on {data.growth[0][0]}"
    yield f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}"><title>{label}</title>'
    for count in sorted({0, highest // 2, highest}):
        yield f'<path class="grid" d="M{_LEFT} {y(count):.1f}H{_WIDTH - 8}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y(count) + 4:.1f}" text-anchor="end">{count:,}</text>'
    yield f'<path class="area" d="{line}V{y(0):.1f}Z"/><path class="line" d="{line}"/>'
    yield f'<text x="{_LEFT}" y="{_HEIGHT - 5}">{data.growth[0][0]}</text>'
    yield f'<text x="{_WIDTH - 8}" y="{_HEIGHT - 5}" text-anchor="end">{data.today}</text></svg>'


def _concerns(concerns: Sequence[Concern]) -> Iterator[str]:
    if not concerns:
        yield "<p>Nothing.</p>"
        return
    columns = ("Site", "What", "Subject", "Detail", "Last good run")
    yield from _table(
        "concerns",
        columns,
        (
            (
                _text(each.site),
                f'<span class="what {_class(each.what)}">{_text(each.what)}</span>',
                _linked(each.subject, _text(each.subject)),
                _zh(each.detail),
                f"{each.last_good.started_at[:10]}, listed {each.last_good.listed}" if each.last_good else "none",
            )
            for each in concerns[:MAX_CONCERNS]
        ),
    )
    yield from _more(len(concerns) - MAX_CONCERNS, "corpus health")


def _news(data: PageData) -> Iterator[str]:
    if not data.news:
        yield "<p>Nothing.</p>"
        return
    yield "<p>" + ", ".join(f"{data.changes[kind]:,} {kind}" for kind in KINDS if data.changes.get(kind)) + "</p>"
    yield from _table(
        "news",
        ("Day", "What", "Site", "Document", "文号"),
        (
            (
                str(each.day),
                _text(each.kind),
                _zh(each.site),
                _linked(each.url, _zh(each.title or each.url)),
                _zh(each.doc_number),
            )
            for each in data.news
        ),
    )
    yield from _more(sum(data.changes.values()) - len(data.news), "corpus report")


def _table(name: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table; the cells are HTML."""
    yield f'<div class="scroll"><table class="{name}"><thead><tr>'
    yield "".join(f"<th>{column}</th>" for column in columns) + "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    yield "</tbody></table></div>"


def _more(count: int, command: str) -> Iterator[str]:
    if count > 0:
        yield f"<p>… and {count:,} more: <code>{command}</code></p>"


def _linked(url: str, shown: str) -> str:
    """A link where the address is http or https, else what is shown alone."""
    if not url.lower().startswith(("http://", "https://")):
        return shown
    return f'<a href="{_text(url)}" rel="noopener noreferrer" target="_blank">{shown}</a>'


_FRAME = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Corpus health {today}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
