"""Where do evidence and results live? Contracts, the store, the SQL that judges and scores, the published file.

May import rulebook, polars and duckdb; never the orchestrator, never Great Expectations.
"""
