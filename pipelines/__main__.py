"""`python -m pipelines`: the command `plumbline` for a program that knows only its own interpreter.

Belongs here: the call. Does not belong here: anything else.
"""

from __future__ import annotations

from pipelines.cli import main

if __name__ == "__main__":
    main()
