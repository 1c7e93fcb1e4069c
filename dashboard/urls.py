"""Every address of the dashboard. Belongs here: routes. Does not belong here: what they answer."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from dashboard.accounts import views
from dashboard.pages import (
    appealing,
    appeals,
    audits,
    calendar,
    clauses,
    compare,
    departments,
    districts,
    docs,
    entries,
    explained,
    indicators,
    items,
    money,
    observations,
    original,
    quality,
    reports,
    rulebook,
    scheme,
    service,
    tickets,
    tonight,
    whatif,
)

urlpatterns = [
    path("", tonight.tonight, name="tonight"),
    path("departments/", departments.departments, name="departments"),
    path("departments/<str:department>/", departments.department, name="department"),
    path("clauses/", clauses.clauses, name="clauses"),
    path("clauses/<str:clause>/", clauses.clause, name="clause"),
    path("observations/", observations.observations, name="observations"),
    path("observation/<path:observation>/", observations.observation, name="observation"),
    path("explained/<path:observation>/", explained.explained, name="explained"),
    path("original/<path:observation>/", original.original, name="original"),
    path("items/", items.items, name="items"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("ticket/<path:ticket>/", tickets.ticket, name="ticket"),
    path("money/", money.money, name="money"),
    path("entry/<path:entry>/", entries.entry, name="entry"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/file/", appealing.file_appeal, name="file_appeal"),
    path("appeals/<str:appeal>/", appeals.appeal, name="appeal"),
    path("indicators/water/", indicators.water, name="water"),
    path("indicators/pressure/", indicators.pressure, name="pressure"),
    path("indicators/meter/", service.meter, name="meter"),
    path("indicators/hotline/", service.hotline, name="hotline"),
    path("indicators/callbacks/", service.callbacks, name="callbacks"),
    path("indicators/closures/", service.closures, name="closures"),
    path("districts/", districts.districts, name="districts"),
    path("rulebook/", rulebook.rulebook, name="rulebook"),
    path("rulebook/compare/", compare.compare, name="compare"),
    path("rulebook/scheme/", scheme.scheme, name="scheme"),
    path("rulebook/consequences/", rulebook.consequences, name="consequences"),
    path("rulebook/whatif/", whatif.whatif, name="whatif"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("quality/", quality.quality, name="quality"),
    path("quality/docs/<path:page>", docs.data_docs, name="data_docs"),
    path("reports/", reports.reports, name="reports"),
    path("reports/file/<path:file>", reports.report_file, name="report_file"),
    path("audits/", audits.audits, name="audits"),
    path("audits/compare/", audits.audit_difference, name="audit_difference"),
    path("login/", views.Login.as_view(), name="login"),
    path("login/oidc/", views.oidc_start, name="oidc_start"),
    path("login/oidc/callback/", views.oidc_callback, name="oidc_callback"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("password/", auth.PasswordChangeView.as_view(success_url="/"), name="password"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("administration/", admin.site.urls),
]
