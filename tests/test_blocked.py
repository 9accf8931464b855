"""Every blocked answer of families.md is recognised; no clean page raises an alarm. All are samples, 样例."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.blocked import blocked, soft_404

REAL = Path(__file__).resolve().parents[1] / "../shared/real/html"


def _page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()


RUISHU = _page(
    "", "<meta content='x' http-equiv='e'><script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=9;</script>"
)
SLIDER = _page("<div class='puzzle-vcode'>请稍候…</div>", f"<script>window._$ts={{}};{'x' * 22000}</script>")
DOCUMENT = (
    "<h1>样例省人民政府关于加强网络安全的通知</h1><p>样政发〔2022〕1号</p><div id='zoom'><p>各市人民政府：</p></div>"
)

BLOCKS = [
    ("瑞数", 412, {}, RUISHU),
    ("瑞数", 412, {"Set-Cookie": "FSSBBIl1UgzbN7N80S=abc; path=/"}, b""),
    ("瑞数", 200, {}, RUISHU),
    ("瑞数", 400, {"set-cookie": "FSSBBIl1UgzbN7N80T=1; FSSBBIl1UgzbN7N80S=2"}, b""),
    ("加速乐", 521, {}, _page("", "<script>document.cookie='__jsl_clearance_s=1.2';location.reload()</script>")),
    ("加速乐", 521, {}, b""),
    ("创宇盾", 200, {"set-cookie": "__jsluid_s=1"}, _page("<h1>知道创宇云防御</h1><p>您的请求已被拦截</p>")),
    ("创宇盾", 200, {}, _page("<h1>知道创宇云防御</h1><p>请求被拦截</p><p>2022-09-01 10:00:00</p>")),
    ("创宇盾", 403, {}, _page("<p>知道创宇云防御</p><p>2022-09-01 10:00:00</p>")),
    ("创宇盾", 403, {"set-cookie": "__jsluid_s=0f; max-age=31536000"}, b""),
    ("WZWS", 403, {"set-cookie": "wzws_sessionid=oGQ; path=/"}, _page("<p>403</p>")),
    ("安全狗", 403, {"set-cookie": "security_session_verify=1"}, b""),
    ("安全狗", 302, {"set-cookie": "security_session_verify=1", "location": "/zwgk/"}, b""),
    ("安全狗", 200, {}, _page("不合法的参数")),
    ("安全狗", 403, {}, _page("<title>网防G01</title>")),
    ("NWAF", 200, {}, SLIDER),
    ("NWAF", 412, {}, SLIDER),
    ("CCDN", 403, {"server": "CCDN"}, _page("<h1>403 Forbidden</h1>")),
    ("CCDN", 403, {"server": "openresty"}, _page("<h1>403 Forbidden</h1><hr>CCDN")),
    ("CDN", 200, {}, _page("<div class='online-desc-con'>样例</div>")),
    ("阿里云盾", 405, {"set-cookie": "acw_tc=76b; path=/"}, _page("<p>405</p>")),
    ("throttle", 429, {}, b""),
    ("throttle", 200, {"content-type": "application/json"}, b'{"ok":false,"code":-101,"msg":"x"}'),
    ("refused", 403, {}, _page("<h1>403 Forbidden</h1><hr>nginx")),
]

CLEAN = [
    ("a policy about the shield itself", 200, {}, _page(DOCUMENT + "<p>推广使用知道创宇云防御、安全狗等产品。</p>")),
    ("a short notice that names a shield", 200, {}, _page("<p>样例：采购云防御服务的公告</p><p>2022年9月1日</p>")),
    (
        "a page let through with its script",
        200,
        {},
        _page(DOCUMENT * 12, "<script r='m'>$_ts=window['$_ts'];</script>"),
    ),
    ("a shield's cookie on a whole page", 200, {"set-cookie": "__jsluid_s=1; wzws_sessionid=2"}, _page(DOCUMENT)),
    ("acw_tc on a whole page", 200, {"set-cookie": "acw_tc=1"}, _page(DOCUMENT)),
    ("an ordinary redirect", 302, {"location": "/a/"}, b""),
    ("a redirect with a shield's cookie", 301, {"set-cookie": "__jsluid_s=1", "location": "https://a.gov.cn/"}, b""),
    ("not found", 404, {}, _page("<p>404</p>")),
    ("a server's error", 500, {}, b""),
    ("not modified", 304, {}, b""),
    ("an empty list", 200, {}, _page("<ul class='list'></ul>")),
    (
        "an answer that speaks of shields",
        200,
        {},
        '{"code":200,"data":[{"title":"样例 知道创宇云防御 $_ts="}]}'.encode(),
    ),
    ("a PDF", 200, {"content-type": "application/pdf"}, b"%PDF-1.4 $_ts= puzzle-vcode"),
    ("so-gov answering", 200, {}, b'{"ok":true,"code":0,"resultDocs":[{"data":{"title":"code\\":-101"}}]}'),
]


@pytest.mark.parametrize(("kind", "status", "headers", "body"), BLOCKS)
def test_a_block_is_named(kind: str, status: int, headers: dict[str, str], body: bytes) -> None:
    assert blocked(status, headers, body) == kind


@pytest.mark.parametrize(("status", "headers", "body"), [case[1:] for case in CLEAN], ids=[case[0] for case in CLEAN])
def test_no_false_alarm(status: int, headers: dict[str, str], body: bytes) -> None:
    assert blocked(status, headers, body) == ""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_marks_are_read_in_any_charset(encoding: str) -> None:
    body = "<html><head><title>知道创宇云防御</title></head><body></body></html>".encode(encoding)
    assert blocked(200, {}, body) == "创宇盾"


@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real is not there")
def test_every_real_page_is_clean() -> None:
    pages = [path for path in REAL.iterdir() if path.suffix in (".html", ".json")]
    assert len(pages) >= 60
    assert {path.name: kind for path in pages if (kind := blocked(200, {}, path.read_bytes()))} == {}


@given(
    st.integers(100, 599),
    st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=3),
    st.binary(max_size=400),
)
def test_any_answer_is_judged(status: int, headers: dict[str, str], body: bytes) -> None:
    assert isinstance(blocked(status, headers, body), str)


@pytest.mark.parametrize(
    ("body", "container", "title", "soft"),
    [
        (
            _page("<ul class='nav'><li>政务公开</li></ul>", "<title>样例政务公开</title>"),
            "#zoom",
            "样例省关于教育的通知",
            True,
        ),
        (_page("<div id='zoom'>样例省关于教育的通知</div>"), "#zoom", "样例省关于教育的通知", False),
        (_page("<div id='zoom'><img src='scan.png'></div>"), "#zoom", "样例省关于教育的通知", False),
        (_page("<div id='new'><h1>样例省\n关于教育的通知</h1></div>"), "#zoom", "样例省关于教育的通…", False),
        (_page("<p>样例</p>"), "#zoom", "", False),
        (_page("<p>样例</p>"), "", "样例省关于教育的通知", False),
        (b"", "#zoom", "样例", False),
    ],
)
def test_a_generic_page_in_place_of_a_document_is_a_soft_404(
    body: bytes, container: str, title: str, soft: bool
) -> None:
    assert soft_404({}, body, container, title) is soft
