"""What a document is called, and which others it names: to forward, implement, explain or propose them.

Names are compared by their core: 国务院办公厅关于印发《某规划（试行）》的通知 and 某规划 have the same one. The issuer
stands beside it, because 关于全面加强和改进学校美育工作的实施意见 is what twenty provinces call their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Literal

from corpus.matching import Document
from corpus.metadata import is_body, issuers_in_title, same_body, split_issuers
from crawlers.notation import read_doc_number

How = Literal["forwards", "implements", "interprets", "drafts"]

SHORTEST = 6
"""Letters of a core that names anything: a shorter one (通知, 实施意见) names too much."""

OPENING = 1500
"""Characters at most of a text's opening, which ends where its first numbered heading or second article begins: what it
forwards or implements as a whole is said there. Further down, documents are named for one task of many."""

_TITLE = 300  # no title is longer; what is, is a text in the title's place
_QUOTED = re.compile(r"《([^《》]{2,160}(?:《[^《》]{1,80}》[^《》]{0,80})?)》")
_ISSUES = r"(?:印发|发布|公布|颁布|下发)"
_FORM = r"的?(?:通知|公告|通告|令|函|批复)?"
_ISSUED_NAME = re.compile(rf"{_ISSUES}[:：]?《([^《》]{{4,160}}(?:《[^《》]{{1,80}}》[^《》]{{0,80}})?)》{_FORM}$")
_ISSUED_WORDS = re.compile(rf"关于{_ISSUES}([^《》]{{6,160}}?)的?(?:通知|公告|通告|函)$")
_NO_LETTERS = re.compile(r"[\W_的]+")
_BEGINS = re.compile(r"关于|转发|批转")
_NO_PART = re.compile(r"[(（][^()（）]{0,20}(?:试行|暂行|稿|草案|修订|修正|修改|全文|节选|摘要)[^()（）]{0,12}[)）]$")
_DRAFT = re.compile(r"征求意见|征集意见|意见征集|征求.{0,80}意见|[(（]草案[)）]|送审稿|讨论稿")
_DRAFT_WORDS = re.compile(
    r"^关于|(?:公开)?征求意见(?:的(?:公告|通告|通知|函))?$|(?:面向社会|向社会)?(?:公开|再次)?(?:征求|征集)(?:对)?|[(（]?(?:公开)?征求意见(?:稿)?[)）]?|[(（](?:草案|送审稿|讨论稿)[)）]|意见征集|(?:的)?(?:修改)?意见(?:建议)?的?(?:公告|通知|通告|函)$|的?(?:公告|通告)$"
)
_INTERPRETS = re.compile(r"解读|图解|读懂|答记者问|起草说明|政策问答|新闻发布会|一图|看懂")
_INTERPRETS_WORDS = re.compile(
    r"^(?:关于|图解|图说|政策解读|解读|一图读懂|一图看懂|一图解读|政策图解|图文解读|[|｜:：—\-])+|(?:的)?(?:政策|图文|文件|专家|文字)?(?:解读|图解|起草说明|政策问答)(?:之?[一二三四五六七八九十\d]{1,3})?$"
)
_FORWARDS = re.compile(r"转发|批转")
_FORWARDS_HERE = re.compile(r"现.{0,200}(?:转发|批转)|(?:转发|批转)(?:给|各|如下)")  # not: 根据…转发的《…》
_FORWARDED_WORDS = re.compile(r"(?:转发|批转)([^《》]{8,200}?)的?(?:通知|函)$")
_IMPLEMENTS = re.compile(r"贯彻|落实|根据|按照|依据|依照|遵照|执行")
_ISSUED = re.compile(r"(?:联合)?(?:印发|发布|公布|颁布|下发|出台|制定)?的?$")
_NO_BODY = re.compile(rf"{_IMPLEMENTS.pattern}|{_FORWARDS.pattern}|近日|日前|[，：:》）)]")
_FULL_NAMES = {"中办": "中共中央办公厅", "国办": "国务院办公厅"}
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,12}[省市区县州盟旗])关于")
_CENTRE = re.compile(r"(?:人民)?政府|委|人大|人民代表大会")  # what follows a place's name where its centre speaks
_HEADING = re.compile(r"\n\s{0,8}(?:一\s?[、．.]|[（(]一[)）]|1\s?[、．.]|第二条)")
_SENTENCE = re.compile(r"[^。；\n]+")
_BEHIND = re.compile(r"\s{0,3}[（(〔\[]([^（()）]{0,40}(?:[（(][^（()）]{1,8}[)）][^（()）]{0,30})?)[)）]")


@dataclass(frozen=True, slots=True)
class Name:
    """What a document is called, or called by another: the title's core, its issuers and its number, each if known."""

    core: str
    issuers: tuple[str, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, what is said of it, and the words that say so."""

    how: How
    name: Name
    words: str


@dataclass(frozen=True, slots=True)
class Naming:
    """A document's own name and the others it names. role: what its title or its page says it is for."""

    name: Name
    role: How | None
    mentions: tuple[Mention, ...]

    def first(self, how: How) -> Mention | None:
        return next((mention for mention in self.mentions if mention.how == how), None)


def core(title: str) -> str:
    """A title without its issuer, the notice around it, remarks in brackets (试行), marks and 的; empty where short."""
    plain = "".join(unicodedata.normalize("NFKC", title[:_TITLE]).split())
    for pattern in (_ISSUED_NAME, _ISSUED_WORDS):
        if found := pattern.search(plain):
            plain = found[1]
    if (begins := _BEGINS.search(plain)) and "《" not in plain[: begins.start()]:
        plain = plain[begins.start() :]
    while found := _NO_PART.search(plain):
        plain = plain[: found.start()]
    letters = _NO_LETTERS.sub("", plain.casefold())
    return letters if len(letters) >= SHORTEST else ""


def read_naming(document: Document) -> Naming:
    """The names in a document's title and opening."""
    title = document.title[:_TITLE]
    # A page that reprints a document often puts itself in the issuer's place; the title does not change.
    issuers = _title_issuers(title) or document.issuers or _title_place(title)
    role = _role(title, document.kind)
    mentions = tuple(dict.fromkeys(_mentions(title, _opening(document.text), role)))
    return Naming(Name(core(title), issuers, document.doc_number), role, mentions)


def _opening(text: str) -> str:
    opening = text[:OPENING]
    heading = _HEADING.search(opening)
    return opening[: heading.start()] if heading else opening


def _role(title: str, kind: str) -> How | None:
    if kind in ("interpretation", "infographic") or _INTERPRETS.search(title):
        return "interprets"
    if kind == "draft" or _DRAFT.search(title):
        return "drafts"
    if _FORWARDS.search(title):
        return "forwards"
    return None


def _mentions(title: str, opening: str, role: How | None) -> Iterator[Mention]:
    if role is not None:
        yield from _in_title(title, role)
    if role in ("interprets", "drafts"):
        if role == "interprets" and not _QUOTED.search(title):
            yield from (Mention("interprets", name, words) for name, words in islice(_quoted(opening), 1))
        return
    if found := _IMPLEMENTS.search(title):
        yield from (Mention("implements", name, title) for name in _cited(title[found.end() :]))
    if "《" not in opening and "号" not in opening:
        return
    for sentence in _SENTENCE.findall(opening):
        if "《" not in sentence and "号" not in sentence:
            continue
        verbs = (("forwards", _FORWARDS_HERE.search(sentence)), ("implements", _IMPLEMENTS.search(sentence)))
        how: How
        for how, verb in verbs:  # type: ignore[assignment]
            if verb is None:
                continue
            # 现将《…》转发给你们: what is forwarded stands before the verb as often as behind it.
            cited = sentence if how == "forwards" else sentence[verb.end() :]
            yield from (Mention(how, name, sentence.strip()) for name in _cited(cited))
            break


def _in_title(title: str, role: How) -> Iterator[Mention]:
    quoted = [name for name, _ in _quoted(title)]
    if quoted:
        yield from (Mention(role, name, title) for name in quoted)
        return
    if role == "forwards":
        called = [found[1] for found in _FORWARDED_WORDS.finditer(title)]
    elif role == "drafts" and _NO_PART.search(title):
        called = [title]  # the draft itself, under the final text's title
    else:
        called = _without(_DRAFT_WORDS if role == "drafts" else _INTERPRETS_WORDS, title)
    yield from (Mention(role, name, title) for name in map(_name, called) if name.core)


def _without(pattern: re.Pattern[str], title: str) -> list[str]:
    """A title without its issuer and the words around a name; whether its 关于 was the name's cannot be told."""
    about = title.find("关于")
    words = title[about:] if 0 < about <= 60 else title
    name = pattern.sub("", pattern.sub("", words))
    return [name, f"关于{name}"]


def _cited(text: str) -> Iterator[Name]:
    """The documents that a stretch of text names, in quotation or by number alone."""
    quoted = [name for name, _ in _quoted(text)]
    yield from quoted
    if not quoted and "号" in text and (number := read_doc_number(text)):
        yield Name("", (), number)


def _quoted(text: str) -> Iterator[tuple[Name, str]]:
    for found in _QUOTED.finditer(text):
        behind = _BEHIND.match(text, found.end())
        number = read_doc_number(behind[1]) if behind and "号" in behind[1] else ""
        name = _name(found[1], number)
        if not name.issuers:
            name = replace(name, issuers=_issuers_before(text[max(0, found.start() - 60) : found.start()]))
        if name.core or name.number:
            yield name, found[0]


def _issuers_before(text: str) -> tuple[str, ...]:
    """The bodies that stand right before a quoted title: 贯彻落实中办、国办印发的《…》."""
    bodies = _ISSUED.sub("", text)
    verbs = [found.end() for found in _NO_BODY.finditer(bodies)]
    names = split_issuers(bodies[verbs[-1] if verbs else 0 :])
    return tuple(_FULL_NAMES.get(name, name) for name in names) if names and all(map(is_body, names)) else ()


def _name(title: str, number: str = "") -> Name:
    return Name(core(title), _title_issuers(title) or _title_place(title), number)


def _title_issuers(title: str) -> tuple[str, ...]:
    about = title.find("关于")
    return _opening_issuers(title[: about + 2] if about > 0 else title)


def _title_place(title: str) -> tuple[str, ...]:
    """The place that a title opens with in its issuer's stead: 湖南省 of 湖南省关于加快…的实施意见."""
    found = _PLACE.match(title)
    return (found[1],) if found else ()


_opening_issuers = lru_cache(1 << 14)(issuers_in_title)  # the same few thousand bodies open all titles


@lru_cache(1 << 14)
def same_issuer(ones: tuple[str, ...], others: tuple[str, ...]) -> bool | None:
    """Whether two documents have an issuer in common; None where one names none. A place stands for its centre."""
    if not ones or not others:
        return None
    return any(
        same_body(one, other) or _speaks_for(one, other) or _speaks_for(other, one) for one in ones for other in others
    )


def _speaks_for(body: str, place: str) -> bool:
    """Whether a body is the centre of a place: 湖南省人民政府办公厅 of 湖南省, and 长沙市人民政府 not."""
    body = body.removeprefix("中共")
    return body.startswith(place) and bool(_CENTRE.match(body, len(place)))


def contradict(one: Name, other: Name) -> bool:
    """Whether two names cannot be of one document: other numbers, other issuers, or other titles."""
    if one.number and other.number:
        return one.number != other.number
    unlike = bool(one.core and other.core) and not like(one.core, other.core)
    return unlike or same_issuer(one.issuers, other.issuers) is False


def same_place(ones: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two documents can be by bodies of one place: 湖南省教育厅, 中共湖南省委办公厅.

    Two letters tell the provinces apart.
    """
    places = [{issuer.removeprefix("中共")[:2] for issuer in issuers} for issuers in (ones, others)]
    return not all(places) or not places[0].isdisjoint(places[1])


def calls(cited: Name, own: Name, *, sole_title: bool, sole_number: bool) -> bool:
    """Whether a name that a document cites is another's own.

    Numbers decide where both have one, and a title with its issuer; but what several bodies bear (府办〔2016〕5号,
    sole_number) needs a like title, and a title without an issuer needs to be of one body alone (sole_title).
    """
    if cited.number and own.number:
        alike = bool(cited.core and own.core) and like(cited.core, own.core)
        return cited.number == own.number and (sole_number or alike)
    if not cited.core or cited.core != own.core:
        return False
    same = same_issuer(cited.issuers, own.issuers)
    return sole_title if same is None else same


def like(one: str, other: str) -> bool:
    """Whether two cores can be of one title: the same, or the longer one has the other in it and little else."""
    short, long = sorted((one, other), key=len)
    return short in long and len(short) * 2 >= len(long)
