"""Unit standard, sections 4 and 5: what is no unit; covers, plans, annexes. Named after the rules; our own words."""

from __future__ import annotations

import pytest

from corpus.reading import Block
from corpus.segment import Counting, segment, segment_text
from tests.gold.units_of import lines, numbered, refs, role, roles, texts, unit

TITLE = "关于推进乡村图书室建设的意见"
HEAD = (TITLE, "各县人民政府：")
COVER = (
    "清河市人民政府关于印发清河市乡村图书室建设方案的通知",
    "清政发〔2024〕8号",
    "各县人民政府，市政府各部门：",
    "《清河市乡村图书室建设方案》已经市政府同意，现印发给你们，请认真执行。",
    "清河市人民政府",
    "2024年5月6日",
    "（此件公开发布）",
)
PLAN = ("清河市乡村图书室建设方案", "为方便群众读书，制定本方案。", "一、目标", "每村一室。", "二、措施", "财政保障。")


# 4. What is no unit


def test_a_title_over_several_lines_is_one_title() -> None:
    result = lines("2024年清河市人民政府", "关于推进乡村图书室", "建设的意见", "各县人民政府：", "每村一室。")
    assert [text for found, text in roles(result) if found == "title"] == [
        "2024年清河市人民政府",
        "关于推进乡村图书室",
        "建设的意见",
    ]
    assert result.parts[0].title == "2024年清河市人民政府关于推进乡村图书室建设的意见"
    assert texts(result) == ["每村一室。"]


@pytest.mark.parametrize(
    "title", [("关于公布特色图书室名单", "的通知"), ("关于印发图书室提升行动", "计划实施方案的通知")]
)
def test_a_title_goes_on_to_the_line_that_completes_it(title: tuple[str, str]) -> None:
    assert lines(*title, "各县人民政府：", "每村一室。").parts[0].title == "".join(title)


def test_the_issuer_and_date_of_a_carried_text_stand_in_its_head() -> None:
    result = lines(*COVER, PLAN[0], "市文旅局", "（2024年4月）", *PLAN[1:])
    assert refs(result) == ["0-0-1", "0-0-2", "1-0-1", "2-0-1"]
    assert (role(result, "市文旅局"), role(result, "（2024年4月）")) == ("signature", "date")


def test_a_title_printed_twice_is_a_title_both_times() -> None:
    result = lines("关于印发《图书室办法(试行)》的通知", "关于印发《图书室办法（试行）》的通知", "每村一室。")
    assert texts(result) == ["每村一室。"]


def test_a_text_that_lost_its_title_begins_with_its_body() -> None:
    assert texts(lines("各县人民政府：", "每村一室。")) == ["每村一室。"]
    assert texts(lines("每村一室。", "每年购书。")) == ["每村一室。", "每年购书。"]


@pytest.mark.parametrize(
    "number",
    [
        "清政发〔2024〕8号",
        "（清政发[2024]8号）",
        "清教函(2024)8号",
        "（清政发〔2018〕1号 2018年4月16日）",
        "（中华人民共和国国务院令第374号）",
        "2024年第12号",
    ],
)
def test_a_document_number_line(number: str) -> None:
    assert role(lines(TITLE, number, "每村一室。"), number) == "doc_number"


@pytest.mark.parametrize(
    "addressee", ["教育部：", "各县（市、区）人民政府，市直各单位：", "各位代表:", "各有关高等学校："]
)
def test_an_addressee_only_names_bodies(addressee: str) -> None:
    assert role(lines(TITLE, addressee, "每村一室。"), addressee) == "addressee"


@pytest.mark.parametrize("lead_in", ["现将有关事项通知如下：", "为做好工作，提出以下意见："])
def test_a_lead_in_is_no_addressee(lead_in: str) -> None:
    assert role(lines(TITLE, lead_in, "每村一室。"), lead_in) == "unit"


def test_signature_and_date() -> None:
    result = lines(*HEAD, "每村一室。", "清河市教育局", "清河市财政局", "2024年5月6日")
    assert [found for found, _ in roles(result)][-3:] == ["signature", "signature", "date"]
    assert role(lines(*HEAD, "每村一室。", "清河市教育局 2024年5月6日"), "清河市教育局") == "signature"
    assert role(lines(*HEAD, "每村一室。", "清河市教育局"), "清河市教育局") == "signature"
    assert role(lines(*HEAD, "每村一室。", "清河市教育局", "二〇二四年五月六日"), "二〇") == "date"


