"""Short forms for the hand cases of the segmenter's tests: a text, one paragraph a line, and what becomes of it."""

from __future__ import annotations

from corpus.segment import STANDARD, Counting, Segmentation, Unit, segment_text


def lines(*paragraphs: str, options: Counting = STANDARD) -> Segmentation:
    return segment_text("\n".join(paragraphs), options)


def refs(result: Segmentation) -> list[str]:
    return [unit.ref for unit in result.units]


def texts(result: Segmentation) -> list[str]:
    return [unit.text for unit in result.units]


def numbered(result: Segmentation) -> dict[str, str]:
    return {unit.ref: unit.text for unit in result.units}


def unit(result: Segmentation, ref: str) -> Unit:
    return next(unit for unit in result.units if unit.ref == ref)


def roles(result: Segmentation) -> list[tuple[str, str]]:
    return [(rest.role, rest.text) for rest in result.rest]


def role(result: Segmentation, text: str) -> str:
    """The role of the stretch that begins with `text`; "unit" where a unit does; empty where none does."""
    for rest in result.rest:
        if rest.text.startswith(text):
            return rest.role
    return "unit" if any(unit.text.startswith(text) for unit in result.units) else ""


def sentences(paragraph: str) -> list[str]:
    """The units of one plain paragraph."""
    return texts(lines("关于测试的通知", "各有关单位：", paragraph))
