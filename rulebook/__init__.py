"""What do the regulations ask? Clauses, profiles, calendars, limits and schemes as YAML, and their strict loader.

May import pydantic and yaml; nothing of the rest of the project.
"""
