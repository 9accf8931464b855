"""Set as no template foresees: letter-spacing, letterheads, brackets over two lines, prose beside the document, frames."""

# ruff: noqa: E501 (pages as they come)

from __future__ import annotations

from datetime import date

import pytest

from corpus.reading import Block, Reading
from corpus.reading.html import read_html
from tests.html_pages import BODY, COVER, HEADING, LAST, NUMBER, PLAN, PREAMBLE, SECTION, TITLE, page, paragraphs

LINES = (COVER, PREAMBLE, HEADING, SECTION, LAST)
URL = "http://www.mou.gov.cn/zw/1.html"


def read(html: str) -> Reading:
    return read_html(html.encode(), url=URL)


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if block.kind != "title"]


def test_the_last_line_of_a_title_may_be_letter_spaced_alone() -> None:
    centred = "".join(f"<p align=center><b>{line}</b></p>" for line in (TITLE[:-2], "　".join(TITLE[-2:])))
    reading = read(page(f"<div>{centred}{paragraphs((NUMBER, *BODY[:2]))}</div>", title="政府文件"))
    assert reading.title == TITLE
    assert texts(reading) == [NUMBER, *BODY[:2]]


def test_letter_spaced_signature_and_date_are_told() -> None:
    signed = ("某 省 教 育 厅", "二 〇 二 二 年 九 月 八 日")
    reading = read(page(f"<h1>{TITLE}</h1><div id='zoom'>{paragraphs((*LINES, *signed))}</div>"))
    assert [block.kind for block in reading.blocks[-2:]] == ["signature", "date"]
    assert (reading.issuers, reading.written_on) == (("某省教育厅",), date(2022, 9, 8))


def test_a_letter_spaced_line_of_an_annex_s_title_is_one() -> None:
    lines = ("附件", "某省职业教育联席会议", "成 员 单 位 组 成 方 案", "为加强统筹协调，制定本方案。")
    body = "".join(f"<p align={'center' if at in (1, 2) else 'left'}>{line}</p>" for at, line in enumerate(lines))
    reading = read(page(f"<h1>{TITLE}</h1><div id='zoom'>{paragraphs(BODY[:4])}{body}</div>"))
    assert Block("subtitle", "成员单位组成方案") in reading.blocks


def test_a_remark_whose_bracket_closes_on_the_next_line() -> None:
    halves = ("（二○○四年六月十六日某省人民政府", "第54次常务会议修订通过）")
    reading = read(page(f"<div id='zoom'>{paragraphs((*LINES, *halves))}</div>"))
    assert reading.blocks[-2:] == (Block("remark", halves[0]), Block("remark", halves[1]))


@pytest.mark.parametrize("line", ["（二）加强组织领导，压实责任（含乡镇）", "（含某市", "各部门（含乡镇）"])
def test_brackets_that_open_no_remark(line: str) -> None:
    reading = read(page(f"<div id='zoom'>{paragraphs((*LINES, line, '有关要求由省教育厅另行通知。'))}</div>"))
    assert "remark" not in {block.kind for block in reading.blocks}


def test_a_letterhead_above_the_number_is_no_text() -> None:
    reading = read(
        page(f"<h1>{TITLE}</h1><div id='zoom'>{paragraphs(('某省人民政府办公厅文件', NUMBER, *BODY[:2]))}</div>")
    )
    assert texts(reading) == [NUMBER, *BODY[:2]]


def test_a_line_above_the_number_that_names_no_body_is_text() -> None:
    line = "关于公布继续有效的规范性文件"
    reading = read(page(f"<h1>{TITLE}</h1><div id='zoom'>{paragraphs((line, NUMBER, *BODY[:2]))}</div>"))
    assert texts(reading) == [line, NUMBER, *BODY[:2]]


def test_an_order_s_number_may_stand_under_its_title() -> None:
    lines = ("第３２６号", "《某省职业教育办法》已经省人民政府通过，现予公布。", "省长　某某", "2022年9月8日")
    reading = read(page(f"<h1>某省人民政府令</h1><div id='zoom'>{paragraphs(lines)}</div>", title="某省人民政府令"))
    assert reading.doc_number == "某省人民政府令第326号"
    assert reading.blocks[1].kind == "doc_number"


@pytest.mark.parametrize("name", ["side", "right_side", "header", "xx-footer", "nav"])
def test_prose_beside_a_document_is_left_out(name: str) -> None:
    beside = f"<div class='{name}'>{'<p>本网站介绍，包括各类内容，欢迎访问。</p>' * 3}</div>"
    reading = read(page(f"{beside}<div class='abc'><h1>{TITLE}</h1><div class='nr'>{paragraphs(BODY)}</div></div>"))
    assert texts(reading) == list(BODY)


def test_a_document_in_what_is_called_a_head_is_found() -> None:
    html = page(
        f"<div class='top'><h1>{TITLE}</h1><div class='nr'>{paragraphs(BODY)}</div></div><div class='foot'><p>版权，所有。</p></div>"
    )
    assert texts(read(html)) == list(BODY)


def test_a_page_of_frames_is_read_by_its_text_without_them() -> None:
    html = f"<html><head><title>{TITLE}</title></head><frameset><frame src=a.html><noframes><body>{paragraphs(LINES)}</body></noframes></frameset></html>"
    assert texts(read(html)) == list(LINES)


