"""Reading what is laid out on pages (PDF, OFD, scans): boxes in, lines, tables and paragraphs out."""
