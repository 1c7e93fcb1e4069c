"""Changes of the accounts database, in order."""
