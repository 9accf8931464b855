"""What stands on a page beside its document, cut into cells and lines: the text that `metadata.read_labels` reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from corpus.metadata import EMPTY_CELL, is_label, label_columns, may_hold_labels
from corpus.reading.lines import BLOCKS, cell_text
from corpus.reading.tree import Element
from crawlers.sources.markup import all_text

_PARTING = BLOCKS | {"br"}
_MOST_ROWS = 12  # of labels and their values
_EMPTY = {"td": f"\n{EMPTY_CELL}\n", "dd": f"\n{EMPTY_CELL}\n"}


def cells_text(root: Element, document: Collection[Element] = (), *, most: int = 0) -> str:
    """A pruned tree's text as `metadata.read_labels` wants it: cells parted by a line feed, elements by a tab.

    Left out are the document's elements, and of the parts beside them those without the words of a label.
    most: how many pieces to take, 0 for all.
    """
    pieces: list[str] = []
    around = {ancestor for element in document for ancestor in element.iterancestors()}
    beside = False  # inside of a part that stands beside the document
    above: list[tuple[Element, Iterator[Element], bool]] = []  # elements under way, with what is around each
    siblings: Iterator[Element] = iter((root,))
    while True:
        for element in siblings:
            is_around = not beside and element in around
            if beside or is_around or (element not in document and may_hold_labels(all_text(element))):
                if 0 < most < len(pieces):
                    return "".join(pieces)
                tag: Any = element.tag
                text = element.text
                if tag == "table" and not is_around and (columns := _columns_text(element)):
                    pieces.append(columns)
                elif len(element):
                    pieces.append("\n" if tag in _PARTING else "\t")
                    if text and not text.isspace():
                        pieces.append(_flat(text))
                    above.append((element, siblings, beside))
                    siblings, beside = iter(element), not is_around
                    break
                elif text:
                    pieces.append(f"\n{_flat(text)}\n" if tag in _PARTING else f"\t{_flat(text)}\t")
                else:
                    pieces.append(_EMPTY.get(tag, "\n" if tag in _PARTING else "\t"))
            if (text := element.tail) and not text.isspace() and element is not root:
                pieces.append(_flat(text))
        else:
            if not above:
                return "".join(pieces)
            element, siblings, beside = above.pop()
            pieces.append("\n" if element.tag in BLOCKS else "\t")
            if (text := element.tail) and not text.isspace() and element is not root:
                pieces.append(_flat(text))


def _flat(text: str) -> str:
    """A text without the line feeds of the source, which part nothing."""
    return " ".join(text.split()) if "\n" in text else text


def _columns_text(table: Element) -> str:
    """A table of labels with their values under them, as `cells_text` has cells; empty for any other."""
    first = next(table.iter("tr"), None)
    if first is None or len(first) < 2 or not is_label(cell_text(first[1])):  # as nearly all have a value there
        return ""
    rows = list(islice(table.iter("tr"), _MOST_ROWS + 1))
    return label_columns([[cell_text(cell) for cell in row.iterchildren("td", "th")] for row in rows])
