"""A topic of practice in the shape of voced27: one member for each slot, and beside it what is mistaken for one.

Every document is right in all respects but those that its kind is wrong in: so the rules that should say no of it are
known by construction. The texts are of our own wording, each sentence with invented names, so that two documents have
in common only what the topic makes them share.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from corpus.definition import load
from corpus.places import CENTRAL, PROVINCES, short_name
from crawlers.sites import SITES
from tests.portals.documents import Attachment, Document, Text, chinese_date
from tests.portals.shelf import GAZETTE
from tests.portals.sites import PREFIXES, Portal

Where = Literal["list", "gazette", "abroad"]  # a list of the province's own site, its gazette, the ministry's site

NAME = "practice27"
BASIS = "关于推动样例现代职业教育高质量发展的意见"
CENTRE = "中共中央办公厅 国务院办公厅"
ABROAD = "moe"
_SLOTS = load("voced27").slots
_WAIVED = "340000"  # 安徽: its leading group was first
_PLACES = {code: place for place, code in PROVINCES.items()}
_CITED = (
    f"《{BASIS}》",
    f"《中共中央办公厅、国务院办公厅{BASIS}》",
    f"《中共中央办公厅 国务院办公厅印发〈{BASIS}〉的通知》",
    f"中共中央办公厅、国务院办公厅《{BASIS}》（中办发〔2021〕943号）",
)
_NAMES = "安柏川大恩方国海江康林明宁平清然山泰文兴阳远泽中"
_DEEDS = ("开设{}专业", "共建{}实训中心", "办好{}班", "编写{}教材", "举办{}技能赛", "建立{}工作站")


@dataclass(frozen=True, slots=True)
class Planted:
    """A document of the topic, where it is shown, and what the rules should say of it.

    kind: `member`, or in which way it is not one. against: the rules that say no; where none does it stands behind the
    member by its `relation` to it. slot: the number of the slot that it is for; 0 for none.
    """

    kind: str
    document: Document
    slot: int
    against: frozenset[str] = frozenset()
    relation: str = ""
    where: Where = "list"


def definition() -> str:
    """The definition of the topic's corpus (TOML), with the slots of voced27 and nothing known of its documents."""
    slots = "".join(
        f'\n[[slot]]\nno = {slot.no}\nadcode = "{slot.adcode}"\nplace = "{slot.place}"\n'
        f"is_basis = {str(slot.adcode == CENTRAL).lower()}\nbasis_waived = {str(slot.adcode == _WAIVED).lower()}\n"
        for slot in _SLOTS
    )
    return f"""\
name = "{NAME}"
title = "样例职业教育高质量发展政策文本"
queries = ["职业教育"]

[window]
first = 2021-09-01
last = 2024-06-30

[member]
basis = ["{BASIS}"]
subject = ["样例", "职业教育"]
titles = ['推动样例现代职业教育高质量发展', '推动.{{0,10}}职业教育高质量发展', '职业教育.{{0,20}}高质量发展']
leading_groups = ["教育工作领导小组"]

[never]
kinds = ["interpretation", "infographic", "news", "list", "draft"]
titles = ["解读", "图解", "一图读懂", "一图看懂", "答记者问", "新闻发布会", "征求意见"]
{slots}
[[outside]]
adcodes = ["610000", "650000", "540000", "360000", "460000"]
places = "陕西 新疆 西藏 江西 海南"
reason = "样例：不在其内"
"""


@cache
def planted(site: str) -> tuple[Planted, ...]:
    """What the topic puts on a site: its own place's documents; on the ministry's, copies of everybody's."""
    if site == ABROAD:
        others = (planted(name) for name in SITES if name != ABROAD)
        return tuple(each for some in others for each in some if each.where == "abroad")
    return tuple(_Place(site).documents())


@cache
def portal(site: str) -> Portal:
    """A site's portal with the topic's documents on it, on every list in proportion."""
    here = [each for each in planted(site) if site == ABROAD or each.where != "abroad"]
    in_gazette = [each.document for each in here if each.where == "gazette" and site != ABROAD]
    listed = [each.document for each in here if each.document not in in_gazette]
    room = sum(not GAZETTE.search(entry.url) for entry in Portal(site).entries)
    return Portal(site, planted=listed, in_gazette=in_gazette, share=min(1, len(listed) / room))


