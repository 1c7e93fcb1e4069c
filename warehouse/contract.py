"""The table contracts: what each table of evidence means, declared once in `warehouse/contracts/`.

Belongs here: the model of a contract and the reading of the folder. Everything else about a table
(Polars types, quarantine rules, DDL, expectations, the data dictionary) is derived from it elsewhere.
Does not belong here: any table's own facts; those are in its YAML file.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from rulebook.strict_yaml import Bilingual, Strict, read_folder

CONTRACTS = Path(__file__).parent / "contracts"
"""What comes in: one contract for each table of evidence."""

PUBLISHED = Path(__file__).parent / "published"
"""What goes out: one contract for each table of rules and results in the published file."""


class ColumnType(StrEnum):
    """What a column holds. Numbers that are compared, paid or digested are decimals, never floats."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    TIME = "time"
    MONTH = "month"
    ENUM = "enum"
    LIST = "list"


MOMENTS = (ColumnType.INSTANT, ColumnType.DATE)
"""The types that say when something happens."""


class Pii(StrEnum):
    """How much a column says about a natural person; decides what the published file shows."""

    NONE = "none"
    PSEUDONYM = "pseudonym"
    DIRECT = "direct"
    CONTENT = "content"


class Column(Strict):
    """One column: type, unit, bounds and meaning.

    `scale` is the number of decimals kept (decimal only). `min` and `max` are inclusive bounds in
    the column's unit. `values` maps each allowed code of an enum or list to its labels; `value_aliases`
    maps what exports write (for example the Chinese words) to a code, also for texts such as the names
    of water-quality parameters, where values outside the list are kept as they are. `references` names the
    table.column a value points at. `example` is a typical value, shown in the data dictionary and used
    to complete worked examples. `ahead` marks a moment that is set or promised (a due day, an appointment)
    and may lie after the audit; any other moment after it has not happened yet. `shown_by` names the moment
    of the same row without which the value is not known. `goes_with` names the column without which the value
    means nothing, as a longitude does without its latitude; each of the two names the other.
    """

    type: ColumnType
    zh: str
    en: str
    required: bool = False
    unit: str = ""
    scale: int = Field(default=0, ge=0, le=10)
    min: float | None = None
    max: float | None = None
    values: dict[str, Bilingual] = {}
    value_aliases: dict[str, str] = {}
    aliases: list[str] = []
    references: str = ""
    pii: Pii = Pii.NONE
    example: str = ""
    ahead: bool = False
    shown_by: str = ""
    goes_with: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Column:
        coded = self.type in (ColumnType.ENUM, ColumnType.LIST)
        if self.values and not coded:
            raise ValueError("'values' belongs to the types enum and list, and only to them")
        if self.type is ColumnType.ENUM and not self.values:
            raise ValueError("an enum needs 'values'")
        stray = sorted(set(self.value_aliases.values()) - set(self.values))
        if stray and coded:
            raise ValueError(f"value_aliases name codes that 'values' does not list: {stray}")
        if self.type is not ColumnType.DECIMAL and self.scale:
            raise ValueError("'scale' belongs to the type decimal")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("'min' is above 'max'")
        if self.ahead and self.type not in MOMENTS:
            raise ValueError("'ahead' belongs to the types instant and date")
        return self


class Results(Strict):
    """Where a laboratory result goes that may be censored or in words (`<0.05`, `未检出`): the columns
    that keep the number, the text as reported, and the qualifier.
    """

    value: str
    text: str
    qualifier: str


class Contract(Strict):
    """One table: grain, key, partitioning and columns, in the order they are published.

    `partition_by` names the instant or date column whose month splits the stored table;
    only large tables need it. `known_by` names the moments the earliest of which makes the row known: where
    it lies after the audit, the row is not there yet. `append_only` marks a table whose rows never change:
    another row with a key already received is set aside instead of superseding the first. `is_view` marks a
    published table that is derived when it is read.
    """

    table: str
    grain: Bilingual
    key: list[str] = Field(min_length=1)
    aliases: list[str] = []
    partition_by: str = ""
    known_by: list[str] = []
    results: Results | None = None
    append_only: bool = False
    is_view: bool = False
    columns: dict[str, Column]

    @model_validator(mode="after")
    def _consistent(self) -> Contract:
        parts = self.results.model_dump().values() if self.results else ()
        shown_by = [one.shown_by for one in self.columns.values()]
        for name in [
            *self.key,
            *self.known_by,
            *filter(None, [self.partition_by, *shown_by]),
            *parts,
        ]:
            if name not in self.columns:
                raise ValueError(f"'{name}' is not a column of the table")
        if wrong := [name for name in shown_by if name and self.columns[name].type not in MOMENTS]:
            raise ValueError(f"'shown_by' names '{wrong[0]}', which is no moment")
        for name in self.key:
            if not self.columns[name].required:
                raise ValueError(f"key column '{name}' must be required")
        seen: dict[str, str] = {}
        for name, column in self.columns.items():
            for header in [name, *column.aliases]:
                if header in seen:
                    raise ValueError(f"header '{header}' means both '{seen[header]}' and '{name}'")
                seen[header] = name
        return self

    @model_validator(mode="after")
    def _paired(self) -> Contract:
        for name, column in self.columns.items():
            partner = self.columns.get(column.goes_with)
            if column.goes_with and (partner is None or partner.goes_with != name):
                raise ValueError(f"'{name}' goes with '{column.goes_with}', but not the other way")
        return self

    def header_names(self) -> dict[str, str]:
        """Every header a file may use (names and aliases, lower case) -> column name."""
        return {
            header.lower(): name
            for name, column in self.columns.items()
            for header in [name, *column.aliases]
        }


@cache
def contracts(folder: Path = CONTRACTS) -> dict[str, Contract]:
    """All contracts by table name; raises DefinitionError for the first malformed one."""
    return {contract.table: contract for _, contract in read_folder(Contract, folder)}
