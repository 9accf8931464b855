"""What a document is called, numbered, issued by and dated: found on its page and in its text, and chosen between.

A page says the same thing in several places, and they disagree. The rule of choice, per field, is the order of
its sources below; what was not chosen is not lost but named in a warning. For labels: any table, list or dl,
the label known by its words, with blanks and a colon anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from corpus.labels import LABELS, OTHER_LABELS, UNSURE_LABELS, WEAK_LABELS, Field
from crawlers.notation import read_date, read_doc_number

_FIELD_OF: dict[str, Field] = {label: name for name, labels in LABELS.items() for label in labels}
EMPTY_CELL = "\x1f"
_BLANKS = r" \u2000-\u200a\u3000\xa0"  # of every width


def _rest_of(labels: Sequence[str]) -> str:
    """What may follow the first character of some labels, blanks anywhere in them."""
    by_first: dict[str, list[str]] = {}
    for label in labels:
        by_first.setdefault(label[0], []).append(rf"[{_BLANKS}\t]{{0,8}}".join(["", *map(re.escape, label[1:])]))
    return "|".join(f"(?<={first})(?:{'|'.join(rests)})" for first, rests in by_first.items())


def _label_pattern() -> re.Pattern[str]:
    """A label at the start of a cell, line or element, and what parts it from its value: a colon or a boundary.

    It begins with the set of first characters, which is what makes the search for it fast.
    """
    labels = sorted({*_FIELD_OF, *OTHER_LABELS}, key=len, reverse=True)
    strong = _rest_of([label for label in labels if label not in WEAK_LABELS])
    weak = _rest_of([label for label in labels if label in WEAK_LABELS])
    first = re.escape("".join(sorted({label[0] for label in labels})))
    start = rf"(?P<first>[{first}])(?<![^\s\x1f【\[（(|；;·•:：].)"
    colon = r"(?:\s{0,12}[】\]]?\s{0,4}[:：]|\s{0,8}[】\]])"
    return re.compile(
        rf"{start}(?:(?P<strong>{strong})(?:{colon}|[{_BLANKS}]{{0,8}}[】\]]?(?=[\s\x1f]|$))"
        rf"|(?P<weak>{weak})(?:{colon}|[{_BLANKS}]{{0,8}}(?=\n)))"
    )


_LABEL = _label_pattern()
_LONGEST_LABEL = 24  # characters, letter-spaced
_LABEL_WORDS = re.compile(
    "|".join(r"\s{0,12}".join(label) + (r"\s{0,12}[:：]" if label in UNSURE_LABELS else "") for label in _FIELD_OF)
)
_COLON = re.compile(r"[:：】\]]")
_NOTHING = frozenset({"", "无", "暂无", "/", "-", "--", "—", "——", "空", "null", "无文号"})


def may_hold_labels(text: str) -> bool:
    """Whether the words of a label stand anywhere in a text: what has none need not be cut into cells."""
    return _LABEL_WORDS.search(text) is not None


def read_labels(text: str) -> dict[str, list[str]]:
    """What stands behind each label that `LABELS` knows, in reading order.

    text: a page's cells and lines, a line feed between them, a tab between the elements of one line, and
    EMPTY_CELL where a cell is empty. A value ends with its line or at the next label.
    """
    found: dict[str, list[str]] = {}
    matches = list(_LABEL.finditer(text))
    for number, match in enumerate(matches):
        label = _plain_label(match)
        if label not in _FIELD_OF:
            continue
        end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        value = _value(text[match.end() : min(end, match.end() + 600)])
        if value:
            found.setdefault(label, []).append(value)
    return found


def label_columns(rows: Sequence[Sequence[str]]) -> str:
    """A table whose rows are labels and the values under them, in turn, as `read_labels` wants it; else empty."""
    pairs: list[tuple[str, str]] = []
    for heads, values in zip(rows[::2], rows[1::2], strict=False):
        if len(heads) < 2 or len(values) > len(heads) or not all(map(is_label, heads)) or any(map(is_label, values)):
            return ""
        pairs += zip_longest(heads, values, fillvalue="")
    return "" if len(rows) % 2 else "\n".join(f"\n{head}\n{value or EMPTY_CELL}" for head, value in pairs)


def is_label(text: str) -> bool:
    """Whether a cell holds a label and no more."""
    if len(text) > _LONGEST_LABEL:
        return False
    plain = "".join(text.split()).strip("【】[]:：")
    return plain in _FIELD_OF or plain in OTHER_LABELS


def opens_with_label(line: str) -> bool:
    """Whether a line begins with a label that `LABELS` knows, and a colon or bracket or nothing after it."""
    if len(line) > 300 or (len(line) > 8 and not _COLON.search(line[:16])):
        return False
    return (found := _LABEL.match(line.strip().lstrip("【["))) is not None and _plain_label(found) in _FIELD_OF


def labels_in(line: str) -> int:
    """How many labels stand in a line, those included whose values are not kept (来源：…)."""
    return sum(1 for _ in _LABEL.finditer(line))


def _plain_label(found: re.Match[str]) -> str:
    return "".join((found["first"] + (found["strong"] or found["weak"])).split())


def _value(text: str) -> str:
    """The first line with anything on it; empty where that is an empty cell."""
    for line in text.lstrip(":： \t\u2002\u2003\u3000\xa0").split("\n"):
        if EMPTY_CELL in line:
            return ""
        plain = " ".join(line.replace("\t", " ").split()).strip(" ：:|；;【】[]")
        if plain:
            return "" if plain in _NOTHING or len(plain) > 300 else plain
    return ""


@dataclass(slots=True)
class Found:
    """Every value found for one field, each with where it stood, in the order of trust."""

    values: list[tuple[str, str]] = field(default_factory=list)

    def add(self, source: str, value: str) -> None:
        if value:
            self.values.append((source, value))


# issuers -------------------------------------------------------------------------------------------------------------

_BODY_END = re.compile(
    r"(?:政府|国务院|委员会|办公厅|办公室|委|部|厅|局|署|院|总局|会|行|中央|常委会|法院|检察院|处|中心|总队|支队|公司|大学|学院|社|办|指挥部|领导小组|兵团|协会|总工会|团委|文明办|"
    r"司|站|军区|集团|机关|党组|管委会|馆|组|所)(?:[（(][^（）()]{1,16}[)）])?"
)
_TITLE_ISSUER = re.compile(r"^(.{2,80}?)(?:印发|关于|转发|批转|公告|通告|令)")
_SHORT_FORMS = (
    ("市政府", "市人民政府"),
    ("省政府", "省人民政府"),
    ("区政府", "区人民政府"),
    ("县政府", "县人民政府"),
    ("自治区政府", "自治区人民政府"),
)


def is_body(name: str) -> bool:
    """Whether a name reads like that of an issuing body (a government, ministry, committee, office …)."""
    plain = re.sub(r"\s", "", name)
    return 2 <= len(plain) <= 40 and re.search(_BODY_END.pattern + "$", plain) is not None


def split_issuers(text: str) -> tuple[str, ...]:
    """The bodies that a value names: parted by ; 、 , or by blanks, letter-spaced names joined."""
    parts = [part.strip() for part in re.split(r"[;；、,，/|]", text) if part.strip()]
    names: list[str] = []
    for part in parts:
        words = part.split()
        if len(words) > 1 and all(len(word) > 2 and is_body(word) for word in words):
            names.extend(words)
        else:
            names.append("".join(words))
    return tuple(dict.fromkeys(names))


def issuers_in_title(title: str) -> tuple[str, ...]:
    """The bodies that a title opens with (中共中央办公厅 国务院办公厅印发…); of 教育部等九部门 only the first."""
    found = _TITLE_ISSUER.match(title)
    if not found or "《" in found[1]:
        return ()
    opening = re.sub(r"等[\d一二三四五六七八九十]{0,3}(?:个)?(?:部门|单位|部委|厅局|委办局).{0,4}$", "", found[1])
    names = split_issuers(opening)
    return names if names and all(is_body(name) for name in names) else ()


def same_body(one: str, other: str) -> bool:
    """Whether two names can be of one body: the same, or one the short form of the other (市政府, 丽水市人民政府)."""
    a, b = (
        re.sub(r"^中华人民共和国|\s", "", name).replace("人民政府", "政府").replace("委员会", "委")
        for name in (one, other)
    )
    return a == b or a.endswith(b) or b.endswith(a)


# choosing ------------------------------------------------------------------------------------------------------------


def choose(name: str, found: Iterable[tuple[str, str]]) -> tuple[str, list[str]]:
    """The first value that says anything, and a warning for every later one that says otherwise.

    found: (where it stood, value), in the order of trust.
    """
    values = [(source, value) for source, value in found if value]
    if not values:
        return "", []
    chosen_from, chosen = values[0]
    warnings = [
        f"{name}: {source} says {value}, {chosen_from} says {chosen}: the latter was chosen"
        for source, value in dict.fromkeys(values[1:])
        if not agree(name, chosen, value)
    ]
    return chosen, warnings


def agree(name: str, one: str, other: str) -> bool:
    """Whether two values of a field say the same, however they are set."""
    if one == other:
        return True
    if name == "title":
        a, b = (re.sub(r"[^\w]|_", "", value) for value in (one, other))
        return a == b or a in b or b in a
    if name == "issuers":
        ones, others = one.split(";"), other.split(";")
        return set(ones) == set(others)
    return re.sub(r"\s", "", one) == re.sub(r"\s", "", other)


def dated(text: str) -> date | None:
    """The day that a label's value names, if it is one that a document can bear (1949 on)."""
    day = read_date(text)
    return day if day and day.year >= 1949 else None


def numbered(text: str) -> str:
    """A label's document number in normal form; as printed where its form is not known to us (but has 号)."""
    known = read_doc_number(text)
    if known:
        return known
    plain = re.sub(r"\s", "", text)
    return plain if "号" in plain and len(plain) <= 30 and plain not in _NOTHING else ""


def labelled(labels: Mapping[str, Sequence[str]], name: Field, among: Sequence[str] = ()) -> Iterable[tuple[str, str]]:
    """(label, value) of a field in the order of trust; `among`: only these labels."""
    if labels.keys().isdisjoint(LABELS[name]):
        return
    for label in LABELS[name]:
        if not among or label in among:
            for value in labels.get(label, ()):
                yield label, value
