"""Lines to blocks: which line is the title, the number, the addressee, the signature, and so on.

What decides is how official documents are laid out (GB/T 9704): title, number, addressee, text, list of
annexes, signature and date, remarks; then the carried text or annexes under their own titles. The rules see
lines only, so they serve every reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.reading import Block, BlockKind
from corpus.reading.lines import Line
from crawlers.notation import is_doc_number, read_date

_MARKS = re.compile(r"[\s《》〈〉“”\"‘’'（）()〔〕\[\]【】，,。．.：:；;、·—–\-_|*]")
_FINAL = "。；：，！？;:,!?"
_SENTENCE_END = re.compile("[。！？]")

_DATE = re.compile(
    r"[（(]?\s?(?:(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|[〇○零Ｏ0一二三四五六七八九]{4}\s?年\s?[一二三四五六七八九十]{1,3}\s?月\s?[一二三四五六七八九十]{1,3}\s?日"
    r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})\s?[）)]?"
)
_BODY_NAME = re.compile(
    r"(?:人民)?(?:政府|委员会|国务院|中央|常委|代表大会|法院|检察院|办公厅|办公室|委|部|厅|局|署|院|会|行|办|总局|总队|支队|中心|社|组|公司|集团|学校|大学|处|所|司|站|团|联|指挥部|军区|兵团|管理处)"
    r"(?:[（(].{1,12}[)）])?"
)
_SIGNER = re.compile(
    r"(?:代)?(?:总\s?理|省\s?长|市\s?长|区\s?长|县\s?长|州\s?长|盟\s?长|主\s?席|部\s?长|主\s?任|局\s?长|厅\s?长|署\s?长|行\s?长|委员长|院\s?长)[：:]?\s?[\u4e00-\u9fff·\s]{2,12}"
)
_ADDRESSED = re.compile(
    r"(?:政府|委|部|厅|局|院|单位|处|中心|企业|公司|学校|大学|高校|院校|学院|银行|行|办|会|兵团|同志|社|署|室|机构|组织|部门|机关|省|市|县|区|旗|州|盟|镇|乡|团体|站|队|所|司|协会|集团|协调组|领导小组|户|人|校|馆|商会|组|委员|代表|同志|先生|女士|社会各界|居民|公众)"
    r"(?:[（(][^）)]{1,60}[)）])?[：:]"
)
_REMARK = re.compile(
    r"[（(【〔]\s?(?:此件|此页|此文|此稿|本文|有效期|略|见附件|附后|联系人|注[：:]|信息公开|公开(?:属性|方式|形式)|主动公开|依申请公开|不予公开|\d{4}年\d{1,2}月\d{1,2}日.{0,60}(?:通过|发布|公布|修订|修正|修改|删除|施行|令)).{0,120}[)）】〕]"
    r"|[（(【〔].{0,30}(?:公开|发布|印发|略|无正文)\s?[)）】〕]|(?:信息)?公开(?:选项|属性|方式|形式)[：:].{1,12}|抄送[：:].{1,300}|.{2,30}办公[厅室]\s?(?:19|20)\d\d年\d{1,2}月\d{1,2}日印发"
)
_CONTACT = re.compile(
    r"[（(]?(?:[\u4e00-\u9fff]{0,6}(?:联系人|联系电话|联系方式|咨询电话|办公电话|监督电话|举报电话|电子邮箱|电子邮件|邮箱|邮编|邮政编码|传真|网址|通讯地址|通信地址|联系地址|地址)|电话|联\s系\s人|电\s话|传\s真)[^：:]{0,12}[：:].{0,200}"
)
_ATTACHMENT = re.compile(
    r"附\s?(?:件|表|录)?\s?(?:[\d一二三四五六七八九十]{1,3}|[（(]\d{1,2}[)）])?\s?(?:(?P<colon>[：:])\s?(?P<rest>.{0,400})|(?P<alone>))"
)
_LISTED = re.compile(r"(?:附件)?[（(]?\d{1,2}[)）]?\s?[.．、：: -]?\s?[^\d.．、].{1,160}")
_CHAPTER = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,6}[编篇章节](?:\s|$|[^\u4e00-\u9fff]|(?=[\u4e00-\u9fff])).{0,50}|第[一二三四五六七八九十\d]{1,4}部分.{0,50}"
)
_LABEL = re.compile(
    r"[一二三四五六七八九十百]{1,4}\s?[、．.，]|[（(][一二三四五六七八九十百]{1,4}[)）]|\d{1,3}\s?[.．、](?!\d)|[（(]\d{1,3}[)）]|[①-⑳]|\d{1,2}(?:[.．]\d{1,2}){1,3}\s?(?=[\u4e00-\u9fff])"
)
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]{1,8}条")
_COMPLETE = re.compile(
    r".{0,200}(?:通知|通告|公告|意见|决定|办法|方案|规划|批复|复函|函|规定|细则|条例|请示|报告|命令|令|纲要|计划|要点|措施|制度|标准|指南|章程|法|议案|决议|公报|目录|名单|规则|预案|清单|规范|解读|安排|建议|答复|通报|基准)[》”]?"
    r"(?:[（(〔].{1,40}[)）〕])?"
)
_HALF_WIDTH = str.maketrans("（）．", "().")
_ORDER_HEAD = re.compile(r".{2,36}(?:令|公告|通告)")
_ORDER_COUNT = re.compile(r"[（(]?(?:(?:19|20)\d\d\s?年\s?)?第\s?[\d一二三四五六七八九十百〇零○]{1,6}\s?号[)）]?")
_CONTENTS = re.compile(r"目\s?[录次]")
_L_FOR_ONE = re.compile(r"[lI|]\s?(?=[.．、]\s?[\u4e00-\u9fff])")

_NUMBER_AFTER = re.compile(r"[（(〔][^（）()]{2,30}号[）)〕]$")  # 关于……的通知（国发〔2019〕4号）

_LONG = 70  # characters: a longer line with a 。 in it is text, whatever it opens with
MAX_TITLE_LINES = 4
_TITLE_LINE = 60


def bare(text: str) -> str:
    """A text without blanks and marks, for comparing titles however they are set."""
    return _MARKS.sub("", text)


@dataclass(slots=True)
class _Reading:
    """How far a document has been read: what stands behind decides what a line can be."""

    blocks: list[Block] = field(default_factory=list)
    prose: bool = False  # a sentence of the document has been seen
    listing: bool = False  # inside a list of annexes
    closed: bool = False  # past the cover's signature or date, or an annex's label: a carried title may follow
    titled: int = 0  # how many lines just read are a carried title's


def blocks_of(lines: Sequence[Line], title: str = "") -> tuple[list[Block], str]:
    """The blocks of a document, its title first, and the title as its own lines print it (empty where they print none).

    title: what the page calls the document, or empty. The title block carries it (or, without it, the printed one).
    """
    wanted = _NUMBER_AFTER.sub("", title)
    printed, start, dropped = find_title(lines, wanted)
    if printed and start < len(lines) and bare(lines[start].text)[:8] == bare(printed)[:8]:  # printed twice
        start += find_title(lines[start:], printed)[1]
    reading = _Reading()
    if title or printed:
        reading.blocks.append(Block("title", title or printed))
    rest = [*dropped, *lines[start:]]
    named = _named_texts(title or printed, rest)
    index = 0
    while index < len(rest):
        index += _read(reading, rest, index, named)
    return reading.blocks, printed


def find_title(lines: Sequence[Line], title: str) -> tuple[str, int, list[Line]]:
    """The title that the lines print, the index after it, and lines before it that belong to the text (a number)."""
    wanted = bare(title)
    head = min(8, len(lines))
    for first in range(head):
        if lines[first].table or _SENTENCE_END.search(lines[first].text):
            break
        joined = ""
        for last in range(first, min(first + MAX_TITLE_LINES + 1, len(lines))):
            if lines[last].table or len(lines[last].text) > 120:
                break
            joined += lines[last].text
            plain = bare(joined)
            if wanted and _same_title(plain, wanted):
                taken = last + 1
                while taken < len(lines) and bare(lines[taken].text) and bare(joined + lines[taken].text) == wanted:
                    joined += lines[taken].text
                    taken += 1
                before = [line for line in lines[:first] if is_doc_number(line.text)]
                return unspaced(joined), taken, before
            if wanted and not (wanted.startswith(plain) or plain in wanted):
                break
    if wanted:
        return "", 0, []
    return _unnamed_title(lines)


def _same_title(printed: str, wanted: str) -> bool:
    """Whether a printed title is the page's: the same, or without what one of them leaves out (issuer, number)."""
    if len(printed) < 5:
        return printed == wanted
    if printed == wanted:
        return True
    longer, shorter = (printed, wanted) if len(printed) >= len(wanted) else (wanted, printed)
    if len(shorter) < 8:
        return False
    return (longer.endswith(shorter) and len(longer) - len(shorter) <= 40 and bool(_COMPLETE.fullmatch(shorter))) or (
        longer.startswith(shorter)
        and (
            bool(_COMPLETE.fullmatch(shorter))
            and (is_doc_number(longer[len(shorter) :]) or len(longer) - len(shorter) <= 2)
        )
    )


