"""Recognises answers that refuse a crawler: challenge pages, shields and throttles (families.md, "Blocked responses").

A status or header that only a shield sends is enough. A mark in the body counts only on a page that
has next to nothing to read, so that a policy about 云防御, or a whole page that a shield has let
through with its scripts and cookies in it, raises no alarm. Nothing here solves a challenge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crawlers.notation import read_doc_number
from crawlers.sources.answer import day_of
from crawlers.sources.markup import css, parse
from crawlers.sources.text import decode, tidy

MAX_SHELL = 262_144  # bytes; the longest challenge known is NWAF's, 22,857
MAX_SHELL_TEXT = 400  # characters a challenge page shows


@dataclass(frozen=True, slots=True)
class _Shield:
    """statuses: refusals in themselves. cookie: with any status from 400, or a redirect. marks: in a shell page."""

    kind: str
    statuses: frozenset[int] = frozenset()
    cookie: str = ""
    server: str = ""
    marks: tuple[str, ...] = ()


_SHIELDS = (
    _Shield("NWAF", marks=("puzzle-vcode", "_$ts=", "_$ts =")),
    _Shield("加速乐", frozenset({521}), cookie="__jsl_clearance", marks=("__jsl_clearance",)),
    _Shield("WZWS", cookie="wzws_", server="wzws", marks=("wzws_sessionid", "wzwschallenge")),
    _Shield(
        "安全狗",
        cookie="security_session_verify",
        server="safedog",
        marks=("security_session_verify", "不合法的参数", "网防G01", "安全狗"),
    ),
    _Shield("瑞数", frozenset({412}), cookie="FSSBBIl1UgzbN7N80S", marks=("$_ts=", "$_ts =", "$_ts[", "$_ts.")),
    _Shield("创宇盾", cookie="__jsluid", marks=("知道创宇云防御", "创宇盾")),
    _Shield("CCDN", server="ccdn", marks=("CCDN",)),
    _Shield("CDN", marks=("online-desc-con",)),
    _Shield("阿里云盾", cookie="acw_"),
)
_REFUSALS = ("被拦截", "被阻断", "被禁止", "访问频繁", "非法请求")
_THROTTLED = re.compile(rb"^\s{0,50}\{[^{}\[\]]{0,500}\"code\"\s{0,5}:\s{0,5}\"?-101\b")
_FILES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"\x89PNG", b"\xff\xd8\xff")


def blocked(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """The kind of block, empty when there is none.

    403 without the mark of any shield is "refused": a firewall's word on our address or user agent.
    429, and so-gov's `code: -101`, are "throttle".
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    cookies, server = lowered.get("set-cookie", ""), lowered.get("server", "").lower()
    if status == 429 or _THROTTLED.match(body[:600]):
        return "throttle"
    shell = _shell(status, lowered, body)
    for shield in _SHIELDS:
        if any(mark in shell for mark in shield.marks):
            return shield.kind
    turned_away = status in (401, 403, 405) or status in (301, 302, 303, 307, 308)
    for shield in _SHIELDS:
        if status in shield.statuses or (status in (400, 401, 403, 405) and shield.server and shield.server in server):
            return shield.kind
        if shield.cookie and shield.cookie in cookies and _tells(shield, status, turned_away):
            return shield.kind
    return "refused" if status == 403 else ""


def _tells(shield: _Shield, status: int, turned_away: bool) -> bool:
    """Whether a shield's cookie means refusal at this status: on a redirect only 安全狗's does."""
    if 300 <= status < 400:
        return turned_away and shield.kind == "安全狗"
    return turned_away or status == 400


def _shell(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """The source of a page with next to nothing to read; empty for any other body.

    A document number, a date or an article's meta elements make a short page a document, unless the
    status refuses or the page says itself that it stopped the request (and when it did so).
    """
    if not body or len(body) > MAX_SHELL or body.startswith(_FILES) or body.lstrip()[:1] in (b"{", b"["):
        return ""
    source = decode(body, headers)
    if not any(mark in source for shield in _SHIELDS for mark in shield.marks):
        return ""
    shown = _shown(source)
    refuses = status >= 400 or any(words in shown for words in _REFUSALS)
    dated = read_doc_number(shown) or _dated(shown) or _names_article(source)
    return "" if len(shown) > MAX_SHELL_TEXT or (dated and not refuses) else source


def _shown(source: str) -> str:
    tree = parse(source)
    if tree is None:
        return ""
    for hidden in list(tree.iter("script", "style", "noscript")):
        hidden.drop_tree()
    return tidy(tree.text_content())


def _dated(shown: str) -> bool:
    """Whether the start of a page's text has a date. In pieces that overlap: `day_of` takes no long text."""
    return any(day_of(shown[at : at + 200]) for at in range(0, MAX_SHELL_TEXT, 150))


def _names_article(source: str) -> bool:
    """Whether the page carries the meta elements of an article (families.md, "Article metadata")."""
    lowered = source[:20_000].lower()
    return any(f'"{name}"' in lowered for name in ("articletitle", "pubdate", "firstpublishedtime"))


def soft_404(headers: Mapping[str, str], body: bytes, container: str, title: str) -> bool:
    """Whether a page answered with 200 is none: no element of the site's `container`, and nowhere the listed title.

    container: the site's `Article.body`; title: what the list said, cut short or not. Without either,
    nothing can be said, and the answer is False.
    """
    start = "".join(title.rstrip(".…").split())[:12]
    tree = parse(decode(body, headers)) if container and start and len(body) <= MAX_SHELL else None
    if tree is None or css(container)(tree):
        return False
    return start not in "".join(tree.text_content().split())
