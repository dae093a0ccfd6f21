"""Settings of the pages. Each comes from the environment, is read once, and has a safe default.

GOLDTHREAD_STORE   the store whose figures are shown (required to show any)
GOLDTHREAD_TERMS   terms and targets (TOML); else the packaged ones
GOLDTHREAD_LOCAL   local indicator files, separated as paths are on this system
GOLDTHREAD_HOSTS   host names that may be asked for, separated by commas; else this machine only
GOLDTHREAD_HTTPS   1 where a server in front speaks HTTPS: cookies and redirects then demand it
GOLDTHREAD_DATABASE    the case record: a SQLite file, else goldthread.sqlite3 here, or postgresql://...
GOLDTHREAD_LEDGER_KEY  file of the key that signs the ledger's heads, made where there is none; else unsigned
GOLDTHREAD_SECRET_KEY  the key of signatures; else one made at each start: nothing is signed for longer yet
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from goldthread.config.database import database

HERE = Path(__file__).resolve().parent.parent
HTTPS = os.environ.get("GOLDTHREAD_HTTPS") == "1"

DEBUG = False
SECRET_KEY = os.environ.get("GOLDTHREAD_SECRET_KEY") or secrets.token_urlsafe(64)
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("GOLDTHREAD_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]

GOLDTHREAD_STORE = os.environ.get("GOLDTHREAD_STORE", "")
GOLDTHREAD_LEDGER_KEY = os.environ.get("GOLDTHREAD_LEDGER_KEY", "")
GOLDTHREAD_TERMS = os.environ.get("GOLDTHREAD_TERMS", "")
GOLDTHREAD_LOCAL = [path for path in os.environ.get("GOLDTHREAD_LOCAL", "").split(os.pathsep) if path]

ROOT_URLCONF = "goldthread.config.urls"
WSGI_APPLICATION = "goldthread.config.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "goldthread.ledger.apps.LedgerConfig",
    "goldthread.jobs.apps.JobsConfig",
    "goldthread.access.apps.AccessConfig",
    "goldthread.people.apps.PeopleConfig",
    "goldthread.contacts.apps.ContactsConfig",
    "goldthread.day.apps.DayConfig",
]
# Rooms whose `clocks.py` and `timeline.py` the day reads; a new field adds its name here, and no more.
GOLDTHREAD_DAY_ROOMS = ["goldthread.people", "goldthread.contacts", "goldthread.day"]
AUTH_USER_MODEL = "access.Worker"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "goldthread.web.refusing.RefusedMiddleware",
]
DATABASES: dict[str, dict[str, Any]] = {
    "default": database(os.environ.get("GOLDTHREAD_DATABASE") or "goldthread.sqlite3")
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "web" / "templates"],
        "OPTIONS": {
            "environment": "goldthread.web.look.environment.environment",
            "context_processors": ["django.contrib.messages.context_processors.messages"],
        },
    }
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_I18N = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    HERE / "web" / "static",
    ("charts", HERE / "pictures" / "static"),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# No inline style or script, no nonce, no other host: what is not listed may not load.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# With DEBUG off Django would log no traceback. A fault is told without the query, which could name a record.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"goldthread": {"level": "INFO"}},
}
