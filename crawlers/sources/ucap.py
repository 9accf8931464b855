"""开普云's platforms (families.md, F5): so-gov, search5, /common/search."""

from __future__ import annotations

from crawlers.sources.endpoint import Endpoint
from crawlers.sources.fields import Fields


def sogov(
    id: str,
    url: str,
    site_code: str,
    tab: str,
    pages: int = 0,
    unverified: str = "",
    extra: dict[str, str] | None = None,
) -> Endpoint:
    """F5c: one keyword, no boolean; too fast an asker is answered `code: -101`."""
    return Endpoint(
        id=id,
        url=url,
        answer=Fields(
            items="resultDocs.data", title=("titleO", "title"), date="docDate", total="totalHits", ok="ok=true"
        ),
        kind="search",
        family="F5c",
        form={"siteCode": site_code, "tab": tab, "qt": "{text}", "page": "{page}", "pageSize": "20", **(extra or {})},
        size=20,
        pages=pages,
        unverified=unverified,
    )
