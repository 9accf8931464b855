"""What one line can be by its own form: a date, a remark, a contact line, a labelled heading …

The forms are those of official documents (GB/T 9704) and of units.md. Where a line stands is for `blocks` to judge.
"""

from __future__ import annotations

import re

FINAL = "。；：，！？;:,!?"
SENTENCE_END = re.compile("[。！？]")

_COUNT = "[一二三四五六七八九十百]"
_NUMERAL = "[〇○零Ｏ0一二三四五六七八九]"
DATE = re.compile(
    r"[（(]?\s?(?:(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    rf"|{_NUMERAL}{{4}}\s?年\s?[一二三四五六七八九十]{{1,3}}\s?月\s?[一二三四五六七八九十]{{1,3}}\s?日"
    r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})\s?[）)]?"
)

_BODIES = (
    "人民政府 政府 委员会 国务院 中央 常委 代表大会 法院 检察院 办公厅 办公室 委 部 厅 局 署 院 会 行 办 总局 "
    "总队 支队 中心 社 组 公司 集团 学校 大学 处 所 司 站 团 联 指挥部 军区 兵团 管理处"
)
_ADDRESSEES = (
    "政府 委 部 厅 局 院 单位 处 中心 企业 公司 学校 大学 高校 院校 学院 银行 行 办 会 兵团 同志 社 署 室 机构 "
    "组织 部门 机关 省 市 县 区 旗 州 盟 镇 乡 团体 站 队 所 司 协会 集团 协调组 领导小组 户 人 校 馆 商会 组 "
    "委员 代表 先生 女士 社会各界 居民 公众"
)
_OFFICES = "总理 省长 市长 区长 县长 州长 盟长 主席 部长 主任 局长 厅长 署长 行长 委员长 院长"


def _any(words: str) -> str:
    return "|".join(words.split())


_LONGEST_END = 20  # characters of what a body's name ends in: 指挥部（…）
BODY_NAME = re.compile(rf"(?:{_any(_BODIES)})(?:[（(].{{1,12}}[)）])?$")
_OFFICE = "|".join(r"\s?".join(office) for office in _OFFICES.split())
SIGNER = re.compile(rf"代?(?:{_OFFICE})[：:]?\s?[\u4e00-\u9fff·\s]{{2,12}}")
_ADDRESSED = re.compile(rf"(?:{_any(_ADDRESSEES)})(?:[（(][^）)]{{1,60}}[)）])?[：:]$")
_LEAD_IN = re.compile("如下|以下|下列|包括")

_NOTED = (
    "此件 此页 此文 此稿 本文 有效期 略 见附件 附后 联系人 注： 注: 信息公开 公开属性 公开方式 公开形式 "
    "主动公开 依申请公开 不予公开"
)
_ENACTED = rf"(?:\d{{4}}|{_NUMERAL}{{4}})年.{{1,4}}月.{{1,4}}日.{{0,60}}(?:通过|发布|公布|修订|修正|修改|删除|施行|令)"
REMARK = re.compile(
    rf"[（(【〔]\s?(?:{_any(_NOTED)}|{_ENACTED}).{{0,120}}[)）】〕]"
    r"|[（(【〔].{0,30}(?:公开|发布|印发|略|无正文)\s?[)）】〕]"
    r"|(?:信息)?公开(?:选项|属性|方式|形式)[：:].{1,12}|抄送[：:].{1,300}"
    r"|(?:.{2,30}办公[厅室])?\s?(?:19|20)\d\d年\d{1,2}月\d{1,2}日印发"
)
_CONTACTS = (
    "联系人 联系电话 联系方式 咨询电话 办公电话 监督电话 举报电话 电子邮箱 电子邮件 邮箱 邮编 邮政编码 传真 "
    "网址 通讯地址 通信地址 联系地址 地址 电话"
)
CONTACT = re.compile(
    rf"[（(]?(?:[\u4e00-\u9fff]{{0,6}}(?:{_any(_CONTACTS)})|联\s系\s人|电\s话|传\s真)[^：:]{{0,12}}[：:].{{0,200}}"
)

ATTACHMENT = re.compile(
    r"附\s?[件表录]?\s?(?:[\d一二三四五六七八九十]{1,3}|[（(]\d{1,2}[)）])?\s?(?:(?P<colon>[：:])\s?(?P<rest>.{0,400})|)"
)
LISTED = re.compile(r"(?:附件)?[（(]?\d{1,2}[)）]?\s?[.．、：: -]?\s?[^\d.．、].{1,160}")

CHAPTER = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,6}[编篇章节].{0,50}|第[一二三四五六七八九十\d]{1,4}部分.{0,50}"
)
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]{1,8}条")
LABEL = re.compile(
    rf"{_COUNT}{{1,4}}\s?[、．.，]|[（(]{_COUNT}{{1,4}}[)）]|\d{{1,3}}\s?[.．、](?!\d)|[（(]\d{{1,3}}[)）]|[①-⑳]"
    r"|\d{1,2}(?:[.．]\d{1,2}){1,3}\s?(?=[\u4e00-\u9fff])"
)
_HALF_WIDTH = str.maketrans("（）．", "().")
CONTENTS = re.compile(r"目\s?[录次]")
ORDER_HEAD = re.compile(r".{2,36}(?:令|公告|通告)")
ORDER_COUNT = re.compile(r"[（(]?(?:(?:19|20)\d\d\s?年\s?)?第\s?[\d一二三四五六七八九十百〇零○]{1,6}\s?号[)）]?")


def is_addressee(text: str) -> bool:
    """Whether a line only names bodies and ends in a colon."""
    return (
        text[-1] in "：:"
        and not SENTENCE_END.search(text)
        and _ADDRESSED.search(text[-70:]) is not None
        and not _LEAD_IN.search(text[-12:])
    )


def is_signer(text: str) -> bool:
    """Whether a signature is a person's (总理 李克强), not a body's."""
    return SIGNER.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Whether a line can be a signature: the name of a body or of a signer, and no more (牵头单位：… is a label)."""
    if len(text) > 60 or text[-1] in FINAL or "，" in text or "《" in text or LABEL.match(text):
        return False
    if is_signer(text):
        return True
    return "：" not in text and ":" not in text and BODY_NAME.search(text.replace(" ", "")[-_LONGEST_END:]) is not None


def is_bare_attachment(text: str) -> bool:
    """Whether a line is an annex's label alone: 附件, 附件2, 附件：."""
    found = ATTACHMENT.fullmatch(text)
    return found is not None and not (found["rest"] or "").strip()


def label_style(label: str) -> str:
    """A label without its count: 、 for 一、, () for （一）, . for 1. ."""
    return re.sub(r"[\s\d一二三四五六七八九十百]", "", label).translate(_HALF_WIDTH) or label[:1]
