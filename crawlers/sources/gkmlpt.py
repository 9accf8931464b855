"""gkmlpt, the platform on which 广东's governments disclose (families.md, F6)."""

from __future__ import annotations

from crawlers.sources.endpoint import Endpoint
from crawlers.sources.fields import Fields


def gkmlpt(id: str, url: str, sid: str, unverified: str = "") -> Endpoint:
    """One column: its number ends the URL (…/gkmlpt/api/all/5), and `sid` is the site's, both in its page's script."""
    return Endpoint(
        id=id,
        url=url,
        answer=Fields(
            items="articles",
            url=("url", "post_url"),
            date=("display_publish_time", "first_publish_time", "created_at", "date"),
            number="document_number",
            total=("total", "classify.post_count"),
        ),
        family="F6-gkmlpt",
        query={"page": "{page}", "sid": sid},
        size=100,
        unverified=unverified,
    )
