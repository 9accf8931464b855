"""Scrapy's settings for polite crawling. Ours begin with CORPUS_; they come from the environment or from `-s`."""

import os
from importlib.metadata import version

from storage.archive import MAX_BODY

BOT_NAME = "policy-corpus"
SPIDER_MODULES = ["crawlers.spider"]

CORPUS_DB = os.environ.get("CORPUS_DB", "sqlite:///corpus.db")
CORPUS_ARCHIVE = os.environ.get("CORPUS_ARCHIVE", "archive/")
# An address where the people who run this installation can be reached: an e-mail, or a page that says who they are.
CORPUS_CONTACT = os.environ.get("CORPUS_CONTACT", "")
# Networks that may be asked although they are not public, such as 10.1.0.0/16; parted by commas.
CORPUS_PRIVATE_NETWORKS = os.environ.get("CORPUS_PRIVATE_NETWORKS", "")
# Crawl a host although its robots.txt answered 5xx or not at all (RFC 9309 says not to).
CORPUS_IGNORE_UNREACHABLE_ROBOTS = False
# A known document is asked for again after so many days (of the calendar, UTC). Policy documents hardly change once
# they are published: a month finds what was corrected or withdrawn, and costs a site of 5,000 documents that is
# crawled every week 1,200 requests a run, forty minutes at a delay of two seconds.
CORPUS_RECHECK_DAYS = 30
# How much of a site's documents, in bytes, one run may fetch again for this, its list pages included; but one document
# at the least in a run that does not walk its lists in full. What a server says to be unchanged costs nothing of it; of
# a server that says nothing a weekly crawl sees every document within a year. A run that walks them in full, after one
# that did not, fetches nothing again: the next one does.
CORPUS_RECHECK_SHARE = 0.03
CORPUS_RECHECK_MOST = 2000  # documents asked again in one run, unchanged ones too; little more than an hour
# A document or file that has failed for so many days (of the calendar, UTC) is no news: it is said, but changes no
# outcome any more, and is asked for again as seldom as a known document. Two weekly runs have told of it by then.
CORPUS_FAILING_DAYS = 14
# Every list is walked to its end after so many days: what was published late, or was missed, stands further down.
CORPUS_FULL_WALK_DAYS = 30
# How long a database that is gone, or locked by another program, is waited for, in seconds; then the run ends.
CORPUS_DATABASE_PATIENCE = 120.0
# After so many requests in a row without any answer the network is gone, or the site; the run ends, the next goes on.
CORPUS_MAX_UNANSWERED = 10
# After so many block pages in one run the site is left alone until the next run.
CORPUS_MAX_BLOCKED = 3

USER_AGENT = (
    f"Mozilla/5.0 (compatible; policy-corpus/{version('policy-corpus')}; +{CORPUS_CONTACT or 'contact not set'})"
)
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = BOT_NAME  # RFC 9309 matches the product's name, not the whole header
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0  # seconds; a site's own delay comes before it, and robots.txt's Crawl-delay where it is longer
DOWNLOAD_DELAY_JITTER = 0.0  # a delay is what was promised, never half of it
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # the newest document of a list comes first
DOWNLOAD_TIMEOUT = 30.0
DOWNLOAD_MAXSIZE = MAX_BODY
DOWNLOAD_WARNSIZE = 0
URLLENGTH_LIMIT = 0  # the spider has a limit of its own, and says what is beyond it
REDIRECT_MAX_TIMES = 8
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the run's own report says it
CONCURRENT_ITEMS = 1  # of one answer: Scrapy starts a task for each of them at every answer, and we have no items
# Scrapy parses a callback's source at every answer to look for a mistake that mypy finds.
WARN_ON_GENERATOR_RETURN_VALUE = False
HTTPERROR_ALLOW_ALL = True  # the spider sees every status: a 403 that nobody counts is how crawlers break silently
TWISTED_DNS_RESOLVER = "crawlers.middlewares.PublicResolver"
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
EXTENSIONS = {
    "crawlers.progress.Progress": 500,
    # Off is not enough: Scrapy would still import aiohttp for the first, a quarter of a second.
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
}
LOG_LEVEL = "WARNING"

SPIDER_MIDDLEWARES = {"crawlers.middlewares.StorageMiddleware": 10}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawlers.middlewares.AddressMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.middlewares.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    # Inside retries (550), so that the next attempt waits too.
    "crawlers.courtesy.RetryAfterMiddleware": 560,
    "crawlers.courtesy.ConditionMiddleware": 640,
    # Between redirects (600) and the downloader: it sees every answer, decoded, before anything follows or drops it.
    "crawlers.middlewares.ArchiveMiddleware": 650,
}
