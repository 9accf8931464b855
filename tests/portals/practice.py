"""Sites that exist only in practice, and the `corpus` command with them: what tests of the crawl crawl.

Run as `python -m tests.portals.practice crawl practice …`. The real declarations change as the real sites do;
these do not, and their hosts end in .example, which leads nowhere. `practice` has one list, `county` two lists
on two hosts and a search, `broken` a source with a bug, and `nearby` one list at the address in NEARBY.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from crawlers.site import Article, Listing, PageResponse, Site
from crawlers.sources import Endpoint, Rows, StaticList

WWW = "http://www.practice.example"
COUNTY = "http://www.county.example"
EDU = "http://edu.county.example"


@dataclass(frozen=True, slots=True)
class BrokenList(StaticList):
    """A list whose reader has a bug that its second page brings out."""

    def read(self, response: PageResponse) -> Listing:
        if response.url.endswith("_1.html"):
            raise KeyError("nosuchfield")
        return StaticList.read(self, response)


PRACTICE = Site(
    name="practice",
    title="样例市",
    adcode="",
    sources=(StaticList("files", f"{WWW}/files/", row="li"),),
    article=Article(body="#zoom"),
)
SITES = (
    PRACTICE,
    Site(
        name="county",
        title="样例县",
        adcode="",
        sources=(
            StaticList("orders", f"{COUNTY}/orders/index.html", row="li", second_page=(1, 2)),
            StaticList("schools", f"{EDU}/schools/", row="li", unverified="its rows"),
            Endpoint("find", f"{COUNTY}/find", Rows("li"), kind="search", query={"q": "{text}", "p": "{page}"}, size=2),
        ),
    ),
    Site(name="broken", title="样例镇", adcode="", sources=(BrokenList("files", f"{WWW}/files/", row="li"),)),
)


def main() -> None:
    import crawlers.sites
    import crawlers.spider
    from corpus.cli import main as corpus

    near = os.environ.get("NEARBY", "http://localhost/")
    nearby = Site(name="nearby", title="样例村", adcode="", sources=(StaticList("files", near, row="li"),))
    declared = {site.name: site for site in (*SITES, nearby)}
    crawlers.sites.SITES = {**crawlers.sites.SITES, **declared}
    crawlers.spider.SPIDERS.update({name: crawlers.spider.spider_class(site) for name, site in declared.items()})
    corpus()


if __name__ == "__main__":
    main()
