"""Policy-like texts of our own wording, built from their units, so that what a build should find is known.

Every title says 样例 (sample). The same seed gives the same documents, on every machine. The texts have what
the unit standard speaks of: covers and plans, chapters, sections, items, run-in titles, notes of
responsibility, quotations, 一是…；二是…, decimals, lead-ins and lists.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Kind = Literal["opinion", "plan", "notice", "measures", "interpretation", "draft", "edition", "forwarded"]
Relation = Literal["interprets", "drafts", "revises", "forwards"]

TOPIC = "职业教育"  # what about half of the titles are about: a query that a search can be asked for
_OTHER_TOPICS = ("技能培训", "就业服务", "社区治理", "农产品加工")
_DIGITS = "一二三四五六七八九十"
_OPENINGS = ("支持", "引导", "鼓励", "推动", "组织")
_ACTORS = ("样例企业", "样例学校", "样例园区", "行业组织", "实训基地", "县级政府")
_DEEDS = ("参与专业建设", "开展在岗培训", "共建共享设备", "完善服务网络", "公布办事指南", "建立协作机制")
_ENDS = ("", "，每年新增{n}个工位", "，经费年均增长{n}.5%", "，力争{n}个月内见效", "，形成“岗课赛证”样例经验")
_SECTION_TITLES = ("健全工作机制", "优化专业布局", "建强教师队伍", "改善办学条件", "加强质量评价", "拓宽就业渠道")
_CHAPTER_TITLES = ("总体要求", "重点任务", "保障措施", "组织实施")
_OFFICES = ("教育厅", "财政厅", "人力资源社会保障厅", "发展改革委")


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence as the standard numbers it. `responsible` is the note printed after it, brackets included."""

    ref: str
    text: str
    responsible: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text that a page carries as a file: its title and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its facts, what its page says below the title, the file it carries, and the units of both.

    `number` is empty where it has none. `other` is the key of the document that `relation` leads to.
    """

    key: str
    kind: Kind
    title: str
    number: str
    issuer: str
    written: date
    published: date
    paragraphs: tuple[str, ...]
    units: tuple[Unit, ...]
    attachment: Attachment | None = None
    relation: Relation | None = None
    other: str = ""


class Text:
    """Paragraphs and their units, written together. A label counts by its position, as the standard has it."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.units: list[Unit] = []
        self._chapter = self._section = self._item = self._ordinal = 0

    def furniture(self, *paragraphs: str) -> None:
        """Paragraphs that have no unit: addressee, signature, date, title of a carried text."""
        self.paragraphs += paragraphs

    def paragraph(self, *sentences: str, label: str = "", note: str = "") -> None:
        for sentence in sentences:
            self._ordinal += 1
            self.units.append(Unit(f"{self._chapter}-{self._section}-{self._ordinal}", sentence))
        if note:
            self.units[-1] = replace(self.units[-1], responsible=note)
        self.paragraphs.append(label + "".join(sentences) + note)

    def chapter(self, title: str) -> None:
        self._chapter, self._section, self._item, self._ordinal = self._chapter + 1, 0, 0, 0
        self.paragraphs.append(f"{_DIGITS[self._chapter - 1]}、{title}")

    def article_chapter(self, title: str) -> None:
        self._chapter, self._section, self._ordinal = self._chapter + 1, 0, 0
        self.paragraphs.append(f"第{_DIGITS[self._chapter - 1]}章　{title}")

    def section(self, title: str, *sentences: str, note: str = "") -> None:
        """（一）标题。句子。 With a run-in title."""
        self._section, self._item, self._ordinal = self._section + 1, 0, 0
        self.paragraph(*sentences, label=f"（{_DIGITS[self._section - 1]}）{title}。", note=note)

    def item(self, title: str, *sentences: str) -> None:
        self._item += 1
        self.paragraph(*sentences, label=f"{self._item}.{title}。")

    def article(self, number: int, *sentences: str) -> None:
        """第一条　句子。 The articles' printed numbers run on through the chapters."""
        self._section, self._ordinal = self._section + 1, 0
        self.paragraph(*sentences, label=f"第{_DIGITS[number - 1]}条　")


