"""From stored bytes to numbered units."""
