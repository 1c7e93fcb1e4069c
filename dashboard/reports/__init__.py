"""Monthly reports: the published file as documents that are signed, filed and read without a dashboard."""