class Author:
    """Writes the documents of one office. `prefix` is the 文号 prefix; `place` names the office's area (湖南省)."""

    def __init__(self, name: str, place: str, prefixes: tuple[str, ...], seed: int = 0) -> None:
        self._name, self._place, self._prefixes, self._seed = name, place, prefixes, seed
        self._written: list[Document] = []

    def write(self) -> Document:
        """The next document. Every eighth of each kind leads to an earlier one: what it interprets, revises …"""
        position = len(self._written)
        chance = random.Random(f"{self._seed}/{self._name}/{position}")
        document = _Draft(self, position, chance).document()
        self._written.append(document)
        return document

    def earlier(self, position: int) -> Document:
        return self._written[position]

    def facts(self, position: int) -> tuple[str, str, date]:
        """Issuer, number and day of publication of the document at a position."""
        published = date(2023, 6, 28) - timedelta(days=5 * position + self._seed % 5)
        prefix = self._prefixes[position % len(self._prefixes)]
        return f"{self._place}样例政府", f"{prefix}〔{published.year}〕{901 + position}号", published

    @property
    def name(self) -> str:
        return self._name


_KINDS: tuple[Kind, ...] = (
    "opinion", "plan", "notice", "measures", "interpretation", "draft", "edition", "forwarded",
)  # fmt: skip