@pytest.mark.parametrize(
    "remark", ["（此件公开发布）", "（此件主动公开）", "（2011年1月8日删除）", "（略）", "（本文有删减）"]
)
def test_remarks(remark: str) -> None:
    assert role(lines(*HEAD, "每村一室。", remark), remark) == "remark"


def test_a_deleted_article_has_no_unit_and_no_title() -> None:
    result = lines("乡村图书室管理办法", "第一条 每村一室。", "第二条 （2011年1月8日删除）", "第三条 免费开放。")
    assert refs(result) == ["0-1-1", "0-3-1"]
    assert role(result, "（2011年1月8日删除）") == "remark"


def test_attachment_lists() -> None:
    result = lines(
        *HEAD, "每村一室。", "附件：1.清河市图书室名单", "2.清河市图书室购书目录", "清河市教育局", "2024年5月6日"
    )
    assert [found for found, _ in roles(result)][-4:] == ["attachment_list", "attachment_list", "signature", "date"]
    result = lines(
        *HEAD, "每村一室。", "附件：", "1.清河市图书室名单", "2.清河市图书室购书目录", "清河市教育局", "2024年5月6日"
    )
    assert [found for found, _ in roles(result)][-5:-2] == ["attachment_list"] * 3


@pytest.mark.parametrize(
    "line",
    [
        "联系人：张三，电话：010-1234567。",
        "联系电话：010-1234567",
        "传真：1234567",
        "申报邮箱：a@example.cn",
        "咨询电话：1234567",
        "网址：example.cn",
        "邮寄地址：清河路1号",
    ],
)
def test_contact_lines(line: str) -> None:
    assert role(lines(*HEAD, "每村一室。", line), line[:4]) == "contact"


@pytest.mark.parametrize("line", ["时间：2024年5月6日上午9时", "地点：清河市图书馆"])
def test_time_and_place_are_units(line: str) -> None:
    assert role(lines(*HEAD, "每村一室。", line), line) == "unit"


def test_tables_are_kept_beside_the_text() -> None:
    rows = ("序号\t任务\t责任单位", "1\t建室\t市文旅局", "2\t购书\t市教育局")
    result = lines(*HEAD, "每村一室。", *rows, "每年购书。")
    assert texts(result) == ["每村一室。", "每年购书。"]
    assert [text for found, text in roles(result) if found == "table"] == list(rows)


def test_a_table_is_a_part_within_its_text() -> None:
    result = lines(
        *HEAD,
        "一、任务",
        "每村一室。",
        "村名\t面积",
        "东村\t90",
        "（一）购书。每年购书。",
        "专栏1 建室工程",
        "靠近学校。",
    )
    assert [(part.kind, part.title) for part in result.parts] == [
        ("main", TITLE),
        ("table", ""),
        ("table", "专栏1 建室工程"),
    ]
    assert result.text[result.parts[1].start : result.parts[1].end] == "村名\t面积\n东村\t90"


def test_a_table_block_is_a_table_whatever_it_says() -> None:
    result = segment(
        [Block("title", TITLE), Block("paragraph", "每村一室。"), Block("table", "一、建室。\n二、购书。")]
    )
    assert [unit.text for unit in result.units] == ["每村一室。"]


def test_a_division_of_work_table_behind_its_title_is_an_annex() -> None:
    result = lines(
        *HEAD,
        "一、目标",
        "每村一室。",
        "清河市教育局",
        "2024年5月6日",
        "附件",
        "重点任务分工",
        "序号\t任务\t责任单位",
        "1\t建室。\t市文旅局",
    )
    assert texts(result) == ["每村一室。"]
    assert [part.kind for part in result.parts] == ["main", "annex"]


def test_a_box_is_a_table_and_ends_at_the_next_section_or_chapter() -> None:
    result = lines(
        *HEAD,
        "一、任务",
        "（一）建室。每村一室。",
        "专栏1 建室工程",
        "1.选址。靠近学校。",
        "靠近村委。",
        "（二）购书。每年购书。",
        "专栏2 购书工程",
        "科普丛书。",
        "二、保障",
        "财政保障。",
    )
    assert numbered(result) == {"1-1-1": "每村一室。", "1-2-1": "每年购书。", "2-0-1": "财政保障。"}
    assert role(result, "1.选址") == role(result, "科普丛书") == "table"


@pytest.mark.parametrize(
    "line", ["- 3 -", "—3—", "第3页 共10页", "https://example.cn/a.html", "责任编辑：张三", "相关链接："]
)
def test_page_furniture(line: str) -> None:
    assert role(lines(*HEAD, "每村一室。", line, "每年购书。"), line) == "furniture"


