"""Settings of the dashboard, all of them from the environment.

Belongs here: what Django and its helpers are told. Does not belong here: anything that touches a file
(`dashboard/install.py` makes the secret, the accounts and the static files before this is first used).

Environment: PLUMBLINE_HOME (the audited home; default build/home), PLUMBLINE_HOSTS (host names the server
answers to, separated by commas), PLUMBLINE_HTTPS (1 when it is reached over HTTPS only),
PLUMBLINE_INBOX (the folder the next audit collects from; without it nothing can be filed), PLUMBLINE_AT (the
instant that filings carry, for demonstrations; default: now), PLUMBLINE_PORTALS (addresses of intranet portals that
may frame the pages), PLUMBLINE_GATEWAY_HEADER (the header in which a gateway in front names the user it has
authenticated), PLUMBLINE_GATEWAYS (how many gateways stand in front, each of which adds to X-Forwarded-For; default 0:
nobody is believed), PLUMBLINE_OIDC_*, PLUMBLINE_LDAP_* and PLUMBLINE_ROLE_GROUPS (login by directories:
`dashboard/accounts/environment.py`, explained in docs/login.md).
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.environment import read
from dashboard.accounts.variables import count_of

HOME = Path(os.environ.get("PLUMBLINE_HOME", "build/home")).resolve()
OWN = HOME / "dashboard"
"""What the dashboard keeps: accounts, secret, collected static files, compiled messages."""
HERE = Path(__file__).parent

PUBLISHED = HOME / "published" / "plumbline.duckdb"
DATA_DOCS = HOME / "published" / "data_docs"
ARCHIVE = HOME / "audits"
"""Published files of earlier audits."""
REPORTS = HOME / "reports"
"""Monthly reports, by month and audit."""
INBOX = Path(os.environ["PLUMBLINE_INBOX"]).resolve() if os.environ.get("PLUMBLINE_INBOX") else None
FILING_AT = os.environ.get("PLUMBLINE_AT", "")
ENGINE = (sys.executable, "-c", "from pipelines.cli import main; main()")
"""The command `plumbline`, as a process of its own: the dashboard knows nothing of the engine."""
ENGINE_TIMEOUT_S = 60.0
FACTS_THREADS = 1
"""Of one question: pages come side by side, and what threads say to each other costs more than they save."""
FACTS_MEMORY = "200MB"
FACTS_TIMEOUT_S = 10.0
COPY_TIMEOUT_S = 120.0
"""How long DuckDB may write a file of millions of rows."""
LEAGUE_NAMES_FOR_HEADS = os.environ.get("PLUMBLINE_LEAGUE_NAMES", "") == "1"
"""Whether a department head sees the names of the others in the league table."""

_secret = OWN / "secret"
SECRET_KEY = _secret.read_text("ascii").strip() if _secret.exists() else secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = [
    one for one in os.environ.get("PLUMBLINE_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if one
]
_https = os.environ.get("PLUMBLINE_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "plumbline_session"
CSRF_COOKIE_NAME = "plumbline_csrf"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "plumbline_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if _https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "axes",
    "dashboard",
    "dashboard.accounts",
]

LOGIN = read(os.environ)
"""The directories that people may come in by; raises an error that names the variable."""
GATEWAY_HEADER = os.environ.get("PLUMBLINE_GATEWAY_HEADER", "")
GATEWAYS = count_of(os.environ, "PLUMBLINE_GATEWAYS")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *(["dashboard.accounts.gateway.GatewayMiddleware"] if GATEWAY_HEADER else []),
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dashboard.accounts.access.AccessMiddleware",
    "dashboard.accounts.faults.LoginFaultMiddleware",
    "dashboard.facts.middleware.FactsMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    *(["django.contrib.auth.backends.RemoteUserBackend"] if GATEWAY_HEADER else []),
    "django.contrib.auth.backends.ModelBackend",
    *(["dashboard.accounts.oidc.OidcBackend"] if LOGIN.oidc else []),
    *(["dashboard.accounts.ldap.LdapBackend"] if LOGIN.ldap else []),
]
"""Local accounts before LDAP: their passwords go nowhere, and they open when the directory is down."""

ROOT_URLCONF = "dashboard.urls"
WSGI_APPLICATION = "dashboard.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboard.pages.frame.frame",
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": OWN / "accounts.sqlite3",
        "OPTIONS": {
            "timeout": 10,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "tonight"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "dashboard.accounts.address.address_of"
AXES_USERNAME_CALLABLE = "dashboard.accounts.views.counted_name"
AXES_LOCKOUT_CALLABLE = "dashboard.accounts.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the access log is our own
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # the page of locked logins is our own

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [OWN / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["dashboard.formats"]
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = OWN / "static"
STATICFILES_DIRS = [OWN / "made"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "dashboard.static_files.Storage"},
}
WHITENOISE_MAX_AGE = 3600

_provider = urlsplit(LOGIN.oidc.logout) if LOGIN.oidc and LOGIN.oidc.logout else None
_portals = [one for one in os.environ.get("PLUMBLINE_PORTALS", "").split(",") if one]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # A browser holds a form to this even where its answer sends it on: leaving ends at the provider.
        "form-action": [SELF, *([f"{_provider.scheme}://{_provider.netloc}"] if _provider else [])],
        "frame-ancestors": [SELF, *_portals],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
