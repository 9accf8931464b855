"""The demonstration: three small portals of our own writing (样例) on loopback, crawled, built and shown."""
