"""A small corpus of our own (样例), built and filled by hand: for tests of what is asked of one and what leaves it.

Six slots: 中央, 北京 and 湖南 are filled, 河北 is blocked, 广东 has an interpretation only, 广西 was never crawled.
湖南's plan has two editions; the older one is the only member of a second corpus.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from corpus.build import build
from storage.models import Corpus, Document, Edition, Member, Run, Slot
from tests.stored import Shelf, reading_in_process

NAME = "sample"

CENTRAL = (
    "一、总体要求",
    "坚持产教融合，办好样例学校。到2025年，样例体系基本建成。",
    "二、重点任务",
    "（一）建设样例基地",
    "支持企业参与样例建设。鼓励学校开放场地。（教育部牵头，财政部参与）",
    "（二）培养样例教师",
    "教师每年参加样例培训。",
    "三、组织保障",
    "各地要制定样例方案。",
)
BEIJING = (
    "一、主要目标",
    "深化产教融合和校企合作。到2025年，样例体系基本建成。",
    "二、主要任务",
    "（一）优化样例布局",
    "调整专业结构。建设样例园区。（市教委牵头，市财政局等按职责分工负责）",
    "（二）办好样例学校",
    "推进产教融合型企业认证。（市教委、市发展改革委负责）",
)
HUNAN = (
    "一、总体要求",
    "服务样例发展。",
    "二、完善体系",
    "（一）健全样例制度",
    "建立样例标准。健全评价办法。（省教育厅牵头）",
    "三、深化改革",
    "（一）推进样例试点",
    "每个市建设一个试点。试点期为两年。",
    "（二）加强产教融合",
    "企业可以办学。学校可以办企业。（省教育厅、省财政厅负责）",
)
HUNAN_LATER = (*HUNAN[:7], "每个市建设两个试点。试点期为两年。", *HUNAN[8:], "省级财政给予补助。")
INTERPRETATION = ("样例方案为什么要出台？产教融合是关键。",)

PAGE = """<html><head><title>{title}</title><meta charset="utf-8"></head>
<body><h1>{title}</h1><div class="TRS_Editor" id="mainText">{body}</div></body></html>"""


def page(title: str, number: str, issuer: str, day: str, paragraphs: tuple[str, ...]) -> bytes:
    lines = [number, *paragraphs, issuer, day]
    return PAGE.format(title=title, body="".join(f"<p>{line}</p>" for line in lines if line)).encode()


def store(root: Path, *, later: bool = False) -> None:
    """Puts the answers into an archive at `root`; `later` is the crawl that finds 湖南's text changed."""
    hunan = ("湖南省样例教育实施方案", "湘样发〔2022〕8号", "湖南省人民政府", "2022年6月1日")
    if later:
        shelf = Shelf(root, stored=4)
        shelf.put("http://www.hunan.gov.cn/sample3.html", page(*hunan, HUNAN_LATER), site="hunan")
        return
    shelf = Shelf(root)
    central = page("关于推动样例教育发展的意见", "样发〔2021〕1号", "国务院", "2021年10月12日", CENTRAL)
    shelf.put("http://www.gov.cn/sample1.htm", central, site="guowuyuan")
    beijing = page("北京市样例教育实施方案", "京样发〔2022〕3号", "北京市人民政府", "2022年3月1日", BEIJING)
    shelf.put("http://www.beijing.gov.cn/sample2.html", beijing, site="beijing")
    shelf.put("http://www.hunan.gov.cn/sample3.html", page(*hunan, HUNAN), site="hunan")
    told = page("《广东省样例教育实施方案》解读", "", "", "2022年8月2日", INTERPRETATION)
    shelf.put("http://www.gd.gov.cn/sample4.html", told, site="guangdong")


def fill(engine: Engine, root: Path) -> None:
    """Stores, builds, and fills the corpora and the runs by plain inserts."""
    with reading_in_process():
        store(root)
        build(engine, root)
        store(root, later=True)
        build(engine, root)
    with engine.begin() as connection:
        connection.execute(
            insert(Corpus),
            [
                {"name": NAME, "title": "样例教育政策文本", "definition_sha256": ""},
                {"name": "second", "title": "", "definition_sha256": ""},
            ],
        )
        slots = [(1, "000000", "中央"), (2, "110000", "北京"), (3, "130000", "河北")]
        slots += [(4, "430000", "湖南"), (5, "440000", "广东"), (6, "450000", "广西")]
        connection.execute(
            insert(Slot), [{"corpus": NAME, "no": no, "adcode": adcode, "place": place} for no, adcode, place in slots]
        )
        connection.execute(insert(Slot), [{"corpus": "second", "no": 1, "adcode": "430000", "place": "湖南"}])
        members = [(NAME, 1, "guowuyuan", 1), (NAME, 2, "beijing", 1), (NAME, 4, "hunan", 2), ("second", 1, "hunan", 1)]
        connection.execute(insert(Member), [_member(connection, *member) for member in members])
        connection.execute(insert(Run), list(_runs()))


def _member(connection: Connection, corpus: str, no: int, site: str, ordinal: int) -> dict[str, Any]:
    edition = select(Edition.document_id, Edition.id).join(Document, Document.id == Edition.document_id)
    found = connection.execute(edition.where(Document.site == site, Edition.ordinal == ordinal)).one()
    by = "rules" if corpus == NAME else "样例员"
    reasons = [["basis", True, "样例教育"]]
    ids = {"document_id": found.document_id, "edition_id": found.id}
    return {"corpus": corpus, "no": no, **ids, "chosen_by": by, "reasons": reasons}


def _runs() -> Iterator[dict[str, Any]]:
    """Two crawls of 河北, the last one blocked; one good crawl of 湖南."""
    for site, day, outcome, listed in (("hebei", 1, "ok", 5), ("hunan", 2, "ok", 9), ("hebei", 3, "blocked", 0)):
        yield {
            "key": f"{site}-{day}",
            "site": site,
            "kind": "crawl",
            "query": "",
            "full": day == 2,
            "started_at": f"2026-11-0{day}T05:00:00Z",
            "ended_at": f"2026-11-0{day}T06:00:00Z",
            "outcome": outcome,
            "reason": "a challenge page answered" if outcome == "blocked" else "",
            "listed": listed,
            "fetched": listed,
            "blocked": int(outcome == "blocked"),
            "failed": 0,
            "sources": {},
        }