def _unnamed_title(lines: Sequence[Line]) -> tuple[str, int, list[Line]]:
    """A page without a name for its document: the centred (or bold) lines it opens with, up to the one that completes them."""
    for first in range(min(4, len(lines))):
        line = lines[first]
        if line.table or _SENTENCE_END.search(line.text) or len(line.text) > _TITLE_LINE * 2 or line.text[-1] in "：:":
            return "", 0, []
        if is_doc_number(line.text):
            continue
        if (
            not (line.align == "center" or line.bold or _COMPLETE.fullmatch(line.text))
            or _LABEL.match(line.text)
            or _ARTICLE.match(line.text)
        ):
            return "", 0, []
        last = first
        joined = line.text
        while not _COMPLETE.fullmatch(joined) and last + 1 < min(first + MAX_TITLE_LINES, len(lines)):
            follower = lines[last + 1]
            if (
                follower.table
                or follower.align != line.align
                or is_doc_number(follower.text)
                or follower.text[-1] in _FINAL
            ):
                break
            joined += follower.text
            last += 1
        return (unspaced(joined), last + 1, list(lines[:first])) if len(bare(joined)) >= 5 else ("", 0, [])
    return "", 0, []


def unspaced(text: str) -> str:
    """A letter-spaced text (国 家 能 源 局) with its letters joined; any other text as it is."""
    words = text.split(" ")
    if len(words) > 1 and sum(len(word) == 1 for word in words) * 4 >= 3 * len(words):
        return "".join(words)
    return text


