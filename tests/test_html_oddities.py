"""Every oddity of government pages that the reader has a rule for, one small page each."""

# ruff: noqa: E501 (pages as they come)

from __future__ import annotations

from datetime import date

import pytest

from corpus.reading import Block, Reading, ReadingError
from corpus.reading.html import read_html
from crawlers.site import Article
from tests.html_pages import BODY, COVER, HEADING, LAST, NUMBER, PREAMBLE, SECTION, TITLE, page, paragraphs

LINES = (COVER, PREAMBLE, HEADING, SECTION, LAST)


def read(html: str, url: str = "http://www.mou.gov.cn/zw/202209/t20220913_1.html", body: str = "") -> Reading:
    return read_html(html.encode(), url=url, article=Article(body))


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if block.kind != "title"]


@pytest.mark.parametrize(
    "body",
    [
        "　　" + "<br>　　".join(LINES),
        "<br/><br/>".join(LINES),
        "<p>" + "<br>".join(LINES) + "</p>",
        "".join(f"<div>&nbsp;&nbsp;&nbsp;&nbsp;{line}</div>" for line in LINES),
        "".join(f"<div><span>{line[:5]}</span><span style='color:red'>{line[5:]}</span></div>" for line in LINES),
        "".join(f"<p>\n      {line[:9]}\n      {line[9:]}\n   </p>" for line in LINES),
        "".join(f"<table><tr><td><p>{line}</p></td></tr></table>" for line in LINES),
        "<table><tr><td><table><tr><td>" + paragraphs(LINES) + "</td></tr></table></td></tr></table>",
        "<section><section>" + paragraphs(LINES) + "</section></section>",
        "<font>".join(f"<p>{line}</p>" for line in LINES),
        "".join(f"<o:p></o:p><p class=MsoNormal>{line}<o:p></o:p>" for line in LINES),
        "".join(f"<h4>{line}</h4>" if line == HEADING else f"<p>{line}</p>" for line in LINES),
        "<pre>" + "\n".join(LINES) + "</pre>",
    ],
    ids=[
        "br",
        "br br",
        "br in p",
        "div",
        "spans",
        "wrapped source",
        "layout tables",
        "nested tables",
        "sections",
        "unclosed font",
        "Word",
        "h4",
        "pre",
    ],
)
def test_paragraphs_stay_whole(body: str) -> None:
    assert texts(read(page(f"<h1>{TITLE}</h1><div id='zoom'>{body}</div>"))) == list(LINES)


@pytest.mark.parametrize("cut", [(9,), (9, 20), (6, 12, 20)])
def test_a_title_on_several_lines_is_one_title(cut: tuple[int, ...]) -> None:
    ends = (*cut, len(TITLE))
    lines = [TITLE[a:b] for a, b in zip((0, *cut), ends, strict=True)]
    centred = "".join(f'<p align="center"><b>{line}</b></p>' for line in lines)
    for title in (TITLE, "政府文件"):
        reading = read(page(f"<div id='zoom'>{centred}{paragraphs((NUMBER, *BODY))}</div>", title=title))
        assert reading.blocks[0] == Block("title", TITLE)
        assert texts(reading) == [NUMBER, *BODY]


def test_a_carried_title_on_several_lines_is_one_block_where_the_cover_names_it() -> None:
    lines = ("某省职业教育", "改革实施方案")
    centred = "".join(f'<p style="text-align:center">{line}</p>' for line in lines)
    reading = read(page(f"<h1>{TITLE}</h1><div id='zoom'>{paragraphs(BODY[:5])}{centred}{paragraphs(BODY[6:])}</div>"))
    assert Block("subtitle", "".join(lines)) in reading.blocks


def test_letter_spacing_is_no_part_of_a_name() -> None:
    html = page(
        "<div id='zoom'><p>为落实部署，现印发给你们。</p><p align=right>某 省 教 育 厅</p><p align=right>2022年9月8日</p></div>"
    )
    assert read(html).issuers == ("某省教育厅",)


def test_blanks_at_the_edges_are_dropped_and_single_inside() -> None:
    html = page(
        f"<div id='zoom'>{paragraphs(LINES)}<p>&nbsp;　第一章　　总&nbsp;&nbsp;则　&nbsp;</p><p>\u200b第一条　本办法自发布之日起施行。</p></div>"
    )
    assert texts(read(html))[-2:] == ["第一章 总 则", "第一条 本办法自发布之日起施行。"]


