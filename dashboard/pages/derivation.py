"""The query that gives the numbers of a clause again: whoever opens the published file can run it.

Belongs here: that text. Does not belong here: running it; what pages ask (`dashboard/sql`).
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from dashboard.facts.page import Row

Z = "1.959963984540054"
"""Standard deviations that hold 95 percent of a normal distribution."""


def derivation(clause: Row, now: Row | None, month: date | None, dept: str | None) -> str:
    """clause: its newest version; now: its indicator of that month and department, where there is one."""
    if clause["kind"] == "rate_threshold" and clause["definition_method"] not in (None, "pooled"):
        return _named(clause, month, dept)
    is_rate = clause["kind"] == "rate_threshold"
    counted = clause["rate_clause_id"] if is_rate else clause["clause_id"]
    word, source = ("verdict", "audit.observation") if counted else ("outcome", "audit.item")
    kinds = ("excused", "pending", "not_assessed", "not_applicable")
    lines = [
        "WITH counted AS (",
        "  SELECT",
        f"    count(*) FILTER ({word} = 'compliant') AS numerator,",
        f"    count(*) FILTER ({word} IN ('compliant', 'breach')) AS denominator,",
        ",\n".join(f"    count(*) FILTER ({word} = '{one}') AS n_{one}" for one in kinds),
        f"  FROM {source}",
        f"  WHERE clause_id = '{counted}'"
        if counted
        else "  WHERE version_id IN (SELECT version_id FROM rulebook.clause"
        f" WHERE clause_id = '{clause['clause_id']}')",
        *_narrowed(month, dept, "    "),
        ")",
        *_rates(now),
    ]
    return "\n".join(lines) + ";"


def _rates(now: Row | None) -> list[str]:
    """The rate and its interval, by the method that the audit used."""
    rate = "round(numerator / nullif(denominator, 0), 8) AS rate"
    method = now["interval_method"] if now else None
    if method not in ("wilson_95", "wilson_95_effective_n"):
        return ["SELECT", "  *,", f"  {rate}", "FROM counted"]
    n = "denominator" if method == "wilson_95" else f"{now['interval_n']}" if now else ""
    said = (
        _("95% 区间：Wilson 法，n 为评价数")
        if method == "wilson_95"
        else _("95% 区间：Wilson 法，n 为有效记录数（同一测点同一天的读数彼此相近；见 audit.indicator.interval_n）")
    )  # fmt: skip
    return [
        f"-- {said}",
        ", wilson AS (",
        f"  SELECT *, numerator / denominator AS p, {n}::DOUBLE AS n, {Z} AS z FROM counted",
        ")",
        "SELECT",
        "  * EXCLUDE (p, n, z),",
        f"  {rate},",
        *(
            f"  round({edge}((p + z * z / (2 * n) {sign} z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)))"
            f" / (1 + z * z / n), {bound}), 8) AS {name}{comma}"
            for name, sign, edge, bound, comma in (
                ("rate_low", "-", "greatest", 0, ","),
                ("rate_high", "+", "least", 1, ""),
            )
        ),
        "FROM wilson",
    ]


def _named(clause: Row, month: date | None, dept: str | None) -> str:
    """A rate by a definition that does not count records one by one: what the audit kept of it."""
    said = _("这个合格率不是合格数除以评价数，公式见“合格率定义”；它没有区间")
    return "\n".join([
        f"-- {said}",
        "SELECT numerator, denominator, rate, reason",
        "FROM audit.named_rate",
        f"WHERE clause_id = '{clause['clause_id']}'",
        f"  AND definition_id = '{clause['definition_id']}'",
        *_narrowed(month, dept, "  "),
        *([] if dept else ["  AND department_id IS NULL"]),
    ]) + ";"  # fmt: skip


def _narrowed(month: date | None, dept: str | None, indent: str) -> list[str]:
    lines = [f"{indent}AND period_from = DATE '{month:%Y-%m-%d}'"] if month else []
    if dept:
        lines.append("{}AND department_id = '{}'".format(indent, dept.replace("'", "''")))
    return lines
