"""The story of one matter or one department's month, told from the published file alone."""
