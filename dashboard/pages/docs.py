"""The Data Docs of the home: what the data checks wrote down, page by page, for whoever sees the whole.

Belongs here: serving those files, safely. Does not belong here: making them (the checks do).

The pages come from another program and name style sheets on the internet. They are shown with what they carry
themselves: nothing is fetched, no script runs, and they cannot reach the dashboard around them.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from dashboard.facts.middleware import facts_of

ENDINGS = {".html", ".css", ".png", ".svg", ".ico", ".woff2"}


@csp_replace(  # type: ignore[arg-type] # its types know no view with a parameter
    {
        "default-src": ["'none'"],
        "script-src": ["'none'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "sandbox": ["allow-same-origin", "allow-top-navigation-by-user-activation"],
    }
)
def data_docs(request: HttpRequest, page: str) -> HttpResponseBase:
    """One file of the Data Docs. They hold values of every department: whoever sees less finds nothing."""
    if not facts_of(request).scope.is_whole:
        raise Http404
    root = Path(settings.DATA_DOCS).resolve()
    try:
        path = (root / page).resolve()
    except ValueError as error:  # no name of a file: it holds a zero byte
        raise Http404 from error
    if not path.is_relative_to(root) or path.suffix not in ENDINGS or not path.is_file():
        raise Http404
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(path.open("rb"), content_type=kind)
