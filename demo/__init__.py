"""The demonstration: practice portals of all 33 sites on loopback, crawled, built, shown and checked."""
