"""Settings of the pages. Each comes from the environment, is read once, and has a safe default.

GOLDTHREAD_STORE   the store whose figures are shown (required to show any)
GOLDTHREAD_TERMS   terms and targets (TOML); else the packaged ones
GOLDTHREAD_LOCAL   local indicator files, separated as paths are on this system
GOLDTHREAD_HOSTS   host names that may be asked for, separated by commas; else this machine only
GOLDTHREAD_HTTPS   1 where a server in front speaks HTTPS: cookies and redirects then demand it
GOLDTHREAD_DATABASE    the case record: a SQLite file, else goldthread.sqlite3 here, or postgresql://...
GOLDTHREAD_LEDGER_KEY  file of the key that signs the ledger's heads, made where there is none; else unsigned
GOLDTHREAD_SECRET_KEY  the key of links and one-time codes; `goldthread serve` and `set-up` demand it
GOLDTHREAD_EMAIL       where letters leave: smtp://USER:PASSWORD@HOST:PORT, smtps://...; else to the console
GOLDTHREAD_SENDER      the address that letters come from
GOLDTHREAD_DEMO        1 in a demo only: sign-in as any role of a synthetic organisation with one click
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from goldthread.config.database import database
from goldthread.config.letters import post_box

HERE = Path(__file__).resolve().parent.parent
HTTPS = os.environ.get("GOLDTHREAD_HTTPS") == "1"

DEBUG = False
SECRET_KEY_GIVEN = bool(os.environ.get("GOLDTHREAD_SECRET_KEY"))
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

GOLDTHREAD_DEMO = os.environ.get("GOLDTHREAD_DEMO") == "1"

ROOT_URLCONF = "goldthread.config.urls"
WSGI_APPLICATION = "goldthread.config.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "goldthread.ledger.apps.LedgerConfig",
    "goldthread.jobs.apps.JobsConfig",
    "goldthread.access.apps.AccessConfig",
    "goldthread.contracts.apps.ContractsConfig",
    "goldthread.people.apps.PeopleConfig",
    "goldthread.contacts.apps.ContactsConfig",
    "goldthread.housing.apps.HousingConfig",
    "goldthread.employment.apps.EmploymentConfig",
    "goldthread.inclusion.apps.InclusionConfig",
    "goldthread.safety.apps.SafetyConfig",
    "goldthread.wellbeing.apps.WellbeingConfig",
    "goldthread.day.apps.DayConfig",
]
# Rooms whose `clocks.py` and `timeline.py` the day reads; a new field adds its name here, and no more.
GOLDTHREAD_DAY_ROOMS = [
    "goldthread.day",
    "goldthread.people",
    "goldthread.contacts",
    "goldthread.housing",
    "goldthread.employment",
    "goldthread.inclusion",
    "goldthread.safety",
    "goldthread.wellbeing",
]
AUTH_USER_MODEL = "access.Worker"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE = [
    "goldthread.web.access.guard.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "goldthread.web.access.guard.WallMiddleware",  # before all that asks the database
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "goldthread.web.access.guard.GuardMiddleware",
    "goldthread.web.refusing.RefusedMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # last: it answers what it raises itself
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
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "goldthread.web.access.head.head",
            ],
        },
    }
]
# Limits of guessing must hold across processes, so they are counted in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "goldthread_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Sign-in: e-mail and password, then a code or a passkey. Nobody signs up: an administrator invites.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "goldthread.web.access.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True  # no choice of a shorter one: the session ends by the rules below
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/300s/key", "login": "60/m/ip"}
ACCOUNT_FORMS = {
    "login": "goldthread.web.access.forms.SignInForm",
    "reset_password": "goldthread.web.access.forms.ForgottenForm",
    "reset_password_from_key": "goldthread.web.access.forms.NewPasswordForm",
    "change_password": "goldthread.web.access.forms.ChangePasswordForm",
    "reauthenticate": "goldthread.web.access.forms.ConfirmForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
MFA_ADAPTER = "goldthread.web.access.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey alone is two factors: the key, and who holds it
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # localhost
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator gave the address and sent a link to it
MFA_TOTP_ISSUER = "Goldthread"
MFA_FORMS = {
    "authenticate": "goldthread.web.access.forms.CodeForm",
    "reauthenticate": "goldthread.web.access.forms.ConfirmCodeForm",
    "activate_totp": "goldthread.web.access.forms.ActivateForm",
    "add_webauthn": "goldthread.web.access.forms.PasskeyForm",
}

# Idle 30 minutes (the guard writes a session at most once a minute, so never more), 12 hours in all.
SESSION_COOKIE_AGE = 30 * 60
SESSION_MOST_HOURS = 12
SESSION_ENGINE = "goldthread.web.access.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "goldthread.web.refusing.not_ours"

EMAIL = post_box(os.environ.get("GOLDTHREAD_EMAIL", ""))
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = EMAIL.backend, EMAIL.host, EMAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL.user, EMAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL.starts_tls, EMAIL.speaks_tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("GOLDTHREAD_SENDER") or "goldthread@localhost"
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
        "worker-src": [SELF],
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
