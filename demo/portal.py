"""Pages as three sites serve theirs, with invented documents: each says that it is a sample (样例).

The shapes (feed, numbered lists, article templates) follow shared/sites/families.md; no text here is a real one.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from tests.portals.server import Answer

CENTRAL = "https://www.gov.cn"
BEIJING = "https://www.beijing.gov.cn"
HUNAN = "http://www.hunan.gov.cn"


@dataclass(frozen=True)
class Sample:
    """An invented document: its facts, and its paragraphs below the title."""

    url: str
    title: str
    number: str
    issuer: str
    written: str
    published: str
    paragraphs: tuple[str, ...]
    plan: str = ""  # the file name of a PDF that carries the plan


_PLAN_OF_HUNAN = (
    "为落实样例要求，结合样例省实际，制定本实施方案。",
    "一、总体要求",
    "（一）指导思想。以样例思想为指导，坚持立德树人。把职业教育摆在样例工作的突出位置。",
    "（二）工作目标。到样例年底，建成10所样例学校。企业参与办学的积极性明显提高。",
    "二、重点任务",
    "（一）深化产教融合。支持企业与学校共建样例实训基地。对成效突出的企业给予奖励。（责任单位：样例教育厅、样例发展改革委）",
    "（二）建设教师队伍。实施“双师型”教师样例计划。",
    "三、组织实施",
    "各市州要加强领导，压实责任。",
)

SAMPLES = (
    Sample(
        f"{CENTRAL}/zhengce/content/2021-10/13/content_9000001.htm",
        "国务院样例办公厅关于推动样例教育高质量发展的意见",
        "国样发〔2021〕1号",
        "国务院样例办公厅",
        "2021年10月9日",
        "2021年10月13日",
        (
            "各样例省、自治区、直辖市人民政府：",
            "样例教育是国民教育体系的重要组成部分。为推动样例教育高质量发展，现提出如下意见。",
            "一、总体要求",
            "（一）指导思想。坚持育人为本，优化类型定位。推动产教深度融合。",
            "（二）工作要求。坚持面向市场、促进就业。",
            "二、完善产教融合办学体制",
            "（三）优化供给结构。围绕样例产业，布局样例专业。鼓励学校开设紧缺专业。",
            "（四）健全多元办学格局。鼓励上市公司举办样例教育。",
            "国务院样例办公厅",
            "2021年10月9日",
            "（此件样例公开发布）",
        ),
    ),
    Sample(
        f"{BEIJING}/zhengce/zhengcefagui/202203/t20220315_9000002.html",
        "北京市样例政府关于印发《样例教育实施方案》的通知",
        "京样发〔2022〕2号",
        "北京市样例政府",
        "2022年3月10日",
        "2022年3月15日",
        (
            "各样例区人民政府：",
            "现将《样例教育实施方案》印发给你们，请认真贯彻执行。",
            "附件：样例教育实施方案",
            "北京市样例政府",
            "2022年3月10日",
        ),
        plan="P020220315000000000001.pdf",
    ),
    Sample(
        f"{HUNAN}/hnszf/xxgk/wjk/szfwj/202206/t20220601_9000003.html",
        "湖南省样例政府关于推动样例教育高质量发展的实施意见",
        "湘样发〔2022〕3号",
        "湖南省样例政府",
        "2022年5月26日",
        "2022年6月1日",
        ("各样例市州人民政府：", *_PLAN_OF_HUNAN, "湖南省样例政府", "2022年5月26日"),
    ),
    Sample(
        f"{HUNAN}/hnszf/xxgk/wjk/szfbgt/202207/t20220705_9000004.html",
        "湖南省样例办公厅关于开展样例督导的通知",
        "湘样办〔2022〕4号",
        "湖南省样例办公厅",
        "2022年7月1日",
        "2022年7月5日",
        (
            "各样例学校：",
            "定于七月开展样例督导。请做好以下准备：",
            "一、整理样例材料。材料要真实完整。",
            "二、报送样例名单。名单于7月20日前报送。",
            "湖南省样例办公厅",
            "2022年7月1日",
        ),
    ),
)


def pages() -> dict[str, Answer]:
    """Every page that the three portals serve, by URL."""
    central, beijing, hunan, hunan_office = SAMPLES
    feed = [{"TITLE": central.title, "URL": central.url, "DOCRELPUBTIME": _iso(central.published)}]
    served = {
        f"{CENTRAL}/zhengce/zuixin/ZUIXINZHENGCE.json": Answer(
            json.dumps(feed, ensure_ascii=False).encode(), "application/json"
        ),
        central.url: _html(_central_article(central)),
        beijing.url: _html(_trs_article(beijing, "mainText")),
        f"{beijing.url.rpartition('/')[0]}/{beijing.plan}": Answer(
            pdf("样例教育实施方案", _PLAN_OF_HUNAN), "application/pdf"
        ),
        hunan.url: _html(_trs_article(hunan, "zoom")),
        hunan_office.url: _html(_trs_article(hunan_office, "zoom")),
        f"{BEIJING}/zhengce/zhengcefagui/index.html": _html(_list([beijing])),
        f"{HUNAN}/hnszf/xxgk/wjk/szfwj/wjk_glrb.html": _html(_table([hunan])),
        f"{HUNAN}/hnszf/xxgk/wjk/szfbgt/wjk_glrb.html": _html(_table([hunan_office])),
    }
    # The other lists of the two sites show the same documents again, as gazettes and departments do.
    for url, sample in (
        (f"{BEIJING}/zhengce/gfxwj/", beijing),
        (f"{BEIJING}/zhengce/zfwj/zfwj2016/szfwj/", beijing),
        (f"{BEIJING}/zhengce/zfwj/zfwj2016/bgtwj/", beijing),
        (f"{BEIJING}/gongkai/zfxxgk/zc/gz/", beijing),
        (f"{BEIJING}/zhengce/zfgb/", beijing),
        ("https://jw.beijing.gov.cn/xxgk/2024zcwj/", beijing),
        (f"{HUNAN}/hnszf/szf/hnzb_18/index.html", hunan),
        ("http://jyt.hunan.gov.cn/jyt/sjyt/xxgk/zcfg/gfxwj/", hunan),
    ):
        served[url] = _html(_default_news([sample]))
    return served


def _iso(chinese: str) -> str:
    year, _, rest = chinese.partition("年")
    month, _, day = rest.rstrip("日").partition("月")
    return f"{year}-{int(month):02}-{int(day):02}"


def _html(body: str, head: str = "") -> Answer:
    return Answer(f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode())


def _list(samples: Iterable[Sample]) -> str:
    rows = "".join(
        f'<li><a href="{each.url}" title="{each.title}">{each.title}</a><span>{_iso(each.published)}</span></li>'
        for each in samples
    )
    return f'<ul class="list">{rows}</ul><script>createPageHTML(1, 1, 0, "index", "html")</script>'


def _default_news(samples: Iterable[Sample]) -> str:
    rows = "".join(
        f'<li><i class="flag">是</i><a href="{each.url}">{each.title}</a>'
        f'<b class="u_time">{_iso(each.published)}</b><span>{_iso(each.published)}</span></li>'
        for each in samples
    )
    return f'<ul class="default_news">{rows}<li><i class="flag"></i><a href="#">样例空行</a></li></ul>'


def _table(samples: Iterable[Sample]) -> str:
    rows = "".join(
        f'<tr><td><a href="{each.url}">{each.title}</a></td>'
        f"<td><script>var fileNum='{each.number}';</script></td><td>{_iso(each.published)}</td></tr>"
        for each in samples
    )
    return f"<table><tbody>{rows}</tbody></table>"


def _central_article(sample: Sample) -> str:
    facts = {
        "索 引 号": "000000000/2021-00001",
        "主题分类": "样例\\样例",
        "发文机关": sample.issuer,
        "成文日期": sample.written,
        "标　　题": sample.title,
        "发文字号": sample.number,
        "发布日期": sample.published,
    }
    return f'{_facts(facts)}<div id="UCAP-CONTENT">{_paragraphs(sample)}</div>'


def _facts(facts: Mapping[str, str]) -> str:
    rows = "".join(f"<tr><td><b>{label}：</b></td><td>{value}</td></tr>" for label, value in facts.items())
    return f'<table class="bd1"><tbody>{rows}</tbody></table>'


def _trs_article(sample: Sample, container: str) -> str:
    plan = f'<p><a href="./{sample.plan}">样例教育实施方案</a></p>' if sample.plan else ""
    return (
        f'<div class="header"><p>{sample.title}</p></div><div class="nav">首页 样例导航</div>'
        f"<ol class='doc-info'><li>发文字号：{sample.number}</li><li>发布日期：{_iso(sample.published)}</li></ol>"
        f'<div id="{container}"><div class="TRS_Editor">{_paragraphs(sample)}{plan}</div></div>'
        "<div>打印本页 样例页脚</div>"
    )


def _paragraphs(sample: Sample) -> str:
    head = f'<p style="text-align:center">{sample.title}</p><p style="text-align:center">{sample.number}</p>'
    return head + "".join(f"<p>　　{paragraph}</p>" for paragraph in sample.paragraphs)


def pdf(title: str, paragraphs: Iterable[str]) -> bytes:
    """A plain PDF with text, set in a font that every PDF reader has."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    heading = ParagraphStyle("title", fontName="STSong-Light", fontSize=18, leading=30, alignment=TA_CENTER)
    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=22, firstLineIndent=24, wordWrap="CJK")
    out = io.BytesIO()
    flow = [Paragraph(title, heading), *(Paragraph(paragraph, body) for paragraph in paragraphs)]
    SimpleDocTemplate(out, title=title, invariant=1).build(flow)
    return out.getvalue()
