"""The declarations of all sites, one module each."""

from __future__ import annotations

from collections.abc import Mapping

from crawlers.site import Site
from crawlers.sites.beijing import BEIJING
from crawlers.sites.guowuyuan import GUOWUYUAN
from crawlers.sites.hunan import HUNAN

SITES: Mapping[str, Site] = {site.name: site for site in (GUOWUYUAN, BEIJING, HUNAN)}


def site(name: str) -> Site:
    """The site of that name; KeyError where there is none."""
    return SITES[name]
