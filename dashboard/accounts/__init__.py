"""Who may come in, what each may see, and the log of what they looked at."""
