"""What a page is: policy text, its interpretation, a picture of it, news, a list, a draft, or no document at all.

Each verdict carries the words of the page that speak for it. The order matters: what is no document is told
first, then what is about a document, and only then the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.reading import Block
from corpus.reading.titles import bare
from crawlers.blocked import blocked

_GONE = re.compile(
    r"(?:页面|网页|文章|信息|内容|栏目|文件)(?:不存在|已删除|已被删除|找不到|未找到|已下线|已过期|飞走了|走丢了|暂时无法)|找不到(?:了)?(?:您|你)?(?:要|所|想)?(?:访问|查看|请求)?的?(?:页面|网页|文件|资源)|"
    r"(?:您|你)(?:要|所|想)?(?:访问|查看|请求)的(?:页面|网页|内容|栏目)(?:不存在|已|暂|无|没)|"
    r"(?<!\d)404(?!\d)|Not Found|无法找到该页|链接(?:已)?失效|出错了"
)
_INFOGRAPHIC = re.compile(r"图解|一图(?:读|看|速)?懂|一图(?:了解|速览|速读|解读)|长图|漫画|动漫|H5|海报|图说")
_INTERPRETATION = re.compile(
    r"解读|答记者问|政策(?:问答|简明问答|百问|吹风会|例行吹风)|问答|起草说明|新闻发布会|实录|读懂"
)
_DRAFT = re.compile(
    r"征求意见稿|公开征求意见|(?:公开|再次|向社会)?征求.{0,80}意见|征集.{0,60}意见|[（(]草案|送审稿[)）]|公示稿|讨论稿"
)
_NEWS = re.compile(
    r"^(?:[（(]?(?:本报|本网|新华社|中新网|人民网|央视|记者|通讯员|据).{0,30}(?:电|讯|报道|记者|消息|[)）])|近日，|日前，|(?:\d{1,2}月)?\d{1,2}日(?:上午|下午|至|，))"
)
_NEWS_COLUMN = re.compile(r"新闻|要闻|动态|时政|头条|工作信息|媒体|报道|图片")
_INTERPRETING_COLUMN = re.compile(r"解读|问答|图解")
_INTERPRETING_PATH = re.compile(r"/(?:zcjd|zcjdx?|wjjd|jd|jiedu|zcjdhy)/")
# Scripts that fill a column page with its list (families.md, F2, F6).
_LIST_SCRIPT = re.compile(
    r"<datastore>|<recordset>|dataproxy\.jsp|unitbuild\.js|createPageHTML?\(|/queryList|article_paging_list|channelsTag"
)
_DATED_ROW = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s\d{1,2}:\d\d(?::\d\d)?)?[\]）)]?$")
_GENRE = re.compile(
    r"(?:通知|通告|公告|意见|决定|办法|方案|规划|批复|复函|函|规定|细则|条例|命令|令|纲要|计划|要点|措施|制度|标准|指南|章程|法|决议|公报|目录|名单|规则|预案|清单|规范|若干措施|安排|通报|答复|基准)[》”]?(?:[（(〔].{1,40}[)）〕])?$"
)
_CALLED = re.compile("关于|印发|《")
_SOME_ARTICLES = 3


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the verdict rests on. `source` is the page's own text, tags and all; the counts are of the whole page."""

    source: str
    title: str
    page_title: str  # the window's, and what a meta tag says
    column: str
    path: str  # of the page's address
    shown: str  # the page's whole text where no document was found on it
    blocks: Sequence[Block]
    doc_number: str
    index_number: str
    prose: int  # characters of running text in the document
    links: int
    dated_links: int
    images: int


def page_kind(facts: PageFacts) -> tuple[str, str]:
    """(kind, evidence). Kinds: policy, interpretation, infographic, news, list, draft, soft_404, challenge, or none."""
    body = "".join(block.text for block in facts.blocks if block.kind != "title")
    if facts.prose < 200 and (shield := blocked(200, {}, facts.source.encode("utf-8", "replace"))):
        return "challenge", shield
    if facts.prose < 200 and (gone := _gone(facts, body)):
        return "soft_404", gone
    if _is_list(facts, body):
        return "list", f"{facts.links} links, {facts.dated_links} of them dated, {facts.prose} characters of text"
    title = facts.title or facts.page_title
    if found := _INFOGRAPHIC.search(title):
        return "infographic", found[0]
    if (found := _INTERPRETATION.search(title)) and (found.end() == len(title) or not facts.doc_number):
        return "interpretation", found[0]
    if found := _DRAFT.search(title):
        return "draft", found[0]
    if (found := _INTERPRETING_COLUMN.search(facts.column)) and not _has_number_block(facts):
        return ("infographic" if facts.images and facts.prose < 100 else "interpretation"), f"column {facts.column}"
    if facts.doc_number:
        return "policy", facts.doc_number
    opening = next((block.text for block in facts.blocks if block.kind == "paragraph"), "")
    if (found := _NEWS.search(opening)) and not _GENRE.search(title):
        return "news", found[0]
    if found := _GENRE.search(title):
        return "policy", found[0]
    if _NEWS_COLUMN.search(facts.column):
        return "news", f"column {facts.column}"
    if (articles := _articles(facts)) >= _SOME_ARTICLES:
        return "policy", f"{articles} articles"
    if found := _INTERPRETING_PATH.search(facts.path):
        return "interpretation", f"address {found[0]}"
    signed = [block.text for block in facts.blocks if block.kind in ("addressee", "signature", "date")]
    if len(signed) >= 2:
        return "policy", " ".join(signed[-2:])
    return "", ""


def _gone(facts: PageFacts, body: str) -> str:
    """The words that say there is no such page: in a title, or in a text that says little else."""
    body = body or facts.shown
    found = _GONE.search(facts.page_title) or _GONE.search(facts.title) or (len(body) < 200 and _GONE.search(body))
    return found[0] if found else ""


def _has_number_block(facts: PageFacts) -> bool:
    return any(block.kind == "doc_number" for block in facts.blocks)


def _articles(facts: PageFacts) -> int:
    """How many paragraphs are articles of a law (第X条)."""
    return sum(
        block.text.startswith("第") and block.kind in ("heading", "paragraph") and "条" in block.text[:8]
        for block in facts.blocks
    )


def _is_named_document(facts: PageFacts) -> bool:
    """Whether the page calls itself by a document's title (关于……的通知), as no column is called."""
    called = _GENRE.search(facts.title) is not None and _CALLED.search(facts.title) is not None
    return called and bare(facts.title) in bare(facts.page_title)


def _is_list(facts: PageFacts, body: str) -> bool:
    """Many dated links and nothing signed or numbered; or a list's script, or links alone, where there is no text."""
    if facts.doc_number or any(block.kind in ("doc_number", "signature", "addressee") for block in facts.blocks):
        return False
    if _articles(facts) >= _SOME_ARTICLES or _is_named_document(facts):
        return False
    dated = max(
        facts.dated_links, sum(len(block.text) < 80 and bool(_DATED_ROW.search(block.text)) for block in facts.blocks)
    )
    if dated >= 5:
        return dated * 200 > facts.prose
    if facts.index_number and _GENRE.search(facts.title):
        return False  # a document's page without its document
    return facts.prose < 40 and len(body) < 200 and (facts.links >= 30 or bool(_LIST_SCRIPT.search(facts.source)))
