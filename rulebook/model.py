"""Shim while imports move."""

from rulebook.clause import *  # noqa
from rulebook.example import *  # noqa
from rulebook.profile import *  # noqa
from rulebook.clause import UNITS, NEEDS  # noqa
