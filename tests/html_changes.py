"""Changes of a page's markup that no reader of the page would notice, for the metamorphic tests of the HTML reader.

Three sorts, which combine: settings change the tree, spellings the source, encodings the bytes. All chance comes from
the generator that is passed in, so a failure can be had again by its seed.
"""

# ruff: noqa: E501 (markup as it comes)

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from random import Random

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from tests.html_furniture import BARS, HEADS, PROSE, SIDES, TAILS

Setting = Callable[[HtmlElement, Random], None]  # changes the page around and inside the element that holds the text
Spelling = Callable[[str, Random], str]
Encoding = Callable[[str], tuple[bytes, str]]  # the bytes and the header that came with them


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page, and the CSS selector of the element that holds its text."""

    name: str
    html: str
    body: str
    url: str = ""


def elements(markup: str) -> list[HtmlElement]:
    """The elements that some markup is of."""
    return [piece for piece in lxml.html.fragments_fromstring(markup) if not isinstance(piece, str)]


def parent_of(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    assert parent is not None
    return parent


def put_before(element: HtmlElement, piece: HtmlElement) -> None:
    """Between an element and the text before it, which stays there."""
    parent = parent_of(element)
    parent.insert(parent.index(element), piece)


def changed(page: Page, settings: Sequence[Setting], chance: Random) -> str:
    """A page's source after some changes of its tree."""
    root = lxml.html.document_fromstring(page.html)
    body = root.cssselect(page.body)[0]
    for setting in settings:
        setting(body, chance)
    return "<!DOCTYPE html>\n" + lxml.html.tostring(root, encoding="unicode")


# settings ------------------------------------------------------------------------------------------------------------


def rename(body: HtmlElement, chance: Random) -> None:
    """Classes and ids that no platform has."""
    for element in body.getroottree().getroot().iter(etree.Element):
        for name in ("class", "id"):
            if element.get(name):
                element.set(name, f"k{chance.randrange(10**6)}")


def wrap(body: HtmlElement, chance: Random, *, tags: str) -> None:
    """The text deeper, in elements of other kinds without a name."""
    for name in ("class", "id"):
        body.attrib.pop(name, None)
    inner = elements("".join(f"<{tag}>" for tag in tags.split()))[0]
    innermost = list(inner.iter())[-1]
    innermost.text, body.text = body.text, None
    innermost.extend(list(body))
    body.append(inner)


def paragraphs(body: HtmlElement) -> list[HtmlElement]:
    """The paragraphs that hold no other block and stand in no table of the text."""
    return [
        element
        for element in body.iter("p")
        if not element.cssselect("p, div, table, ul, br")
        and not any(above.tag == "table" for above in _above(element, body))
    ]


def _above(element: HtmlElement, top: HtmlElement) -> Iterator[HtmlElement]:
    for above in element.iterancestors():
        if above is top:
            return
        yield above


def divs(body: HtmlElement, chance: Random) -> None:
    for element in paragraphs(body):
        element.tag = "div"


def breaks(body: HtmlElement, chance: Random, *, kept: str = "") -> None:
    """Paragraphs as text (or elements) with a line break after each."""
    for element in paragraphs(body):
        parent = parent_of(element)
        after = elements("<br>")[0]
        after.tail, element.tail = element.tail, None
        parent.insert(parent.index(element) + 1, after)
        if kept:
            element.tag = kept
        else:
            element.drop_tag()


def indent(body: HtmlElement, chance: Random, *, blanks: str) -> None:
    for element in paragraphs(body):
        if "center" not in element.get("style", "") and "right" not in element.get("style", ""):
            element.attrib.pop("style", None)
            element.text = blanks + (element.text or "").lstrip()


_LOOKS = (
    '<font face="仿宋_GB2312">',
    '<span style="font-size:16pt">',
    "<em>",
    "<span>",
    '<font color="#000000" size="3">',
    '<span lang="EN-US">',
    "<strong>",
)


def strew_looks(body: HtmlElement, chance: Random) -> None:
    """Some of the text in elements of its own, wherever in a word they begin."""
    for element in [element for element in body.iter("p", "div", "span", "td") if len(element.text or "") > 12]:
        text = element.text or ""
        start = chance.randrange(1, len(text) - 2)
        end = chance.randrange(start + 1, len(text))
        piece = elements(chance.choice(_LOOKS))[0]
        element.text, piece.text, piece.tail = text[:start], text[start:end], text[end:]
        element.insert(0, piece)


_BETWEEN = ("<!-- 旧稿 <p>已经删去的一段文字。</p> -->", "<p></p>", "<p>&nbsp;</p>", "<div></div>")
_EMPTY = ("<!--x-->", "<span></span>", '<a name="top"></a>', "<b></b>", "<font></font>", "<o:p></o:p>")


