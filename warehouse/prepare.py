"""Tables prepared at publication: answers that would take a page too long to find among millions of rows.

Belongs here: filling the schema `prepared`, each table from the statement of its name, out of other tables of the
same file. Does not belong here: anything that cannot be found again from those tables.

They hold no fact of their own. The digest covers them, the file's own checks hold their sums against the rows
they stand for, and a test asks both ways.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import qualified
from warehouse.statements import sql

PREPARED = "prepared."


def prepare(con: duckdb.DuckDBPyConnection, zone: str, as_of: datetime) -> None:
    """Fill every table of the schema `prepared` of the file that is being written, which is the current one.

    zone: of the utility (IANA), whose days and months these are; it is the zone of the session from then on.
    as_of: the instant the audit looks from.
    """
    con.execute("SET TimeZone = $zone", {"zone": zone})
    for table in contracts(PUBLISHED):
        if table.startswith(PREPARED):
            name = table.removeprefix(PREPARED)
            con.execute(f"DELETE FROM {qualified(table)}")
            question = sql(f"publish/prepared_{name}")
            values = {"as_of": as_of} if "$as_of" in question else {}
            con.execute(f"INSERT INTO {qualified(table)} BY NAME {question}", values)
