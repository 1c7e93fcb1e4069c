"""Working days follow the announced calendar, and say where the announcement ends."""

from __future__ import annotations

from datetime import date

import holidays

from rulebook.calendar import CalendarDay, calendar_days


def one(day: date, calendar: str = "cn") -> CalendarDay:
    return calendar_days(calendar, day, day, {})[0]


def test_two_sources_agree_on_every_day_but_one() -> None:
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    other = holidays.country_holidays("CN", years=range(2004, 2027))
    days = calendar_days("cn", first, last, {})
    assert len(days) == (last - first).days + 1
    differ = [one.day for one in days if one.is_working_day != other.is_working_day(one.day)]
    # A Saturday worked in exchange for a day of the New Year that followed; the announced calendar in use
    # misses it, long before any day that is audited.
    assert differ == [date(2005, 12, 31)]


def test_a_saturday_worked_instead_of_a_holiday_is_a_working_day() -> None:
    found = one(date(2026, 10, 10))
    assert found.day.strftime("%A") == "Saturday"
    assert (found.is_working_day, found.kind, found.is_announced) == (True, "makeup", True)
    assert (found.name_zh, found.name_en) == ("国庆节", "National Day")


def test_a_holiday_on_a_weekday_is_not_worked() -> None:
    found = one(date(2026, 10, 1))
    assert (found.is_working_day, found.kind) == (False, "holiday")


def test_beyond_the_announcement_weekdays_stand_in_and_say_so() -> None:
    year = calendar_days("cn", date(2027, 1, 1), date(2027, 12, 31), {})
    assert not any(found.is_announced for found in year)
    assert {found.kind for found in year} == {"workday", "weekend"}
    assert one(date(2027, 1, 1)).is_working_day  # a Friday, for want of a notice
    assert one(date(2026, 12, 31)).is_announced
    assert not one(date(2003, 12, 31)).is_announced


def test_an_override_replaces_the_day_it_names() -> None:
    typhoon = CalendarDay(
        date(2026, 9, 2), is_working_day=False, kind="override", name_zh="台风", name_en="typhoon"
    )
    days = calendar_days("cn", date(2026, 9, 1), date(2026, 9, 3), {typhoon.day: typhoon})
    assert days[1] == typhoon
    assert [found.is_working_day for found in days] == [True, False, True]


def test_foreign_calendars_know_their_holidays() -> None:
    us = one(
        date(2026, 7, 3), "us"
    )  # Independence Day falls on a Saturday and is observed on Friday
    assert (us.is_working_day, us.kind, us.is_announced) == (False, "holiday", True)
    es = one(date(2026, 10, 12), "es")
    assert (es.is_working_day, es.kind) == (False, "holiday")
    assert one(date(2026, 10, 13), "es").is_working_day
