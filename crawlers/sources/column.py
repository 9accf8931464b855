"""What every source has in common that begins at the address of a column's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawlers.site import Kind, PageRequest, Query


class Column:
    """A listing whose first request is for the column's own address. Bases of dataclasses hold no field."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def url(self) -> str: ...

    @property
    def kind(self) -> Kind:
        return "listing"

    def first(self, query: Query) -> PageRequest:
        return PageRequest(self.url)