class _Draft:
    """One document on its way: the facts, and the text that is being written."""

    def __init__(self, author: Author, position: int, chance: random.Random) -> None:
        self._author, self._position, self._chance = author, position, chance
        self._issuer, self._number, self._published = author.facts(position)
        self._written = self._published - timedelta(days=chance.randint(3, 20))
        self._topic = TOPIC if chance.random() < 0.6 else chance.choice(_OTHER_TOPICS)
        self._text = Text()

    def document(self) -> Document:
        kind = _KINDS[self._position % len(_KINDS)]
        return getattr(self, f"_{kind}")()  # type: ignore[no-any-return]

    def _finish(self, kind: Kind, title: str, **more: object) -> Document:
        facts = {
            "key": f"{self._author.name}/{self._position}",
            "kind": kind,
            "title": title,
            "number": self._number,
            "issuer": self._issuer,
            "written": self._written,
            "published": self._published,
            "paragraphs": tuple(self._text.paragraphs),
            "units": tuple(self._text.units),
        }
        return Document(**{**facts, **more})  # type: ignore[arg-type]

    def _about(self, earlier_by: int) -> Document:
        """The document that this one leads to: so many before it."""
        return self._author.earlier(self._position - earlier_by)

    def _opinion(self) -> Document:
        self._text.furniture("各样例县（市、区）人民政府，各样例部门：")
        self._preamble()
        self._chapters()
        self._close()
        return self._finish("opinion", f"{self._issuer}关于推进样例{self._topic}高质量发展的意见")

    def _plan(self) -> Document:
        """A notice whose plan is a file of its own."""
        plan = f"样例{self._topic}实施方案"
        self._cover(plan)
        self._text.furniture(f"附件：{plan}")
        self._close()
        page = tuple(self._text.paragraphs)
        self._text.paragraphs.clear()
        self._preamble()
        self._chapters()
        attachment = Attachment(plan, tuple(self._text.paragraphs))
        title = f"{self._issuer}关于印发《{plan}》的通知"
        return self._finish("plan", title, paragraphs=page, attachment=attachment)

    def _notice(self) -> Document:
        self._text.furniture("各样例学校：")
        self._text.paragraph(f"为做好样例{self._topic}工作，现将有关事项通知如下。", self._sentence())
        for title in self._chance.sample(_SECTION_TITLES, 3):
            self._text.chapter(title)
            self._text.paragraph(self._sentence(), self._sentence())
        self._close()
        return self._finish("notice", f"{self._issuer}关于开展样例{self._topic}检查的通知")

    def _measures(self) -> Document:
        """章 and 条, carried by a notice on the same page."""
        measures = f"样例{self._topic}管理办法"
        self._cover(measures)
        self._close()
        self._text.furniture(measures)
        number = 0
        for title in ("总则", "管理", "附则"):
            self._text.article_chapter(title)
            for _ in range(self._chance.randint(2, 3)):
                number += 1
                self._text.article(number, self._sentence(), *self._more())
        return self._finish("measures", f"{self._issuer}关于印发《{measures}》的通知")

    def _interpretation(self) -> Document:
        about = self._about(4)
        self._text.chapter("起草背景")
        self._text.paragraph(self._sentence(), f"起草组走访了{self._chance.randint(3, 9)}家样例企业。")
        self._text.chapter("主要内容")
        self._text.paragraph("一是完善样例制度；二是健全样例标准；三是加强样例评价。", self._sentence())
        return self._finish(
            "interpretation", f"《{about.title}》政策解读", number="", relation="interprets", other=about.key
        )

    def _draft(self) -> Document:
        about = self._about(5)
        return replace(
            about,
            key=f"{self._author.name}/{self._position}",
            kind="draft",
            title=f"{about.title}（征求意见稿）",
            number="",
            written=self._written,
            published=self._published,
            relation="drafts",
            other=about.key,
            paragraphs=self._dated_anew(about),
        )

    def _edition(self) -> Document:
        """An earlier notice again, with one sentence more under a new number."""
        about = self._about(4)
        added = f"本通知替代{about.published.year}年印发的样例通知。"
        last = about.units[-1]
        place, _, ordinal = last.ref.rpartition("-")
        paragraphs = list(self._dated_anew(about))
        at = next(index for index, text in enumerate(paragraphs) if text.endswith(last.text))
        paragraphs[at] += added
        return replace(
            about,
            key=f"{self._author.name}/{self._position}",
            kind="edition",
            title=f"{about.title}（修订）",
            number=self._number,
            written=self._written,
            published=self._published,
            units=(*about.units, Unit(f"{place}-{int(ordinal) + 1}", added)),
            relation="revises",
            other=about.key,
            paragraphs=tuple(paragraphs),
        )

    def _dated_anew(self, about: Document) -> tuple[str, ...]:
        mine, theirs = chinese_date(self._written), chinese_date(about.written)
        return tuple(mine if text == theirs else text for text in about.paragraphs)

    def _forwarded(self) -> Document:
        """A notice that sends on an earlier opinion, whole, on the same page."""
        about = self._about(7)
        carried = f"《{about.title}》"
        self._text.furniture("各样例学校：")
        self._text.paragraph(f"现将{carried}转发给你们，请结合实际认真贯彻落实。")
        self._close()
        cover = len(self._text.units)
        self._text.furniture(about.title)
        _, *rest = about.paragraphs  # the addressee stays behind
        body = [text for text in rest if not _is_closing(text, about)]
        shifted = [
            replace(unit, ref=f"0-0-{int(unit.ref.rpartition('-')[2]) + cover}")
            if unit.ref.startswith("0-0-")
            else unit
            for unit in about.units
        ]
        return self._finish(
            "forwarded",
            f"{self._issuer}转发{carried}的通知",
            paragraphs=(*self._text.paragraphs, *body),
            units=(*self._text.units, *shifted),
            relation="forwards",
            other=about.key,
        )

    def _cover(self, carried: str) -> None:
        self._text.furniture("各样例县（市、区）人民政府：")
        self._text.paragraph(f"现将《{carried}》印发给你们，请认真贯彻执行。")

    def _close(self) -> None:
        self._text.furniture(self._issuer, chinese_date(self._written))

    def _preamble(self) -> None:
        """Long enough to run over several lines in print, as preambles do."""
        more = (self._sentence(), self._sentence(), *self._more())
        self._text.paragraph(f"为推进样例{self._topic}，结合实际，提出以下要求。", *more)

    def _chapters(self) -> None:
        for title in _CHAPTER_TITLES[: self._chance.randint(2, 3)]:
            self._text.chapter(title)
            for section in self._chance.sample(_SECTION_TITLES, self._chance.randint(2, 3)):
                self._a_section(section)
        self._text.chapter("附则")
        self._text.paragraph(f"本文自{self._published.year}年9月1日起施行。")

    def _a_section(self, title: str) -> None:
        shape = self._chance.randrange(5)
        if shape == 0:
            note = f"（责任单位：样例{self._chance.choice(_OFFICES)}、样例{self._chance.choice(_OFFICES)}）"
            self._text.section(title, self._sentence(), self._sentence(), note=note)
        elif shape == 1:
            self._text.section(title, self._sentence())
            for item in ("明确目标", "落实责任"):
                self._text.item(item, self._sentence(), *self._more())
        elif shape == 2:
            self._text.section(title, "重点做好以下工作：")
            self._text.paragraph(f"一是{self._clause()}；")
            self._text.paragraph(f"二是{self._clause()}。")
        elif shape == 3:
            self._text.section(title, "调研组说：“样例质量是办学的生命线。”", self._sentence())
        else:
            self._text.section(title, self._sentence(), *self._more())

    def _more(self) -> tuple[str, ...]:
        return tuple(self._sentence() for _ in range(self._chance.randint(0, 2)))

    def _clause(self) -> str:
        pick = self._chance.choice
        number = self._chance.randint(2, 60)
        return pick(_OPENINGS) + pick(_ACTORS) + pick(_DEEDS) + pick(_ENDS).format(n=number)

    def _sentence(self) -> str:
        return f"{self._clause()}。"


def _is_closing(text: str, document: Document) -> bool:
    return text in (document.issuer, chinese_date(document.written))


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