def strew_empty(body: HtmlElement, chance: Random) -> None:
    """Comments and empty elements between the paragraphs and inside them."""
    for element in list(body.iter("p")):
        put_before(element, elements(chance.choice(_BETWEEN))[0])
        text = element.text or ""
        if len(text) > 4:
            at = chance.randrange(1, len(text))
            inside = elements(chance.choice(_EMPTY))[0]
            element.text, inside.tail = text[:at], text[at:]
            element.insert(0, inside)


_SCRIPTS = (
    "<script>var text = '<p>脚本里的一段文字，不是正文。</p>'; document.write(text);</script>",
    "<style>.TRS_Editor p{margin-top:0;margin-bottom:1em}</style>",
    "<noscript>您的浏览器不支持脚本，请启用后再访问本站。</noscript>",
    '<input type="hidden" id="articleId" value="2024"><textarea style="display:none">草稿文字。</textarea>',
    '<div style="display: none">隐藏的一段文字，访问的人看不到。</div>',
)


def strew_scripts(body: HtmlElement, chance: Random) -> None:
    for element in list(paragraphs(body)):
        if chance.random() < 0.3:
            for piece in elements(chance.choice(_SCRIPTS)):
                put_before(element, piece)


def break_source(body: HtmlElement, chance: Random) -> None:
    """Line feeds of the source beside Chinese characters, as editors wrap their output."""
    for element in body.iter(etree.Element):
        if element.tag not in ("script", "style", "pre", "textarea"):
            element.text = _broken(element.text, chance)
        if element is not body:
            element.tail = _broken(element.tail, chance)


def _broken(text: str | None, chance: Random) -> str | None:
    if not text or len(text) < 6:
        return text
    at = chance.randrange(1, len(text))
    beside = text[at - 1 : at + 1]
    if any(char.isspace() for char in beside) or not all(char > "\u2e80" for char in beside):
        return text
    return f"{text[:at]}\n          {text[at:]}"


def insert(body: HtmlElement, chance: Random, *, markup: str, after: bool) -> None:
    """Markup at the head or the foot of the element that holds the text."""
    pieces = elements(markup)
    if after:
        body.extend(pieces)
        return
    pieces[-1].tail, body.text = body.text, None
    for at, piece in enumerate(pieces):
        body.insert(at, piece)


def beside(body: HtmlElement, chance: Random, *, markup: str, after: bool) -> None:
    """Markup next to the element that holds the text (or to the table that frames it)."""
    place = body
    while place.tag in ("td", "tr", "tbody", "table"):
        place = parent_of(place)
    wrapped = elements("<div></div>")[0]
    place.addprevious(wrapped)
    wrapped.append(place)
    wrapped.tail, place.tail = place.tail, None
    for piece in elements(markup):
        if after:
            wrapped.append(piece)
        else:
            place.addprevious(piece)


def copy_for_mobile(body: HtmlElement, chance: Random) -> None:
    if body.tag == "td":
        wrap(body, chance, tags="div")
        body = body[-1]
    copy = deepcopy(body)
    copy.attrib.clear()
    copy.set("class", "wap-show")
    body.addnext(copy)


SETTINGS: dict[str, Setting] = {
    "as it is": lambda body, chance: None,
    "other names": rename,
    "in a table": partial(wrap, tags="table tr td"),
    "in a section": partial(wrap, tags="section"),
    "in an article": partial(wrap, tags="article"),
    "five divs deep": partial(wrap, tags="div div div div div"),
    "in a centred table": partial(wrap, tags="center table tbody tr td"),
    "div for p": divs,
    "br for p": breaks,
    "span and br for p": partial(breaks, kept="span"),
    "nbsp indents": partial(indent, blanks="\xa0\xa0\xa0\xa0"),
    "ideographic indents": partial(indent, blanks="\u3000\u3000"),
    "looks": strew_looks,
    "comments and empty elements": strew_empty,
    "scripts": strew_scripts,
    "broken source": break_source,
    "desktop and mobile": copy_for_mobile,
}
for _name, _kind, _place in (
    ("bar", BARS, insert),
    ("head", HEADS, insert),
    ("tail", TAILS, insert),
    ("side", SIDES, beside),
    ("prose", PROSE, beside),
):
    for _at, _markup in enumerate(_kind):
        if _name != "tail":
            SETTINGS[f"{_name} {_at} before"] = partial(_place, markup=_markup, after=False)
        if _name != "head":
            SETTINGS[f"{_name} {_at} after"] = partial(_place, markup=_markup, after=True)


# spellings -----------------------------------------------------------------------------------------------------------

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:]*)((?:\s[^<>]*)?)>")
_ATTRIBUTE = re.compile(r"""([\w-]+)=(?:"([^"<>]*)"|'([^'<>]*)')""")


