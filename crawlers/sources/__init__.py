"""The ways of listing and searching a site. A source is pure: a query in, a request out; an answer in, links out."""

from crawlers.sources.endpoint import Endpoint
from crawlers.sources.fields import Fields, Fragments
from crawlers.sources.govcn import govcn_search
from crawlers.sources.rows import Rows
from crawlers.sources.static import StaticList, YearArchive
from crawlers.sources.ucap import sogov

__all__ = [
    "Endpoint",
    "Fields",
    "Fragments",
    "Rows",
    "StaticList",
    "YearArchive",
    "govcn_search",
    "sogov",
]