def test_news_lead_ins_and_tails() -> None:
    result = lines(
        "中共清河市委印发《关于乡村读书的意见》",
        "新华社清河10月12日电 近日，中共清河市委印发了《关于乡村读书的意见》，并发出通知，要求认真贯彻落实。",
        "《关于乡村读书的意见》全文如下。",
        "读书使人明智。",
        "一、目标",
        "每村一室。",
        "（新华社清河10月15日电）",
    )
    assert numbered(result) == {"0-0-1": "读书使人明智。", "1-0-1": "每村一室。"}
    assert [found for found, _ in roles(result)] == [
        "title",
        "lead_in_news",
        "lead_in_news",
        "lead_in_news",
        "chapter_heading",
        "remark",
    ]


def test_issued_alone_makes_no_news() -> None:
    assert texts(lines(TITLE, "近日，省政府印发了《读书方案》，请认真执行。", "每村一室。"))[0].startswith("近日")


# 5. A notice that carries a plan


def test_the_cover_goes_under_0_0_before_the_main_text_s_own_preamble() -> None:
    result = lines(*COVER, *PLAN)
    assert refs(result) == ["0-0-1", "0-0-2", "1-0-1", "2-0-1"]
    assert texts(result)[1] == "为方便群众读书，制定本方案。"
    assert [(part.kind, part.title) for part in result.parts] == [("cover", COVER[0]), ("main", PLAN[0])]


def test_a_carried_text_needs_no_marker_before_it() -> None:
    assert refs(lines(*COVER, "附件", *PLAN)) == refs(lines(*COVER, *PLAN))


def test_every_label_in_a_cover_is_an_item_label() -> None:
    cover = (*COVER[:4], "一、加强领导。各县要负总责。", "二、按时报告。每季一报。", *COVER[4:])
    result = lines(*cover, "附件", *PLAN)
    assert [(found.ref, found.item, found.item_title) for found in result.units][:4] == [
        ("0-0-1", "", ""),
        ("0-0-2", "1", "加强领导"),
        ("0-0-3", "2", "按时报告"),
        ("0-0-4", "", ""),
    ]
    assert unit(result, "1-0-1").text == "每村一室。"


def test_a_cover_with_headings_that_does_not_issue_the_annex_is_the_main_text() -> None:
    result = lines(
        "关于做好图书室检查的通知",
        "各县人民政府：",
        "一、范围",
        "全部图书室。",
        "二、时间",
        "五月完成。",
        "清河市教育局",
        "2024年5月6日",
        "附件",
        "图书室检查要求",
        "一、环境",
        "整洁明亮。",
    )
    assert numbered(result) == {"1-0-1": "全部图书室。", "2-0-1": "五月完成。"}
    assert [part.kind for part in result.parts] == ["main", "annex"]
    assert role(result, "整洁明亮") == "annex"


def test_a_later_text_that_the_cover_names_is_a_further_plan_and_chapters_run_on() -> None:
    cover = (
        "清河市人民政府关于印发《清河市建室方案》《清河市购书方案》的通知",
        "现将《清河市建室方案》《清河市购书方案》印发给你们。",
        "清河市人民政府",
        "2024年5月6日",
    )
    first = ("清河市建室方案", "一、目标", "每村一室。", "二、措施", "财政保障。")
    result = lines(*cover, *first, "清河市购书方案", "购书要适用。", "一、目标", "每年购书。")
    assert numbered(result) == {
        "0-0-1": "现将《清河市建室方案》《清河市购书方案》印发给你们。",
        "1-0-1": "每村一室。",
        "2-0-1": "财政保障。",
        "3-0-1": "购书要适用。",
        "4-0-1": "每年购书。",
    }
    assert unit(result, "3-0-1").chapter_label == ""
    assert [part.kind for part in result.parts] == ["cover", "main", "main"]
    assert not [warning for warning in result.warnings if "label" in warning]


def test_a_later_text_that_the_cover_does_not_name_is_an_annex() -> None:
    result = lines(*COVER, *PLAN, "附件", "图书室管理员守则", "一、准时", "八时开门。")
    assert refs(result) == ["0-0-1", "0-0-2", "1-0-1", "2-0-1"]
    assert [part.kind for part in result.parts] == ["cover", "main", "annex"]


def test_a_title_over_two_lines_is_the_one_the_cover_names() -> None:
    plan = ("清河市乡村图书室", "建设方案", *PLAN[1:])
    result = lines(*COVER, "附件1", *plan)
    assert [(part.kind, part.title) for part in result.parts][1] == ("main", "清河市乡村图书室建设方案")
    assert refs(result) == ["0-0-1", "0-0-2", "1-0-1", "2-0-1"]