def test_l_for_one_is_read_as_one_where_two_follows() -> None:
    lines = ("l.加强组织领导，压实责任。", "2.加大投入力度，保障经费。")
    assert texts(read(page(f"<div id='zoom'>{paragraphs((*LINES, *lines))}</div>")))[-2] == "1.加强组织领导，压实责任。"
    assert texts(read(page(f"<div id='zoom'>{paragraphs((*LINES, lines[0]))}</div>")))[-1] == lines[0]


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>【字体：<a>大</a> <a>中</a> <a>小</a>】 【打印本页】 【关闭窗口】</p>",
        "<div>发布时间：2022-09-13 浏览次数：<span>12</span></div>",
        "<div>分享到：<a href='#'>微信</a><a href='#'>新浪微博</a></div>",
        "<div><img src='qr.png'><p>扫一扫在手机打开当前页</p></div>",
        "<p>您当前所在位置：<a href='/'>首页</a> > <a href='/a/'>政务公开</a></p>",
        "<div style='display:none'>隐藏的文字，不在页面上显示。</div>",
        "<table><tr><td>索 引 号</td><td>11/2022-1</td><td>主题分类</td><td>教育</td></tr><tr><td>文号</td><td></td><td>发布机构</td><td>某省</td></tr></table>",
        "<script>document.write('<p>脚本写的文字。</p>')</script><noscript>请启用脚本。</noscript>",
        "<!-- <p>注释里的一段旧文字，不是正文。</p> -->",
        "<p>责任编辑：某某</p>",
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_furniture_in_the_container_is_left_out(furniture: str, place: str) -> None:
    body = furniture + paragraphs(LINES) if place == "before" else paragraphs(LINES) + furniture
    assert texts(read(page(f"<h1>{TITLE}</h1><div id='zoom'>{body}</div>"))) == list(LINES)


def test_other_documents_at_the_end_are_left_out() -> None:
    tail = "<p>相关解读：</p><p><a href='/1.html'>某省职业教育改革实施方案解读</a></p><p>上一篇：<a href='/2.html'>某通知</a></p>"
    assert texts(read(page(f"<div id='zoom'>{paragraphs(LINES)}{tail}</div>"))) == list(LINES)


def test_two_roots_are_read_by_the_lenient_reader() -> None:
    first = "<html><head><title>外壳</title></head><body><div>导航</div></body></html>"
    reading = read(f"{first}<html><head></head><body><div id='zoom'>{paragraphs(LINES * 5)}</div></body></html>")
    assert texts(reading)[: len(LINES)] == list(LINES)


