"""May we believe it? Expectations from the contracts, regulation thresholds, the integrity of the audit itself.

May import rulebook, warehouse and Dagster; Great Expectations in one module only, lazily.
"""
