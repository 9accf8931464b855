"""Whether a page's text layer can be believed: what it says is held against what official Chinese looks like.

A broken ToUnicode map gives plausible characters that are the wrong ones; a scan gives none; a font of private glyphs
gives code points without a meaning. Such a page is to be read by OCR.

Measured on the 77 official texts of `real/text` and `real/gold` and on garbage made of them. The share of GB 2312's
first level (the 3,755 everyday characters) in windows of 80 Chinese characters is never under .96; with the code points
shifted or drawn at random it is never over .48. Where everyday characters are swapped among themselves that share stays
1, but that of the characters in `_FREQUENT` falls: in windows of 200 it is .53 on average and never under .29 in the
texts, and at most .17 in the garbage.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from corpus.reading.paged.document import numbers
from corpus.reading.paged.page import Page

EVERYDAY = 0.6  # least share of first-level characters
FREQUENT = 0.22  # least share of the most frequent ones, where there are 150 characters or more
UNKNOWN = 0.1  # most characters without a meaning
ODD = 0.3  # most characters that neither Chinese nor English text has
NEAR_EMPTY = 50  # characters: fewer, beside a picture of a page, are a stamp or a number
PICTURE = 0.4  # of the page
NO_TEXT = "no text"
DRAWN = 40  # paths on a page without text: letters drawn as outlines

# The 161 most frequent Chinese characters of the texts named above, counted, without those of their subject.
_FREQUENT = frozenset(
    "的和中作要发展建程实生工开化业师人各设动体进合文加制等强高活市全一资地务小社区与会有专部政为级导行机培重以质理方立特年"
    "门大用力科关定改办施国评在度入基管面对公优养提成项源通推家持支新点能标规相研法本民传省保任性组分府好目健结内及现服创平不"
    "量于将时院向式同品主统素形外经指上位践团色县多审自长范员出件责共构参织划配监引准核村"
)
# Neither a wide character (page.is_cjk), nor a letter, digit or mark of English, nor a sign that tables and forms use.
_ODD = re.compile(
    "[^\u2e80-\u9fff\uf900-\ufaff\ufe30-\uffef\U00020000-\U0003ffff\\x20-\x7e·—–…“”‘’①-⑳℃²³×±≥≤→■□●○◆▲△★√\ufffd]"
)
_CHINESE = re.compile("[\u4e00-\u9fff]+")


def fault(page: Page, *, mapped: bool = True) -> str:
    """Why a page's text is not to be believed: no text, unknown characters, garbled; empty where it is.

    mapped: its characters came by a font's map, as a PDF's do, and may be swapped among themselves. Verse and lists of
    names look like that, too.
    """
    text = "".join(fragment.text for fragment in page.fragments)
    if len(text) < NEAR_EMPTY and _picture(page) > PICTURE:
        return NO_TEXT
    if not text:
        return NO_TEXT if page.ink >= DRAWN else ""
    if page.unknown > max(UNKNOWN * len(text), 5):
        return "unknown characters"
    if len(text) >= 20 and len(_ODD.findall(text)) > ODD * len(text):
        return "garbled"
    chinese = "".join(_CHINESE.findall(text))
    if len(chinese) < 30:
        return "garbled" if _is_no_language(text) else ""
    if _share(chinese, _EVERYDAY) < EVERYDAY:
        return "garbled"
    return "garbled" if mapped and len(chinese) >= 150 and _share(chinese, _FREQUENT) < FREQUENT else ""


def settled(pages: list[Page], faults: Mapping[int, str], recognised: Collection[int]) -> tuple[list[int], list[str]]:
    """(pages, from 1, that stay unread; warnings): of those with a fault, all that OCR did not recognise.

    What they say is taken off them: wrong characters are worse than none.
    """
    unread = [number for number in faults if number not in recognised]
    for number in unread:
        if faults[number] != NO_TEXT:
            pages[number - 1].fragments.clear()
    warnings = [f"recognised by OCR: page {numbers(sorted(recognised))}"] if recognised else []
    for why in sorted({faults[number] for number in unread}):
        warnings.append(f"needs OCR: page {numbers([number for number in unread if faults[number] == why])} ({why})")
    return unread, warnings


def _picture(page: Page) -> float:
    """The share of the page that its images cover, counted without their overlaps in height."""
    area = page.width * page.height
    boxes = [
        (max(x0, 0.0), max(top, 0.0), min(x1, page.width), min(bottom, page.height))
        for x0, top, x1, bottom in page.images
    ]
    covered = sum(max(x1 - x0, 0) * max(bottom - top, 0) for x0, top, x1, bottom in boxes)
    return covered / area if area > 0 else 0.0


def _everyday() -> frozenset[str]:
    """GB 2312's first level: rows 16 to 55."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return frozenset("".join(code.decode("gb2312", "ignore") for code in codes))


_EVERYDAY = _everyday()


def _share(text: str, known: frozenset[str]) -> float:
    return sum(map(known.__contains__, text)) / len(text) if text else 0.0


def _is_no_language(text: str) -> bool:
    """Whether a hundred or more Latin letters make no words: too few or too many vowels, or no blanks."""
    letters = [char for char in text.lower() if "a" <= char <= "z"]
    if len(letters) < 100 or len(letters) < 0.5 * len(text):
        return False
    vowels = sum(char in "aeiou" for char in letters) / len(letters)
    return not 0.24 < vowels < 0.52
