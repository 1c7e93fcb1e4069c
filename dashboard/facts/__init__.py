"""The one way to the published file: read-only, one cursor a page, and never without a scope."""