def is_complete(text: str) -> bool:
    """Whether a text ends like a title: in a genre of official documents (通知, 办法, 名单 …)."""
    return _COMPLETE.fullmatch(text) is not None


def is_signer(text: str) -> bool:
    """Whether a signature is a person's (总理 李克强), not a body's."""
    return _SIGNER.fullmatch(text) is not None


def _named_texts(title: str, lines: Sequence[Line]) -> set[str]:
    """The texts that a cover says it issues, bare: from its title, and from 《…》 in its first sentences."""
    named = set()
    if found := re.search(
        r"(?:印发|发布|公布|转发|批转|颁发|下发|颁布|实施|执行|同意)\s?(.{4,120}?)(?:的(?:通知|公告|决定|意见|函|批复|通告|命令|令))?(?:[（(〔].{1,30}号[)）〕]?)?$",
        title,
    ):
        named.add(bare(found[1]))
    for line in lines[:6]:
        named.update(bare(text) for text in re.findall("《([^《》]{4,100})》", line.text))
    return named - {""}


def _read(reading: _Reading, lines: Sequence[Line], index: int, named: set[str]) -> int:
    """Read the line at an index into blocks; how many lines that took."""
    line = lines[index]
    text = line.text
    if line.table:
        reading.listing, reading.titled = False, 0
        return _keep(reading, "table", text)
    if (taken := _carried_title(reading, lines, index, named)) > 0:
        return taken
    kind = _kind(reading, lines, index)
    if kind == "paragraph":
        text = _L_FOR_ONE.sub("1", text) if _L_FOR_ONE.match(text) and _followed_by_two(lines, index) else text
    if kind in ("paragraph", "heading"):
        reading.prose = True
        reading.closed = False
    if kind in ("signature", "date", "remark") or (kind == "attachment_list" and _alone(text)):
        reading.closed = True
    reading.listing = kind == "attachment_list" and (not _alone(text) or text[-1] in "：:")
    reading.titled = 0
    return _keep(reading, kind, text)


