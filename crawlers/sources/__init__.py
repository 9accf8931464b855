"""The ways of listing and searching a site. A source is pure: a query in, a request out; an answer in, links out.

Two sources do nearly all: `StaticList` (pages are numbered files) and `Endpoint` (pages are asked for
by parameter), with `Rows`, `Fields` or `Fragments` to read the answer. The functions named after a
platform are Endpoints of its shape; what two of its sites differ in is a parameter.
"""

from crawlers.sources.endpoint import Endpoint
from crawlers.sources.fields import Fields, Fragments
from crawlers.sources.gkmlpt import gkmlpt
from crawlers.sources.govcn import govcn_search
from crawlers.sources.hanweb import HanwebColumn, jsearchfront
from crawlers.sources.querylist import QueryList
from crawlers.sources.rows import Rows
from crawlers.sources.static import StaticList, YearArchive
from crawlers.sources.trs import igs_fields, igs_list, igs_search, irs, irs_table, trssearch
from crawlers.sources.ucap import UcapColumn, common_search, search5, sogov, ucap_s

__all__ = [
    "Endpoint",
    "Fields",
    "Fragments",
    "HanwebColumn",
    "QueryList",
    "Rows",
    "StaticList",
    "UcapColumn",
    "YearArchive",
    "common_search",
    "gkmlpt",
    "govcn_search",
    "igs_fields",
    "igs_list",
    "igs_search",
    "irs",
    "irs_table",
    "jsearchfront",
    "search5",
    "sogov",
    "trssearch",
    "ucap_s",
]
