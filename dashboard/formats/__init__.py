"""How Django shows numbers and dates in each language: the same everywhere, ISO dates, grouped thousands."""
