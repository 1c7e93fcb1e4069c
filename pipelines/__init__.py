"""In what order does it happen? Dagster assets, checks, schedule and sensor, and the command line. Thin."""
