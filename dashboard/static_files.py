"""How static files are stored: each under a name with the hash of its content, so that browsers keep it.

Belongs here: the storage. Does not belong here: which files there are (`dashboard/install.py`).
"""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names with hashes; a file that a library's own style sheet misses is not our error."""

    manifest_strict = False