def _keep(reading: _Reading, kind: BlockKind, text: str) -> int:
    reading.blocks.append(Block(kind, text))
    return 1


def _alone(text: str) -> bool:
    found = _ATTACHMENT.fullmatch(text)
    return found is not None and not (found["rest"] or "").strip()


def _kind(reading: _Reading, lines: Sequence[Line], index: int) -> BlockKind:
    text = lines[index].text
    if len(text) > _LONG and "。" in text and text[0] not in "（(【抄":
        return "paragraph"
    if _is_number_line(reading, lines, index):
        return "doc_number"
    if _DATE.fullmatch(text):
        return "date"
    if _REMARK.fullmatch(text):
        return "remark"
    if _CONTACT.fullmatch(text):
        return "contact"
    if reading.listing and _LISTED.fullmatch(text) and not _SENTENCE_END.search(text):
        return "attachment_list"
    if (found := _ATTACHMENT.fullmatch(text)) and not _SENTENCE_END.search(text) and (found["colon"] or len(text) < 8):
        return "attachment_list"
    if not reading.prose and _is_addressee(text):
        return "addressee"
    if _is_signature(lines, index):
        return "signature"
    if _is_heading(lines, index):
        return "heading"
    return "paragraph"


def _is_number_line(reading: _Reading, lines: Sequence[Line], index: int) -> bool:
    """A document number alone; or an order's, set on two lines (中华人民共和国国务院令, 第706号)."""
    text = lines[index].text
    if reading.prose and lines[index].align != "center":
        return False
    if is_doc_number(text):
        return True
    pair = [lines[at].text for at in (index - 1, index, index + 1) if 0 <= at < len(lines)]
    return len(text) < 40 and any(
        _ORDER_HEAD.fullmatch(head) and _ORDER_COUNT.fullmatch(count) and text in (head, count)
        for head, count in pairwise(pair)
    )


def _is_addressee(text: str) -> bool:
    return (
        text[-1] in "：:"
        and not _SENTENCE_END.search(text)
        and _ADDRESSED.search(text[-70:]) is not None
        and not re.search("如下|以下|下列|包括", text[-12:])
    )


def _is_signature(lines: Sequence[Line], index: int) -> bool:
    """A body's or a signer's name alone, with nothing but such names and then a date after it (or set right)."""
    text = lines[index].text
    if not _is_signers_name(text):
        return False
    for follower in lines[index + 1 : index + 16]:
        if follower.table:
            break
        if _DATE.fullmatch(follower.text):
            return True
        if not _is_signers_name(follower.text):
            break
    return lines[index].align == "right"


def _is_signers_name(text: str) -> bool:
    if len(text) > 60 or text[-1] in _FINAL or _LABEL.match(text) or "，" in text or "《" in text:
        return False
    if _SIGNER.fullmatch(text):
        return True
    return _BODY_NAME.search(text.replace(" ", "")[-16:]) is not None and bool(
        re.search(_BODY_NAME.pattern + "$", text.replace(" ", ""))
    )


def _is_heading(lines: Sequence[Line], index: int) -> bool:
    """A labelled line that is a title (units.md, section 2): without a final mark, or one short sentence with text after it."""
    text = lines[index].text
    if len(text) > 70:
        return False
    if _CHAPTER.fullmatch(text) and text[-1] not in _FINAL:
        return True
    found = _LABEL.match(text)
    if not found:
        return False
    rest = text[found.end() :].strip()
    if not rest:
        return False
    if rest[-1] not in _FINAL:
        return not _SENTENCE_END.search(rest)
    return (
        rest[-1] == "。"
        and len(rest) <= 19
        and "。" not in rest[:-1]
        and _has_text_after(lines, index, _style_of(found[0]))
    )


