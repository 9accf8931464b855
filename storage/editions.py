"""Which edition speaks for a document."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from storage.models import Edition


def newest_editions() -> Select[int]:
    """The id of every document's newest edition, as a question to be asked or to stand in another one."""
    return select(func.max(Edition.id)).group_by(Edition.document_id)
