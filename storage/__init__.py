"""What is kept: the tables (models, database) and the raw archive (WARC)."""
