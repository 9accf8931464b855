"""How to reach documents: sites, their sources, and the Scrapy project that fills the archive."""