def test_a_list_of_attachments_behind_the_date_carries_nothing() -> None:
    result = lines(
        *COVER[:5],
        "2024年5月6日",
        "附件：1.清河市乡村图书室建设方案",
        "2.清河市图书室名单",
        *PLAN,
        "清河市图书室名单",
        "东村",
        "西村",
    )
    assert refs(result) == ["0-0-1", "0-0-2", "1-0-1", "2-0-1"]
    assert [part.kind for part in result.parts] == ["cover", "main", "annex"]
    assert role(result, "2.清河市图书室名单") == "attachment_list"


@pytest.mark.parametrize("line", ["以上意见请遵照执行", "形成关心下一代的全社会", "贯彻中央决策部署", "各县自行举办"])
def test_a_last_line_that_lost_its_full_stop_signs_nothing(line: str) -> None:
    assert role(lines(*HEAD, "每村一室。", line), line) == "unit"


def test_a_signature_may_stand_under_its_date() -> None:
    result = lines(*HEAD, "每村一室。", "2024年5月6日", "清河市教育局")
    assert role(result, "清河市教育局") == "signature"


def test_a_date_on_a_line_of_its_own_ends_no_text_whose_labels_go_on() -> None:
    result = lines(*HEAD, "一、时间", "2024年5月6日", "地点待定", "二、要求", "准时参加。")
    assert refs(result) == ["1-0-1", "2-0-1"]


def test_a_regulation_printed_behind_its_amending_decision_is_an_annex() -> None:
    result = lines(
        "关于修改《乡村图书室管理办法》的决定",
        "一、删去第三条。",
        "二、删去第四条。",
        "乡村图书室管理办法",
        "第一条 每村一室。",
    )
    assert refs(result) == ["1-0-1", "2-0-1"]
    assert [part.kind for part in result.parts] == ["main", "annex"]


def test_a_reply_carries_a_text_too() -> None:
    result = lines(
        "清河市人民政府关于同意建立读书工作联席会议制度的批复",
        "市教育局：",
        "你局请示收悉。",
        "同意建立联席会议制度。",
        "清河市人民政府",
        "2024年5月6日",
        "附件",
        "清河市读书工作联席会议制度",
        "一、职能",
        "统筹读书工作。",
        "清河市读书工作",
        "联席会议成员名单",
        "召集人：张三 副市长",
        "成员：李四 教育局局长",
    )
    assert numbered(result) == {"0-0-1": "你局请示收悉。", "0-0-2": "同意建立联席会议制度。", "1-0-1": "统筹读书工作。"}
    assert role(result, "召集人") == "annex"


def test_a_carried_regulation_gives_articles() -> None:
    result = lines(
        COVER[0].replace("方案", "办法"),
        *(line.replace("方案", "办法") for line in COVER[1:]),
        "清河市乡村图书室建设办法",
        "第一条 每村一室。",
        "第二条 免费开放。",
    )
    assert refs(result) == ["0-0-1", "0-1-1", "0-2-1"]


# Counting otherwise


def test_cover_units_may_be_left_out() -> None:
    result = lines(*COVER, *PLAN, options=Counting(cover_units=False))
    assert refs(result) == ["0-0-1", "1-0-1", "2-0-1"]
    assert role(result, "《清河市") == "cover"


def test_lead_ins_may_be_left_out() -> None:
    paragraphs = (*HEAD, "一、目标", "做到：", "每村一室。")
    assert refs(lines(*paragraphs)) == ["1-0-1", "1-0-2"]
    result = lines(*paragraphs, options=Counting(lead_ins=False))
    assert (refs(result), role(result, "做到：")) == (["1-0-1"], "lead_in")


def test_titles_may_be_counted() -> None:
    result = lines(*HEAD, "一、目标", "（一）建室。每村一室。", options=Counting(titles=True))
    assert numbered(result) == {"1-0-1": "目标", "1-1-1": "建室。", "1-1-2": "每村一室。"}
    assert unit(result, "1-1-2").section_title == "建室"


# Blocks and text


def test_blocks_and_plain_text_give_the_same_result() -> None:
    paragraphs = (*COVER, *PLAN)
    assert segment([Block("paragraph", paragraph) for paragraph in paragraphs]) == segment_text("\n".join(paragraphs))


def test_a_byte_order_mark_and_carriage_returns_are_no_text() -> None:
    assert segment_text("\ufeff" + "\r\n".join(PLAN)) == segment_text("\n".join(PLAN)) == segment_text("\r".join(PLAN))