@pytest.mark.parametrize("depth", [300, 5_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_deep_nesting_loses_nothing(depth: int) -> None:
    reading = read(f"<html><body>{'<div>' * depth}<div id='zoom'>{paragraphs(LINES)}</div>{'</div>' * depth}")
    assert texts(reading) == list(LINES)


def test_an_article_in_several_containers_is_one() -> None:
    parts = "".join(f"<div class='TRS_Editor'>{paragraphs(part)}</div>" for part in (LINES[:2], LINES[2:]))
    assert texts(read(page(parts))) == list(LINES)


def test_page_breaks_of_an_editor_are_no_text() -> None:
    body = (
        paragraphs(LINES[:2])
        + "_ueditor_page_break_tag_"
        + paragraphs(LINES[2:])
        + "<div class='page'><a>1</a> <a>2</a> <a>下一页</a></div>"
    )
    assert texts(read(page(f"<div id='zoom'>{body}</div>"))) == list(LINES)


@pytest.mark.parametrize("container", ["<div class='zoom {}'>{}</div>", "<div class='{}-box'>{}</div>"])
def test_desktop_and_mobile_copies_are_one(container: str) -> None:
    copies = "".join(container.format(name, paragraphs(LINES)) for name in ("pc", "mobile"))
    assert texts(read(page(f"<h1>{TITLE}</h1><div class='main'>{copies}</div>"))) == list(LINES)


def test_a_body_that_is_only_a_link_says_so() -> None:
    reading = read(
        page(f"<h1>{TITLE}</h1><div class='TRS_Editor'><p><a href='http://www.bu.gov.cn/1.html'>{TITLE}</a></p></div>")
    )
    assert any("only a link: http://www.bu.gov.cn/1.html" in warning for warning in reading.warnings)


def test_a_body_that_is_pictures_says_so() -> None:
    reading = read(
        page(f"<h1>{TITLE}</h1><div class='TRS_Editor'><p><img src='1.jpg'></p><p><img src='2.jpg'></p></div>")
    )
    assert "the text is in 2 pictures" in reading.warnings


def test_tables_stay_tables_with_cells_whole() -> None:
    table = (
        "<table border=1><tr><th>序号</th><th><p>工作</p><p>任务</p></th><th>责任单位</th></tr>"
        "<tr><td>1</td><td>完善<br>标准体系，<span>加强</span>建设</td><td>省教育厅</td></tr><tr><td>合计</td><td>1项</td><td></td></tr></table>"
    )
    reading = read(page(f"<div id='zoom'>{paragraphs(LINES)}{table}</div>"))
    assert reading.blocks[-1] == Block(
        "table", "序号\t工作 任务\t责任单位\n1\t完善 标准体系，加强建设\t省教育厅\n合计\t1项"
    )


def test_a_box_is_a_table() -> None:
    box = "<table border='1'><tr><td>专栏1 重点项目</td></tr><tr><td>建设实训基地。</td></tr></table>"
    reading = read(page(f"<div id='zoom'>{paragraphs(LINES)}{box}</div>"))
    assert reading.blocks[-1] == Block("table", "专栏1 重点项目\n建设实训基地。")


def test_numbers_that_a_list_shows_are_text() -> None:
    items = "<ol><li><p>组织开展自查自纠工作。</p></li><li><p>按时报送总结材料。</p></li></ol>"
    assert texts(read(page(f"<div id='zoom'>{paragraphs(LINES)}{items}</div>")))[-2:] == [
        "1. 组织开展自查自纠工作。",
        "2. 按时报送总结材料。",
    ]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("<a href='./P020220913.pdf'>{name}</a>", "http://www.mou.gov.cn/zw/202209/P020220913.pdf"),
        (
            "<a href='/module/download/downfile.jsp?classid=0&filename=ab.docx'>{name}</a>",
            "http://www.mou.gov.cn/module/download/downfile.jsp?classid=0&filename=ab.docx",
        ),
        ("<a onclick=\"isDownLoad(this,'/files/1.wps')\">{name}</a>", "http://www.mou.gov.cn/files/1.wps"),
        ("<a href=\"javascript:void(window.open('../P1.ofd'))\">{name}</a>", "http://www.mou.gov.cn/zw/P1.ofd"),
        ("<a href='/attach/0a1b?fileUrl=x'>{name}.doc</a>", "http://www.mou.gov.cn/attach/0a1b?fileUrl=x"),
        (
            "<p class='insertfileTag'><a href='https://pan.gov.cn/d/1.xlsx' appendix='true'>{name}</a></p>",
            "https://pan.gov.cn/d/1.xlsx",
        ),
    ],
)
def test_attachments_are_found_and_the_carried_plan_is_marked(link: str, address: str) -> None:
    other = "<p><a href='b.pdf'>附件2 任务分工表</a></p>"
    html = page(
        f"<h1>{TITLE}</h1><div id='zoom'>{paragraphs(BODY[:5])}{link.format(name='某省职业教育改革实施方案')}{other}</div>"
    )
    found = read(html).attachments
    assert [attachment.carries for attachment in found] == [True, False]
    assert found[0].url == address
    assert found[0].title.startswith("某省职业教育改革实施方案")


def test_a_page_that_has_its_plan_marks_no_file() -> None:
    html = page(f"<h1>{TITLE}</h1><div id='zoom'>{paragraphs()}<a href='1.pdf'>{TITLE}.pdf</a></div>")
    assert [attachment.carries for attachment in read(html).attachments] == [False]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        (page(f"<h1>《某省职业教育改革实施方案》政策解读</h1><div id='zoom'>{paragraphs(LINES)}</div>", title="政策解读"), "interpretation"),
        (page("<h1>一图读懂某省职业教育改革实施方案</h1><div id='zoom'><img src=1.png></div>", title="图解"), "infographic"),
        (page(f"<h1>某省职业教育条例（征求意见稿）公开征求意见的公告</h1><div id='zoom'>{paragraphs(LINES)}</div>", title="公告"), "draft"),
        (page("<h1>全省职业教育大会在省城召开</h1><div id='zoom'><p>9月13日，全省职业教育大会召开。会议强调，要深化改革，提高质量。</p></div>", title="全省职业教育大会在省城召开"), "news"),
        (page("<ul>" + "".join(f"<li><a href='{n}.html'>关于做好第{n}项工作的通知</a><span>2022-09-{n:02d}</span></li>" for n in range(1, 16)) + "</ul>", title="文件"), "list"),
        (page("<div class='error'><p>抱歉，您访问的页面不存在或已删除！</p></div>", title="404"), "soft_404"),
        ("<html><head><script>$_ts=window['$_ts'];</script></head><body></body></html>", "challenge"),
        ("<html><head><title>访问拦截</title></head><body><p>知道创宇云防御 您的请求被拦截</p></body></html>", "challenge"),
        (page(f"<h1>{TITLE}</h1><div id='zoom'>{paragraphs((NUMBER, *BODY))}</div>"), "policy"),
        (page(f"<h1>《方案》解读</h1><p>文号：{NUMBER}</p><div id='zoom'>{paragraphs(LINES)}</div>", title="《方案》解读"), "interpretation"),
    ],
)  # fmt: skip
def test_what_a_page_is(html: str, kind: str) -> None:
    reading = read(html)
    assert reading.kind == kind
    assert reading.evidence


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b" \n\t ", "empty"), (b"%PDF-1.4 ...", "PDF"), (b"PK\x03\x04abc", "zip"), (b"{\"code\": 200}", "no tag"), ("只有文字".encode(), "no tag")],
)  # fmt: skip
def test_what_is_no_page_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(ReadingError, match=reason) as refused:
        read_html(data)
    assert "\n" not in str(refused.value)