class _Place:
    """The documents of one jurisdiction."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._adcode = SITES[site].adcode
        self._slot = next((slot.no for slot in _SLOTS if slot.adcode == self._adcode), 0)
        self._chance = random.Random(f"topic/{site}")
        self._turn = list(SITES).index(site)
        self._prefix = PREFIXES[site][0]
        self._day = date(2022, 3, 1) + timedelta(days=11 * self._turn)
        self._count = 0

    def documents(self) -> Iterator[Planted]:
        member = self._centre() if self._adcode == CENTRAL else self._member()
        yield self._plant("member", member)
        yield from self._about(member)
        yield from self._beside(member)
        if self._adcode != CENTRAL:
            yield from self._others(member)

    # The member --------------------------------------------------------------------------------------------------

    def _centre(self) -> Document:
        self._day = date(2021, 10, 12)
        self._government = self._issuer = CENTRE
        title = f"{CENTRE}印发《{BASIS}》"
        opening = f"近日，中共中央办公厅、国务院办公厅印发了《{BASIS}》，并发出通知，要求各地区各部门认真贯彻落实。"
        return self._document(title, opening=opening, number="", addressee=False)

    def _member(self) -> Document:
        place = _PLACES[self._adcode]
        self._government = self._issuer = f"{place}人民政府"
        own, short = f"{self._government}关于推动样例现代职业教育高质量发展的实施意见", short_name(place)
        if self._adcode == _WAIVED:
            self._issuer = f"中共{place}委教育工作领导小组"
            self._day = date(2021, 9, 20)
            title = f"{self._issuer}关于推动样例现代职业教育高质量发展的实施意见"
            return self._document(title, opening="为推动样例职业教育发展，提出以下意见。", number="")
        shape = self._turn % 5
        if shape == 0:
            return self._document(own)
        if shape == 1:
            return self._with_file(f"{place}推动样例现代职业教育高质量发展实施方案")
        if shape == 2:
            committee = f"{place}党委" if place.endswith("自治区") else f"{place}委"
            self._issuer = f"中共{committee}办公厅 {place}人民政府办公厅"
            words = self._issuer.replace(" ", "、")
            opening = (
                f"近日，{words}印发了《关于推动样例现代职业教育高质量发展的实施意见》，并发出通知，要求认真贯彻落实。"
            )
            title = f"{self._issuer}印发《关于推动样例现代职业教育高质量发展的实施意见》"
            return self._document(title, opening=f"{opening}为落实{self._cited()}，制定本意见。", number="")
        self._issuer = f"教育部 {place}人民政府"
        if shape == 3:
            return self._document(f"{self._issuer}关于推动样例{short}职业教育高质量发展的意见")
        return self._document(f"{self._issuer}关于建设技能样例 推动{short}职业教育高质量发展的实施意见")

    # About the member --------------------------------------------------------------------------------------------

    def _about(self, member: Document) -> Iterator[Planted]:
        """What explains it, announces it, or was its draft."""
        name = member.title.partition("《")[2].partition("》")[0] or member.title
        day = member.published + timedelta(days=5)
        opening = f"为落实{_CITED[0]}，出台了《{name}》，现就样例政策作如下说明。"
        for kind, title in (
            ("interpretation", f"《{name}》政策解读"),
            ("infographic", f"图解：{name}"),
            ("questions", f"有关负责人就《{name}》答记者问"),
            ("briefing", f"《{name}》新闻发布会实录"),
        ):
            document = self._document(title, opening=opening, number="", addressee=False, day=day)
            yield self._plant(kind, document, "kind", "original")
        draft = self._again(member, f"{name}（征求意见稿）", member.published - timedelta(days=20), number="")
        yield self._plant("draft", draft, "kind", "original")

    # The member again --------------------------------------------------------------------------------------------

    def _beside(self, member: Document) -> Iterator[Planted]:
        """Its copies, its other edition, an excerpt."""
        later = member.published + timedelta(days=1)
        copy = _unsigned(self._again(member, member.title, later))
        yield self._plant("copy", copy, relation="same_text")
        gazette = replace(copy, published=later + timedelta(days=15))
        yield self._plant("gazette", gazette, relation="same_text", where="gazette")
        abroad = self._again(member, member.title, later + timedelta(days=2))
        yield self._plant("abroad", abroad, relation="same_text", where="abroad")
        some = member.paragraphs[: 2 + len(member.paragraphs) // 2]
        excerpt = replace(self._again(member, f"{member.title}（摘要）", later), paragraphs=some, attachment=None)
        if member.attachment:
            text = member.attachment.paragraphs
            excerpt = replace(excerpt, paragraphs=text[: 2 + len(text) // 2])
        yield self._plant("excerpt", excerpt, "original")
        if member.number and not member.attachment:
            yield self._plant("edition", self._edition(member), relation="other_edition")

    def _edition(self, member: Document) -> Document:
        """The member again, half a year later, with a paragraph more under a new number."""
        published = member.published + timedelta(days=200)
        written = published - timedelta(days=4)
        added = f"增加{self._coined()}样例条款，完善{self._coined()}制度。"
        *text, issuer, _ = member.paragraphs
        again = self._again(member, f"{member.title}（修订）", published, number=self._number())
        return replace(again, written=written, paragraphs=(*text, added, issuer, chinese_date(written)))

    # Others ------------------------------------------------------------------------------------------------------

    def _others(self, member: Document) -> Iterator[Planted]:
        """Documents of the same shape that are not it: by others, of other days, of other subjects."""
        form, day = "关于推动样例现代职业教育高质量发展的实施意见", member.published + timedelta(days=40)
        place = _PLACES[self._adcode]
        for kind, issuer, number in (
            ("city", "样例市人民政府", "样政发〔2022〕903号"),
            ("county", "样例县人民政府办公室", "样县政办发〔2022〕904号"),
            ("department", f"{place}教育厅", "样教发〔2022〕905号"),
        ):
            document = self._document(f"{issuer}{form}", day=day, issuer=issuer, number=number)
            yield self._plant(kind, document, "level")
        if member.attachment is None and member.issuer == self._government:
            city = replace(_unsigned(member), issuer="样例市人民政府", number="样政发〔2022〕907号", published=day)
            yield self._plant("city copy", replace(city, title=f"{city.issuer}{form}"), "level", "original")
        title = f"{short_name(place)}出台举措推动样例现代职业教育高质量发展"
        opening = f"本报讯（记者 样例员）近日，{self._government}召开会议，落实《{BASIS}》。"
        news = self._document(title, opening=opening, number="", day=day, issuer=self._government, addressee=False)
        yield self._plant("news", news, "kind")
        school = f"{place}教育厅"
        for kind, issuer, against in (
            ("forwarding", self._government, ("original",)),
            ("department forwarding", school, ("level", "original")),
        ):
            title = f"{issuer}转发《{CENTRE}{BASIS}》的通知"
            opening = f"现将《{CENTRE}{BASIS}》转发给你们，请认真贯彻执行。"
            number = self._number() if issuer == self._government else "样教函〔2022〕906号"
            document = self._document(title, opening=opening, day=day, issuer=issuer, number=number)
            yield self._plant(kind, document, *against)
        for kind, when in (("too early", date(2020, 5, 6)), ("too late", date(2024, 9, 10))):
            title = f"{self._government}关于推动样例职业教育高质量发展的若干措施"
            document = self._document(title, day=when, issuer=self._government)
            yield self._plant(kind, document, "window")
        if self._adcode != _WAIVED:
            opening = "为落实《国务院关于印发样例职业教育改革实施方案的通知》（国发〔2019〕904号），提出以下意见。"
            document = self._document(f"{self._government}{form}", opening=opening, day=day, issuer=self._government)
            yield self._plant("no basis", document, "basis")
        title = f"{self._government}关于加强样例职业教育教师队伍建设的实施意见"
        yield self._plant("other subject", self._document(title, day=day, issuer=self._government), "title")

    # Making them -------------------------------------------------------------------------------------------------

    def _plant(
        self, kind: str, document: Document, *against: str, relation: str = "", where: Where = "list"
    ) -> Planted:
        document = replace(document, key=f"{self._site}/{NAME}/{kind}")
        return Planted(kind, document, self._slot, frozenset(against), relation, where)

    def _document(
        self,
        title: str,
        *,
        opening: str = "",
        day: date | None = None,
        issuer: str = "",
        number: str | None = None,
        addressee: bool = True,
    ) -> Document:
        published, issuer = day or self._day, issuer or self._issuer
        text, written = Text(), published - timedelta(days=4)
        if addressee:
            text.furniture("各样例县（市、区）人民政府，各样例部门：")
        text.paragraph(opening or f"为贯彻落实{self._cited()}，结合实际，提出以下意见。", self._sentence())
        self._chapters(text)
        if addressee:
            text.furniture(*issuer.split(), chinese_date(written))
        return Document(
            key="",
            kind="opinion",
            title=title,
            number=self._number() if number is None else number,
            issuer=issuer,
            written=written,
            published=published,
            paragraphs=tuple(text.paragraphs),
            units=tuple(text.units),
        )

    def _with_file(self, plan: str) -> Document:
        """A notice whose plan is a file of its own."""
        whole = self._document(f"{self._government}关于印发《{plan}》的通知")
        _, *body, issuer, day = whole.paragraphs
        carried = f"现将《{plan}》印发给你们，请认真贯彻执行。"
        cover = ("各样例县（市、区）人民政府：", carried, f"附件：{plan}", issuer, day)
        return replace(whole, kind="plan", paragraphs=cover, attachment=Attachment(plan, tuple(body)))

    def _again(self, document: Document, title: str, day: date, number: str | None = None) -> Document:
        return replace(document, title=title, published=day, number=document.number if number is None else number)

    def _chapters(self, text: Text) -> None:
        for title in ("总体要求", "重点任务", "保障措施"):
            text.chapter(title)
            for _ in range(3):
                text.section(f"建设{self._coined()}", *(self._sentence() for _ in range(3)))

    def _sentence(self) -> str:
        deed = self._chance.choice(_DEEDS).format(self._coined())
        return f"支持{self._coined()}样例学校{deed}，服务{self._coined()}产业。"

    def _coined(self) -> str:
        """A name of three letters that stands nowhere else, as good as."""
        return "".join(self._chance.choices(_NAMES, k=3))

    def _cited(self) -> str:
        return _CITED[self._turn % len(_CITED)]

    def _number(self) -> str:
        self._count += 1
        return f"{self._prefix}〔{self._day.year}〕{910 + self._count}号"


def _unsigned(document: Document) -> Document:
    """Without issuer and date at its end, as copies often are; below a notice they stand before the file's text."""
    closing = {*document.issuer.split(), chinese_date(document.written)}
    if document.attachment:
        return document
    return replace(document, paragraphs=tuple(text for text in document.paragraphs if text not in closing))
