"""Control charts: limits that textbooks print, and rules on points made to break them."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dashboard import control
from dashboard.charts.points import points
from dashboard.charts.rate import rate
from dashboard.control import (
    TAIL,
    Chart,
    gaps,
    individuals,
    most_by_chance,
    percentile,
    proportions,
    signals,
)
from dashboard.pages.control import of_values
from dashboard.pages.signals import NAMES, NUMBERS, lacking, name
from dashboard.periods import Count, fitting, gathered

FIRST = date(2026, 3, 2)  # a Monday
CANS = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
"""Montgomery, Introduction to Statistical Quality Control, table 7.1: 30 samples of 50 cans (the same counts
as the chips of NIST 6.3.3.2)."""
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
"""NIST/SEMATECH e-Handbook 6.3.2.2: the flow rate of ten batches."""


def counts(events: list[int], n: int = 50) -> list[Count]:
    return [Count(FIRST + timedelta(days=at), n, one) for at, one in enumerate(events)]


def test_the_p_chart_has_the_limits_that_montgomery_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        control, "LEAST_KEPT", 1.0
    )  # the first step of the book: every sample counts
    chart = proportions(counts(CANS))
    assert chart.kind == "p"
    assert chart.points[0].center == pytest.approx(0.2313, abs=5e-5)
    assert chart.points[0].low == pytest.approx(0.0524, abs=5e-5)
    assert chart.points[0].high == pytest.approx(0.4102, abs=5e-5)
    assert beyond(chart) == [15, 23]


def test_what_lies_beyond_the_limits_is_left_out_of_them_as_montgomery_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The book leaves out samples 15 and 23, prints the limits again, and finds sample 21 beyond them."""
    settled: list[frozenset[int]] = []
    real = control._settled

    def once(n: int, spread: Callable[[frozenset[int]], list[float]]) -> frozenset[int]:
        every = frozenset(range(n))
        settled.append(real(n, spread))
        return frozenset(one for one in every if abs(spread(every)[one]) <= 3)

    monkeypatch.setattr(control, "_settled", once)
    chart = proportions(counts(CANS))
    assert chart.points[0].center == pytest.approx(0.2150, abs=5e-5)
    assert chart.points[0].low == pytest.approx(0.0407, abs=5e-5)
    assert chart.points[0].high == pytest.approx(0.3893, abs=1e-4)
    assert beyond(chart) == [15, 21, 23]
    assert settled == [frozenset(range(30)) - {14, 20, 22}], "ours goes on until nothing is beyond"


def test_a_stop_does_not_make_the_days_around_it_look_strange() -> None:
    events = [190, 191, 192, 190, 191, 189, 191, 190] * 5
    events[20:23] = [0, 0, 0]
    chart = proportions(counts(events, 192))
    assert chart.signals == [20, 21, 22]
    assert chart.left_out == 3
    values = [0.34, 0.35, 0.345, 0.342, 0.351, 0.347] * 5
    values[12:14] = [0.2, 0.2]
    x, _ = individuals(values)
    assert x.signals == [12, 13]
    assert x.points[0].center == pytest.approx(0.3458, abs=1e-3)


def beyond(chart: Chart) -> list[int]:
    return [number + 1 for number in chart.signals if "beyond" in chart.points[number].rules]


def test_the_limits_of_a_p_chart_follow_the_size_of_each_period() -> None:
    chart = proportions([Count(FIRST, 50, 10), Count(FIRST + timedelta(days=1), 200, 40)])
    small, large = chart.points
    assert small.high - small.center == pytest.approx(2 * (large.high - large.center))


def test_individuals_have_the_limits_that_nist_prints() -> None:
    x, mr = individuals(FLOW)
    assert x.points[0].center == pytest.approx(50.81)
    assert x.points[0].high == pytest.approx(55.8041, abs=5e-5)
    assert x.points[0].low == pytest.approx(45.8159, abs=5e-5)
    assert mr.points[0].center == pytest.approx(1.8778, abs=5e-5)
    assert not any("beyond" in one.rules for one in (*x.points, *mr.points))


@pytest.mark.parametrize(("n", "share"), [(192, 0.0005), (192, 0.02), (30, 0.1), (5, 0.5)])
def test_few_events_have_the_limits_of_the_binomial_itself(n: int, share: float) -> None:
    most = most_by_chance(n, share)

    def more_than(k: int) -> float:
        return 1 - sum(math.comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(k + 1))

    assert more_than(most) < TAIL
    assert most == 0 or more_than(most - 1) >= TAIL


def test_one_breach_a_fortnight_is_no_signal() -> None:
    events = [192] * 60
    events[7] = events[41] = 191
    events[30] = 185
    chart = proportions(counts(events, 192))
    assert chart.signals == [30]
    assert chart.points[0].low == pytest.approx(191 / 192)