def _style_of(label: str) -> str:
    """A label without its count: 、 for 一、, （） for （一）, . for 1. ."""
    return re.sub(r"[\s\d一二三四五六七八九十百]", "", label).translate(_HALF_WIDTH) or label[:1]


def _has_text_after(lines: Sequence[Line], index: int, style: str) -> bool:
    """Whether text stands under a label before the next of its style; not where the label before it ends in ； (a list's last)."""
    if index + 1 >= len(lines):
        return False
    follower = lines[index + 1].text
    label = _LABEL.match(follower)
    if _CHAPTER.match(follower) or _ARTICLE.match(follower) or (label and _style_of(label[0]) == style):
        return False
    before = lines[index - 1].text if index else ""
    return not (before[-1:] in "；;" and _LABEL.match(before))


def _followed_by_two(lines: Sequence[Line], index: int) -> bool:
    """Whether 2. comes after an l. : then the l is a 1 that was typed or recognised wrongly."""
    return any(re.match(r"2\s?[.．、]", line.text) for line in lines[index + 1 : index + 12])


def _carried_title(reading: _Reading, lines: Sequence[Line], index: int, named: set[str]) -> int:
    """Read a carried text's own title, where one begins here; how many lines it took (0 where none does).

    Its lines are one block where the cover names it; a further title that nothing names stays as it is set.
    """
    if len(lines[index].text) > _TITLE_LINE or not (reading.closed or reading.titled or _runs_to_a_genre(lines, index)):
        return 0
    joined = ""
    for last in range(index, min(index + MAX_TITLE_LINES, len(lines))):
        if (
            lines[last].table
            or lines[last].text[-1] in _FINAL
            or _kind(_Reading(prose=True), lines, last) != "paragraph"
        ):
            break
        joined += lines[last].text
        plain = bare(joined)
        if plain in named or any(
            len(name) > 7 and (plain.endswith(name) or (name.endswith(plain) and len(plain) > 7)) for name in named
        ):
            taken = last - index + 1
            while (
                index + taken < len(lines)
                and re.fullmatch(r"[（(].{2,30}[)）]", lines[index + taken].text)
                and bare(joined + lines[index + taken].text) in named
            ):
                joined += lines[index + taken].text
                taken += 1
            reading.closed, reading.prose, reading.listing = False, False, False
            reading.titled = MAX_TITLE_LINES - 1
            reading.blocks.append(Block("subtitle", unspaced(joined)))
            return taken
    return _further_title(reading, lines, index)


def _further_title(reading: _Reading, lines: Sequence[Line], index: int) -> int:
    """Read an annex's title, which nothing names: the line set in the middle, or a run of them that ends in a genre (名单)."""
    line = lines[index]
    if reading.titled >= MAX_TITLE_LINES or not _can_be_title(lines, index):
        return 0
    if reading.titled and (reading.blocks[-1].text[-1] in ")）" and line.text[0] not in "（("):
        return 0
    if not (line.align == "center" or (reading.closed and line.bold)):
        return 0
    reading.closed, reading.prose, reading.listing = False, False, False
    reading.titled += 1
    reading.blocks.append(Block("subtitle", line.text))
    return 1


def _can_be_title(lines: Sequence[Line], index: int) -> bool:
    text = lines[index].text
    if text[-1] in _FINAL or _LABEL.match(text) or _CONTENTS.fullmatch(text) or text.count(" ") > 4:
        return False
    return _kind(_Reading(prose=True), lines, index) == "paragraph"


def _runs_to_a_genre(lines: Sequence[Line], index: int) -> bool:
    """Whether centred lines from here on, four at most, end in what titles end in."""
    joined = ""
    for at in range(index, min(index + MAX_TITLE_LINES, len(lines))):
        line = lines[at]
        if (
            line.table
            or line.align != "center"
            or not (line.bold or line.gap or joined)
            or not _can_be_title(lines, at)
        ):
            return False
        joined += line.text
        if _COMPLETE.fullmatch(joined):
            return True
    return False
