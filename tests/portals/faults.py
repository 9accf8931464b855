"""Faults on demand: what may go wrong at any site, laid over a practice portal's answers.

The blocked answers are those of families.md ("Blocked responses"). robots.txt is never touched, so that it is
the lists and documents that fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from tests.portals.column import document_page, html, json_answer
from tests.portals.server import Answer, Asked
from tests.portals.sites import Portal, everything

SLOW = 3.0  # seconds before an answer that a crawl with a shorter time-out does not wait for


@dataclass(frozen=True, slots=True)
class Fault:
    """spoil: from a request and its clean answer, the bad one. hits: which requests it strikes.

    outcome: how a run must end. blocked: what `snapshots.blocked` must say. harmless: everything is stored, as if
    nothing had been. empty: the portal has no documents; repeating: it serves its last page again past the end.
    """

    spoil: Callable[[Asked, Answer], Answer] = lambda asked, clean: clean
    hits: Literal["everything", "lists", "documents"] = "everything"
    outcome: str = "ok"
    blocked: str = ""
    harmless: bool = False
    empty: bool = False
    repeating: bool = False


def _page(body: str, head: str = "", status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(html(document_page(body, head)), status=status, headers=named)


def _shell(body: str, head: str = "", status: int = 200, **headers: str) -> Answer:
    """A challenge's page: next to nothing to read."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    text = f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return Answer(text.encode(), status=status, headers=named)


_RUISHU = "<script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=61842;</script>"
_SLIDER = _shell(
    "<div class='puzzle-vcode'>请稍候…</div>", f"<script>window._$ts={{}};/*{'0' * 22_600}*/</script>", status=412
)
SHIELDS: dict[str, tuple[str, Answer]] = {
    "瑞数 412": ("瑞数", _shell("", _RUISHU, 412, Set_Cookie="FSSBBIl1UgzbN7N80S=0; path=/")),
    "瑞数 200": ("瑞数", _shell("", _RUISHU)),
    "瑞数 400": ("瑞数", _shell("", "", 400, Set_Cookie="FSSBBIl1UgzbN7N80S=0; path=/")),
    "加速乐": (
        "加速乐",
        _shell("", "<script>document.cookie='__jsl_clearance_s=1|0|x';location.reload()</script>", 521),
    ),
    "创宇盾 200": ("创宇盾", _shell("<p>知道创宇云防御</p><p>请求被拦截</p>", Set_Cookie="__jsluid_s=0; path=/")),
    "创宇盾 403": ("创宇盾", _shell("<p>知道创宇云防御</p>", "", 403, Set_Cookie="__jsluid_s=0; path=/")),
    "WZWS": ("WZWS", _shell("<p>403</p>", "", 403, Set_Cookie="wzws_sessionid=0; path=/")),
    "安全狗": ("安全狗", _shell("", "", 403, Set_Cookie="security_session_verify=0; path=/")),
    "安全狗 200": ("安全狗", _shell("不合法的参数")),
    "网防G01": ("安全狗", _shell("<h1>网防G01</h1><p>请求被阻断</p>", "", 403)),
    "NWAF 412": ("NWAF", _SLIDER),
    "NWAF 200": ("NWAF", replace(_SLIDER, status=200)),
    "CCDN": ("CCDN", _shell("<h1>403 Forbidden</h1><hr>CCDN", "", 403)),
    "CDN": ("CDN", _shell("<div class='online-desc-con'>样例</div>")),
    "throttle": ("throttle", json_answer({"ok": False, "code": -101})),
    "throttle 429": ("throttle", Answer(b"", status=429)),
}


def _always(answer: Answer) -> Callable[[Asked, Answer], Answer]:
    return lambda asked, clean: answer


def _to_itself(asked: Asked, clean: Answer) -> Answer:
    return Answer(b"", status=302, headers={"Location": asked.url})


def _verified(asked: Asked, clean: Answer) -> Answer:
    """安全狗's other way: a redirect to the same address that sets a cookie."""
    return Answer(b"", status=302, headers={"Location": asked.url, "Set-Cookie": "security_session_verify=0; path=/"})


def _cut(asked: Asked, clean: Answer) -> Answer:
    return replace(clean, cut=len(clean.body) // 2)


def _gbk(asked: Asked, clean: Answer) -> Answer:
    """Pages, not JSON, as old departments serve them: GBK, and no charset anywhere."""
    if not clean.body.startswith(b"<!DOCTYPE html") or "html" not in clean.content_type:
        return clean
    text = re.sub(r'<meta charset="[^"]{1,20}">', "", clean.body.decode())
    return replace(clean, body=text.encode("gb18030"), content_type="text/html")


def _shielded(asked: Asked, clean: Answer) -> Answer:
    """A clean answer of a site behind a shield: its cookies are set, and it is no block."""
    return replace(clean, headers={**clean.headers, "Set-Cookie": "__jsluid_s=0; path=/"}) if not clean.reset else clean


def _let_through(asked: Asked, clean: Answer) -> Answer:
    """A whole document that 瑞数 has let through, its script still in the head: no block."""
    return replace(clean, body=clean.body.replace(b"</head>", b"<script>window.$_ts={};</script></head>", 1))


_SOFT_404 = _page("<div class='gknr_list'>样例频道</div>", "<!-- 样例模板 -->")

FAULTS: dict[str, Fault] = {
    "let through": Fault(_let_through, "documents", harmless=True),
    **{name: Fault(_always(answer), outcome="blocked", blocked=kind) for name, (kind, answer) in SHIELDS.items()},
    "安全狗 302": Fault(_verified, outcome="blocked", blocked="安全狗"),
    "block on documents": Fault(_always(SHIELDS["NWAF 200"][1]), "documents", "blocked", "NWAF"),
    "geo block": Fault(_always(Answer(b"", reset=True)), outcome="failed"),
    "time-out": Fault(lambda asked, clean: replace(clean, delay=SLOW), outcome="failed"),
    "500": Fault(_always(Answer(b"<h1>500</h1>", status=500)), outcome="failed"),
    "500 on documents": Fault(_always(Answer(b"<h1>500</h1>", status=500)), "documents", "short"),
    "cut body": Fault(_cut, outcome="failed"),
    "cut documents": Fault(_cut, "documents", "short"),
    "redirect loop": Fault(_to_itself, outcome="failed"),
    "GBK without charset": Fault(_gbk, harmless=True),
    "slow bytes": Fault(lambda asked, clean: replace(clean, pace=0.02), harmless=True),
    "shielded": Fault(_shielded, harmless=True),
    "empty lists": Fault(outcome="empty", empty=True),
    "last page again": Fault(harmless=True, repeating=True),
    "soft 404": Fault(_always(_SOFT_404), "documents", "short"),
}


def spoilt(faults: Mapping[Portal, Fault]) -> Callable[[Asked], Answer]:
    """The portals in one, each with its fault laid over its answers."""

    def over(portal: Portal, asked: Asked, clean: Answer) -> Answer:
        fault = faults[portal]
        meant = fault.hits == "everything" or portal.holds(asked) == (fault.hits == "documents")
        return fault.spoil(asked, clean) if meant and asked.path != "/robots.txt" else clean

    return everything(faults, over)


def faulty(name: str, fault: Fault) -> Portal:
    """The portal of a site as a fault wants it."""
    return Portal(name, empty=fault.empty, repeating=fault.repeating)
