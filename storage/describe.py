"""docs/schema.md, from the models and the views: `python -m storage.describe > docs/schema.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from storage.models import Base
from storage.views import VIEWS

_HEAD = """\
# The tables and the views

Made by `python -m storage.describe`; to change a word, change it in `storage/models.py` or `storage/views.py`.

The same on SQLite and PostgreSQL. Times are UTC, as text (`2026-11-24T05:36:12Z`); days are dates; an empty text
means that nothing is said. Offsets count Unicode code points of the edition's text, the end exclusive.

## The views

What most questions want; [questions.md](questions.md) has twenty of them, worked. A view follows the corpus as it was
last selected: a member's edition is the one that was chosen, which codings belong to, until `corpus select` chooses
anew, and its units are counted as the corpus counts ([units.md](units.md)); outside a corpus, and where `counting` is
empty, by the unit standard. A document in two corpora stands there once for each, so name the corpus in a question
about one: `WHERE corpus = 'voced27'`. Units of all that was built, each counted once: `count(DISTINCT citation)`. The
columns `end` and `full` are words of SQL: write `"end"`, `"full"`.
"""

_TABLES = """\

## The tables

| table | one row is | columns |
|---|---|---|
"""

_TAIL = """\

A document's newest text is its edition with the highest `ordinal`; a question about the table `units` says by which
counting, or it has the units of two:

```sql
SELECT d.title, u.ref, u.text
FROM documents d
JOIN editions e ON e.document_id = d.id
JOIN units u ON u.edition_id = e.id AND u.counting = ''
WHERE d.doc_number = '国发〔2019〕4号'
  AND e.ordinal = (SELECT max(ordinal) FROM editions WHERE document_id = d.id)
ORDER BY u.chapter, u.section, u.ordinal;
```
"""


def schema_page() -> str:
    """The text of docs/schema.md."""
    return _HEAD + "".join(_views()) + _TABLES + "".join(_tables()) + _TAIL


def _views() -> Iterator[str]:
    for view in VIEWS:
        yield f"\n### `{view.name}`\n\nOne row is {view.doc}.\n\n| column | |\n|---|---|\n"
        for name, (_, doc) in view.columns.items():
            yield f"| `{name}` | {_cell(doc)} |\n"


def _tables() -> Iterator[str]:
    mapped = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    for table in Base.metadata.tables.values():
        columns = (f"`{column.name}` ({column.doc})" if column.doc else f"`{column.name}`" for column in table.columns)
        meaning = " ".join((mapped[table].__doc__ or "").split())
        yield f"| `{table.name}` | {_cell(meaning)} | {_cell(', '.join(columns))} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(schema_page())