def upper_case(source: str, chance: Random) -> str:
    """Tags and names of attributes in capitals."""

    def one(tag: re.Match[str]) -> str:
        attributes = _ATTRIBUTE.sub(lambda found: f'{found[1].upper()}="{found[2] or found[3] or ""}"', tag[3])
        return f"<{tag[1]}{tag[2].upper()}{attributes}>"

    return _TAG.sub(one, source)


def unquoted(source: str, chance: Random) -> str:
    """Attributes without quotes wherever that is allowed."""

    def bare(found: re.Match[str]) -> str:
        value = found[2] or found[3] or ""
        return f"{found[1]}={value}" if re.fullmatch(r"[\w#.:/;%-]+", value) and value[-1] != "/" else found[0]

    return _TAG.sub(lambda tag: f"<{tag[1]}{tag[2]}{_ATTRIBUTE.sub(bare, tag[3])}>", source)


def xhtml(source: str, chance: Random) -> str:
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
    source = re.sub(r"<(br|hr|img|input|meta|link)((?:\s[^<>]*)?)>", r"<\1\2 />", source)
    return head + source.removeprefix("<!DOCTYPE html>\n").replace(
        "<html", '<html xmlns="http://www.w3.org/1999/xhtml"', 1
    )


def from_word(source: str, chance: Random) -> str:
    """What Word and WPS leave when a text is pasted."""
    source = re.sub(r"<p(?=[\s>])", "<p class=MsoNormal", source)
    source = re.sub(
        r"</p>",
        lambda _: chance.choice(
            ("<o:p></o:p></p>", "<span lang=EN-US><o:p>&nbsp;</o:p></span></p>", "<?xml:namespace prefix = o /></p>")
        ),
        source,
    )
    source = re.sub(
        r"(?<=[>\u4e00-\u9fff])(\d{4}年\d{1,2}月\d{1,2}日)",
        r'<st1:chsdate w:st="on" isrocdate="False">\1</st1:chsdate>',
        source,
    )
    return source.replace(
        "<p class=MsoNormal",
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><p class=MsoNormal",
        1,
    )


def entities(source: str, chance: Random, *, form: str) -> str:
    return re.sub("[\u4e00-\u9fff，。]", lambda char: form.format(ord(char[0])), source)


def unclosed(source: str, chance: Random, *, tags: str) -> str:
    return re.sub(rf"</(?:{tags})>", "", source)


def some_divs_unclosed(source: str, chance: Random) -> str:
    ends = [found.start() for found in re.finditer("</div>", source)]
    for at in sorted(chance.sample(ends, min(2, len(ends))), reverse=True):
        source = source[:at] + source[at + len("</div>") :]
    return source


SPELLINGS: dict[str, Spelling] = {
    "capitals": upper_case,
    "unquoted": unquoted,
    "xhtml": xhtml,
    "from Word": from_word,
    "decimal entities": partial(entities, form="&#{};"),
    "hexadecimal entities": partial(entities, form="&#x{:X};"),
    "carriage returns": lambda source, chance: source.replace("\n", "\r\n"),
    "old line ends": lambda source, chance: source.replace("\n", "\r"),
    "p unclosed": partial(unclosed, tags="p"),
    "cells unclosed": partial(unclosed, tags="td|tr|li|dd|dt|th"),
    "body and html unclosed": partial(unclosed, tags="body|html"),
    "divs unclosed": some_divs_unclosed,
    "ideographic for nbsp": lambda source, chance: source.replace("&nbsp;", "\u3000").replace("\xa0", "\u3000"),
}

# encodings -----------------------------------------------------------------------------------------------------------

_META = re.compile(r"<meta[^<>]{0,200}charset[^<>]{0,60}>", re.I)


def _declared(source: str, name: str) -> str:
    """A source that declares an encoding, or none."""
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={name}">' if name else ""
    return re.sub(r"(<head[^<>]*>|$)", lambda found: found[0] + meta, _META.sub("", source), count=1)


ENCODINGS: dict[str, Encoding] = {
    "gb18030 called gb2312": lambda source: (_declared(source, "gb2312").encode("gb18030"), ""),
    "gb18030 called utf-8": lambda source: (_declared(source, "utf-8").encode("gb18030"), "text/html; charset=utf-8"),
    "gbk called nothing": lambda source: (_declared(source, "").encode("gb18030"), ""),
    "utf-8 called gbk": lambda source: (_declared(source, "gbk").encode(), "text/html; charset=gbk"),
    "utf-8 called iso-8859-1": lambda source: (
        _declared(source, "iso-8859-1").encode(),
        "text/html; charset=ISO-8859-1",
    ),
    "utf-8 with a mark": lambda source: (b"\xef\xbb\xbf" + _declared(source, "").encode(), ""),
    "utf-16": lambda source: (_declared(source, "utf-8").encode("utf-16"), "text/html"),
    "utf-16 without a mark": lambda source: (_declared(source, "").encode("utf-16-le"), ""),
}