def test_laney_is_the_individuals_chart_of_equal_periods() -> None:
    """With equal periods, p' has the limits of an XmR chart of the same shares (Laney 2002)."""
    events = [200, 320, 180, 340, 210, 300, 190, 330, 220, 310, 205, 325, 215, 305]
    chart = proportions(counts(events, 10_000))
    assert chart.kind == "laney"
    assert chart.sigma_z
    assert chart.sigma_z > 1
    x, _ = individuals([one / 10_000 for one in events])
    assert chart.points[0].high == pytest.approx(x.points[0].high)
    assert chart.points[0].low == pytest.approx(max(x.points[0].low, 0))
    assert not chart.signals, "what the binomial would call an alarm at every point is common here"


def test_what_spreads_as_the_binomial_does_is_not_corrected() -> None:
    assert proportions(counts(CANS)).sigma_z is None
    few = [0, 4, 0, 5, 0, 4, 0, 5, 0, 4, 0, 5]
    assert proportions(counts(few, 10)).kind == "p", "periods are small: the binomial is kept"


@pytest.mark.parametrize("chance", [0.5, 0.1, 0.013, 0.0004])
@pytest.mark.parametrize("share", [TAIL, 0.5, 1 - TAIL])
def test_percentiles_are_those_of_the_geometric_distribution(chance: float, share: float) -> None:
    """Against the distribution itself: the sum of the chances of 0, 1, 2 ... records between two events."""
    found, reached = 0, chance
    while reached < share - 1e-12:
        found += 1
        reached += chance * (1 - chance) ** found
    assert percentile(chance, share) == found


def test_the_g_chart_tells_a_long_gap_and_events_one_upon_the_other() -> None:
    usual = [9, 30, 14, 22, 41, 5, 17, 26, 11, 33]
    assert not gaps(usual).signals
    chart = gaps([*usual, 400])
    assert chart.points[-1].rules == ["beyond"]
    assert chart.points[-1].side == 1
    chart = gaps([*usual, 0, 0, 0, 0])
    mean = sum(usual) / 14
    needed = math.ceil(math.log(TAIL) / math.log(1 / (mean + 1)))
    assert needed == 3
    assert "zeros" not in chart.points[-3].rules
    assert "zeros" in chart.points[-2].rules
    assert chart.points[-2].side == -1


def test_every_rule_is_told_at_the_point_that_completes_it() -> None:
    def told(scores: list[float]) -> list[list[str]]:
        return [
            list(one) for one in signals(scores, ["beyond", "two_of_three", "four_of_five", "run"])
        ]

    assert told([0.5, 3.01]) == [[], ["beyond"]]
    assert told([0.5, 3.0]) == [[], []], "on the limit is within it"
    assert told([2.1, 0.0, 2.1])[2] == ["two_of_three"]
    assert told([2.1, 0.0, -2.1])[2] == [], "the same side"
    assert told([1.1, 1.1, -0.2, 1.1, 1.1])[4] == ["four_of_five"]
    assert told([-0.1] * 7)[6] == []
    assert told([-0.1] * 8)[7] == ["run"]
    assert told([-0.1] * 7 + [0.0] + [-0.1])[8] == [], "the centre ends a run"


def test_a_constant_has_no_signal() -> None:
    x, mr = individuals([5.0] * 20)
    assert not x.signals
    assert not mr.signals


def test_the_chart_fits_the_data() -> None:
    assert fitting(counts(CANS)) == "day"
    assert fitting(counts([1] * 12 + [0, 1] * 72, 30)) == "week"
    assert fitting(counts([0, 0, 0, 0, 0, 0, 0, 0, 0, 1] * 12, 30)) == "g"
    assert fitting(counts([0, 0, 0, 0, 0, 0, 0, 0, 0, 1] * 12, 30), is_ordered=False) == "few"
    assert fitting(counts([0] * 40)) == "none"
    assert fitting(counts([0, 1, 0] * 4)) == "few"
    assert fitting(counts([20, 30])) == "few", "two months have no limits"
    assert fitting([]) == "few"


def test_days_are_gathered_by_week_and_month() -> None:
    days = [
        Count(date(2026, 3, 1), 1, 1),
        Count(date(2026, 3, 2), 2, 0),
        Count(date(2026, 4, 1), 4, 1),
    ]
    assert [(one.on, one.n, one.events) for one in gathered(days, "week")] == [
        (date(2026, 2, 23), 1, 1), (date(2026, 3, 2), 2, 0), (date(2026, 3, 30), 4, 1),
    ]  # fmt: skip
    assert [(one.on, one.n) for one in gathered(days, "month")] == [
        (date(2026, 3, 1), 3),
        (date(2026, 4, 1), 4),
    ]


def test_what_has_no_good_side_is_above_or_below_and_never_worse() -> None:
    usual = [(f"2026-03-{day:02}", 0.34 + 0.002 * (day % 3), 96) for day in range(1, 27)]
    high, low = ("2026-03-27", 0.45, 96), ("2026-03-28", 0.25, 96)
    [made] = of_values([*usual, high, low, *usual[:4]], "MPa", None)
    assert made.table
    rows = {row["label"]: row for row in made.table.rows}
    assert rows["2026-03-27"]["state"] == "above"
    assert rows["2026-03-28"]["state"] == "below"
    assert {row["state"] for row in rows.values()} <= {"usual", "above", "below"}
    assert not any(made.table.marks(row) for row in rows.values() if made.table.marks)