def test_heads_and_values_in_two_rows_are_labels() -> None:
    rows = f"<tr><th>文号</th><th>成文日期</th><th>效力状态</th></tr><tr><td>{NUMBER}</td><td>2022-09-08</td><td></td></tr>"
    reading = read(page(f"<h1>{TITLE}</h1><table>{rows}</table><div id='zoom'>{paragraphs(LINES)}</div>"))
    assert (reading.doc_number, reading.written_on, reading.validity) == (NUMBER, date(2022, 9, 8), "")


@pytest.mark.parametrize(
    "table",
    [
        f"<tr><td>序号</td><td>文号</td></tr><tr><td>1</td><td>{NUMBER}</td></tr><tr><td>2</td><td>{NUMBER}</td></tr>",
        f"<tr><td>文号</td></tr><tr><td>{NUMBER}</td></tr>",
    ],
    ids=["a list", "one column"],
)
def test_other_tables_of_numbers_are_no_labels(table: str) -> None:
    html = page(f"<h1>某省职业教育文件汇编</h1><div id='zoom'>{paragraphs(LINES)}<table border=1>{table}</table></div>")
    assert read(html).doc_number == ""


def test_a_page_that_says_nothing_but_that_it_is_gone() -> None:
    reading = read(
        "<html><head><title>提示信息</title></head><body><div>对不起，您要查看的信息不存在！</div></body></html>"
    )
    assert (reading.kind, reading.evidence) == ("soft_404", "信息不存在")


def test_a_number_in_the_name_of_the_file_that_is_the_text() -> None:
    link = f"<p><a href='./P1.pdf'>{TITLE}（{NUMBER}）.pdf</a></p>"
    assert read(page(f"<h1>{TITLE}</h1><div id='zoom'>{link}</div>")).doc_number == NUMBER
    assert (
        read(page(f"<h1>某省职业教育大会</h1><div id='zoom'>{link}</div>", title="某省职业教育大会")).doc_number == ""
    )


@pytest.mark.parametrize("end", ["</body></html>", "</BODY></HTML>", "</html>\n"])
def test_text_behind_the_end_of_a_page_is_read(end: str) -> None:
    head = f"<html><head><title>{TITLE}</title></head><body><div>导航</div>{end}"
    assert texts(read(f"{head}<div class='abc'>{paragraphs(BODY)}</div>")) == list(BODY)


BARS = "<p>为了提供更好的服务，本网站使用Cookie。继续浏览，即表示同意。</p>"
LATEST = "".join(
    f"<li><a href='/{n}.html'>某省关于做好第{n}项工作的通知</a><span>2022-09-{n:02d}</span></li>" for n in range(1, 21)
)


@pytest.mark.parametrize("beside", [BARS, f"<ul>{LATEST}</ul>"], ids=["a bar of prose", "many dated links"])
def test_a_document_that_is_a_file_is_one_whatever_stands_beside_it(beside: str) -> None:
    link = f"<p><a href='./P1.pdf'>{TITLE}.pdf</a></p>"
    reading = read(page(f"<div>{beside}</div><h1>{TITLE}</h1><div class='TRS_Editor'>{link}</div>"))
    assert texts(reading) == []
    assert reading.kind == "policy"
    assert [file.carries for file in reading.attachments] == [True]


def test_a_bar_above_a_list_of_names_cuts_nothing() -> None:
    names = ("某某县职业中学", "某某市技师学院", "某某学院")
    bar = "<p>【打印本页】 【关闭窗口】</p>"
    html = page(
        f"<h1>某省示范学校名单</h1><div id='zoom'>{bar}{paragraphs(names)}{bar}</div>", title="某省示范学校名单"
    )
    assert texts(read(html)) == list(names)


def test_who_holds_an_event_is_text_and_who_runs_the_site_is_not() -> None:
    host = "主办单位：某省教育厅"
    foot = "<p>主办：某省人民政府办公厅</p><p>某ICP备05000000号</p>"
    assert texts(read(page(f"<div id='zoom'>{paragraphs((*LINES, host))}</div>"))) == [*LINES, host]
    assert texts(read(page(f"<div id='zoom'>{paragraphs(LINES)}{foot}</div>"))) == list(LINES)


def test_a_day_in_the_row_of_a_link_is_no_day_of_publication() -> None:
    rows = LATEST.replace("li>", "p>")
    html = page(
        f"<div>{rows}</div><h1>{TITLE}</h1><p>2021-03-04 来源：某办公室</p><div id='zoom'>{paragraphs(LINES)}</div>"
    )
    assert read_html(html.encode()).published_on == date(2021, 3, 4)


@pytest.mark.parametrize("line", ["（二）推广电子证照二维码应用", "1.开展满意度测评", "三、打印服务"])
def test_labelled_lines_are_no_buttons(line: str) -> None:
    assert line in texts(read(page(f"<div id='zoom'>{paragraphs((*LINES, line, '有关要求另行通知。'))}</div>")))


def test_what_a_title_issues_is_not_the_title() -> None:
    inside = paragraphs(BODY[:5]) + f"<h2>{PLAN}</h2>" + paragraphs(BODY[6:])
    assert read(page(f"<div id='zoom'>{inside}</div>")).title == TITLE