def test_labels_among_the_lines_are_metadata() -> None:
    labels = "<p>索 引 号：11/2022-1</p><p><span>文　号：</span><span>某政办发〔2022〕15号</span><span>发布日期：</span><span>2022-09-13</span></p>"
    reading = read(page(f"<h1>{TITLE}</h1><div>{labels}{paragraphs(BODY)}</div>", title="文件"), url="")
    assert texts(reading) == list(BODY)
    assert (reading.index_number, reading.doc_number) == ("11/2022-1", NUMBER)
    assert reading.published_on == date(2022, 9, 13)


def test_an_issuer_on_a_line_of_its_own_is_part_of_the_title() -> None:
    centred = "".join(
        f"<p align=center>{line}</p>" for line in ("某省人民政府办公厅", "关于印发某省职业教育改革实施方案的通知")
    )
    reading = read(
        page(
            f"<h1>关于印发某省职业教育改革实施方案的通知</h1><div id='zoom'>{centred}{paragraphs((NUMBER, *BODY[:2]))}</div>"
        )
    )
    assert texts(reading) == [NUMBER, *BODY[:2]]
    assert reading.issuers == ("某省人民政府办公厅",)


def test_an_article_that_goes_on_elsewhere_says_so() -> None:
    reading = read(page(f"<div id='zoom'>{paragraphs(LINES)}<p><a href='t1_1.html'>下一页</a></p></div>"))
    assert texts(reading) == list(LINES)
    assert reading.next_page == "http://www.mou.gov.cn/zw/202209/t1_1.html"


def test_a_framed_page_is_no_box() -> None:
    assert texts(
        read(page(f"<table border=1><tr><td><h1>{TITLE}</h1></td></tr><tr><td>{paragraphs(LINES)}</td></tr></table>"))
    ) == list(LINES)


def test_a_second_copy_goes_with_its_short_first_lines() -> None:
    copy = paragraphs(("各有关单位：", *LINES))
    assert texts(read(page(f"<div id='zoom'>{copy}{copy}</div>"))) == ["各有关单位：", *LINES]


def test_scans_that_link_to_themselves_are_pictures() -> None:
    scans = "".join(f"<a href='{n}.png'><img src='s{n}.png' width=1199></a>" for n in range(40))
    reading = read(page(f"<h1>{TITLE}</h1><div><p>{scans}</p></div>"))
    assert reading.kind == "policy"
    assert "the text is in 40 pictures" in reading.warnings


def test_a_red_head_and_a_title_in_other_words_are_no_text() -> None:
    head = ("某省人民政府办公厅文件", NUMBER, "某省人民政府办公厅印发《某省职业教育改革实施方案》的通知")
    title = "关于印发《某省职业教育改革实施方案》的通知"
    reading = read(page(f"<h1>{title}</h1><div id='zoom'>{paragraphs((*head, *BODY[:4]))}</div>", title=title))
    assert [block.kind for block in reading.blocks] == [
        "title",
        "doc_number",
        "addressee",
        "paragraph",
        "signature",
        "date",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "抄送：省委各部门，省人大常委会办公厅。",
        "某省人民政府办公厅 2022年9月9日印发",
        "2022年9月9日印发",
        "（略）",
        "（此页无正文）",
    ],
)
def test_what_an_office_adds_is_a_remark(line: str) -> None:
    reading = read(page(f"<div id='zoom'>{paragraphs((*LINES, line))}</div>"))
    assert reading.blocks[-1] == Block("remark", line)


def test_a_label_before_the_signature_signs_nothing() -> None:
    lines = (COVER, PREAMBLE, HEADING, SECTION, "牵头单位：某市教育局", "某市人民政府办公室", "2022年9月8日")
    reading = read(page(f"<div id='zoom'>{paragraphs(lines)}</div>"))
    assert reading.issuers == ("某市人民政府办公室",)
    assert Block("paragraph", "牵头单位：某市教育局") in reading.blocks


def test_a_number_and_its_date_in_one_bracket_are_both_read() -> None:
    line = "（某教发〔2018〕1号 2018年4月16日）"
    reading = read(page(f"<h1>{TITLE}</h1><div id='zoom'>{paragraphs((line, *BODY[1:3]))}</div>"))
    assert reading.blocks[1] == Block("doc_number", line)
    assert (reading.doc_number, reading.written_on) == ("某教发〔2018〕1号", date(2018, 4, 16))