def test_a_point_that_only_jumps_carries_the_mark_of_the_moving_range() -> None:
    values = [
        ("2026-03-01", one, 1) for one in [10.0, 10.4, 9.8, 10.2] * 6 + [9.0, 11.05] + [10.1] * 3
    ]
    [made] = of_values(values, "x", None)
    assert made.table
    jumped = [row for row in made.table.rows if row["marks"] == NUMBERS["range"]]
    assert jumped
    assert all(str(NAMES["range"]) == row["why"] for row in jumped)
    assert all(row["state"] != "usual" for row in jumped)
    drawn = made.chart["datasets"]["points"] if made.chart else []
    told = {row["marks"] for row in made.table.rows}
    assert {row["number"] for row in drawn} <= told | {""}, "a chart says what its table says"
    assert all(number in str(NAMES[rule]) for rule, number in NUMBERS.items())


def days(n: int, of: int, breach: Callable[[int], int]) -> list[Count]:
    return [Count(FIRST + timedelta(days=at), of, breach(at)) for at in range(n)]


@pytest.mark.parametrize(
    ("counted", "ordered", "told", "untold"),
    [
        (
            [Count(date(2026, month, 1), 2000, 20) for month in (3, 4, 5)],
            60,
            ["3 个月", "至少要有 12 个月"],
            ["按日", "按周", "两次违规"],
        ),
        (days(9, 50, lambda at: at + 9), 117, ["只落在 9 天", "至少要有 12 天"], ["按周", "两次违规"]),
        (
            days(61, 30, lambda at: int(at < 53)),
            None,
            ["平均每天 0.8 件违规，至少要 3 件", "周数不足，现有 9 周，至少 12 周"],
            ["按月画", "两次违规"],
        ),
        (
            days(100, 4, lambda at: int(at % 20 == 0)),
            5,
            ["平均每天 0.0 件", "平均每周 0.3 件", "月数不足，现有 4 个月", "违规不足，现有 5 件，至少 9 件"],
            [],
        ),
        (
            [Count(date(2024 + at // 12, at % 12 + 1, 1), 50, int(at % 5 == 0)) for at in range(24)],
            5,
            ["平均每月 0.2 件违规", "现有 5 件"],
            ["按日", "按周", "平均每天"],
        ),
        (days(61, 30, lambda at: 30 - int(at < 9)), None, ["平均每天 0.1 件合格记录"], ["件违规，至少"]),
    ],
)  # fmt: skip
def test_each_condition_that_is_missing_is_named_and_no_other(
    counted: list[Count], ordered: int | None, told: list[str], untold: list[str]
) -> None:
    assert fitting(counted, is_ordered=ordered is not None) == "few"
    said = lacking(counted, ordered)
    assert all(one in said for one in told), said
    assert not any(one in said for one in untold), said


def test_nothing_judged_is_said_so() -> None:
    assert "没有已判定的记录" in lacking([], 0)


def test_rule_five_says_how_many_it_takes() -> None:
    chart = gaps([9, 30, 14, 22, 41, 5, 17, 26, 11, 33, 0, 0, 0, 0])
    assert chart.zeros == 3
    assert f"{chart.zeros + 1} 次" in name("zeros", chart)
    found = [
        len(gaps([20] * 12 + [0] * n).points[-1].rules) for n in (chart.zeros - 1, chart.zeros)
    ]
    assert found[0] < found[1], "so many gaps of nothing complete it, and one less does not"


def test_a_month_that_is_not_over_is_hollow_and_joined_by_dashes() -> None:
    rows = [
        {
            "period_from": date(2026, month, 1), "rate": 0.9, "rate_low": None, "rate_high": None, "numerator": 9,
            "denominator": 10, "verdict": "breach", "target_rate": None,
        }
        for month in (4, 5, 6)
    ]  # fmt: skip
    open_end = rate(rows, "zh", lambda month: month < date(2026, 6, 1))
    assert open_end
    assert [one["is_final"] for one in open_end["datasets"]["months"]] == [True, True, False]
    assert [one["is_last"] for one in open_end["datasets"]["months"]] == [False, True, True]
    assert "transparent" in str(open_end["layer"])
    assert "strokeDash" in str(open_end["layer"])
    over = rate(rows, "zh", lambda _month: True)
    assert over
    assert "transparent" not in str(over["layer"])


def test_a_month_without_a_grade_has_no_mark() -> None:
    row = {
        "period_from": date(2026, 6, 1),
        "points": 100,
        "coverage_rate": 0.01,
        "is_provisional": True,
    }
    assert points([{**row, "grade": None}], "zh") is None
    assert points([{**row, "grade": "A"}], "zh")
