"""Django's settings, read from the environment; what is not said is safe.

| variable | meaning | default |
| --- | --- | --- |
| `PAROLA_DATA` | the folder of the desk's own data | `./parola-data` |
| `PAROLA_DATABASE_URL` | `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST:PORT/NAME` (`?host=FOLDER`) | SQLite in the data folder |
| `PAROLA_FILES` | where attachments lie | `files` in the data folder |
| `PAROLA_FILES_MB`, `PAROLA_FILES_MOST` | megabytes and files that come with one message sent by a form | `25`, `10` |
| `PAROLA_SECRET_KEY` | signs cookies and tokens, at least 32 characters | made once, kept in the data folder (0600) |
| `PAROLA_SECRET_KEY_FALLBACKS` | keys of before (or of soon), parted by blanks: what they signed or encrypted is still taken | none |
| `PAROLA_BASE_URL` | the address people type; links in mails use it | `http://127.0.0.1:8000` |
| `PAROLA_HOSTS` | further host names, parted by commas, that brands may choose for their portals | none |
| `PAROLA_TRUST_PROXY` | `1`: believe `X-Forwarded-Proto` and `-For`, set by a reverse proxy that overwrites them | off |
| `PAROLA_SMTP_HOST`, `_PORT`, `_USER`, `_PASSWORD`, `_TLS` | where mail leaves; `_TLS`: `starttls`, `tls` or empty | `127.0.0.1`, `25` |
| `PAROLA_MAIL_HOST`, `PAROLA_MAIL_PORT` | where the mail receiver listens | `127.0.0.1`, `8025` |
| `PAROLA_STREAM` | where pages find the event stream: `path` (`/live/` of their own origin) or `port` (below) of their host | nowhere |
| `PAROLA_STREAM_HOST`, `PAROLA_STREAM_PORT` | where `parola stream` listens | `127.0.0.1`, `8040` |
| `PAROLA_DNS` | the DNS server (`address` or `address:port`) asked whether a domain takes mail; `off`: none is asked | the system's |
| `PAROLA_MEANING` | `off`: articles are searched by words alone, though the extra `meaning` is installed | on |
| `PAROLA_AUTHSERV_ID` | your mail server's names in `Authentication-Results`, parted by commas | none: nobody counts as verified |
| `PAROLA_HEAD_TO` | addresses, parted by commas, to which the head of the chain is sent once a day | nobody |
| `PAROLA_OUTBOUND_ALLOW` | origins (`http://127.0.0.1:9000`), parted by commas, that the desk may call though they are private | none |
| `PAROLA_DEMO` | `1`: the sample desk, with its page of mails that left | off |
| `PAROLA_DEBUG` | `1`: Django's debug pages and whole tracebacks; never where others can reach it | off |
"""

from __future__ import annotations

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 32
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def secret_key(data: Path) -> str:
    """The key from the environment, or the one kept in the data folder, made at the first start."""
    given = os.environ.get("PAROLA_SECRET_KEY", "")
    if given:
        return long_enough(given, "PAROLA_SECRET_KEY")
    kept = data / "secret-key"
    if not kept.exists():
        make_secret(kept)
    return kept.read_text().strip()


def long_enough(key: str, name: str) -> str:
    """The key, if nobody guesses it."""
    if len(key) < SHORTEST_SECRET:
        raise ImproperlyConfigured(f"{name} must have at least {SHORTEST_SECRET} characters.")
    return key


def make_secret(kept: Path) -> None:
    """Write a new key, whole or not at all: of two processes that start together both end with the same one."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = kept.with_name(f".{kept.name}-{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        kept.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def database(url: str) -> dict[str, Any]:
    """Django's description of the database at `url`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(unquote(parts.path.removeprefix("/")))
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured("PAROLA_DATABASE_URL must begin with sqlite:/// or postgresql://.")


def sqlite(file: str) -> dict[str, Any]:
    """SQLite as it is safe for several processes: see docs/decisions/0041."""
    return {
        "ENGINE": "parola.desk.database.sqlite",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON",
        },
    }


def installed(*packages: str) -> list[str]:
    """Those of the desk's optional packages that are there."""
    return [package for package in packages if find_spec(package) is not None]


def _number(name: str, otherwise: int) -> int:
    """A whole number of the environment."""
    given = os.environ.get(name) or str(otherwise)
    if not given.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {given!r}.")
    return int(given)


DATA = Path(os.environ.get("PAROLA_DATA", "parola-data")).absolute()
FILES = Path(os.environ.get("PAROLA_FILES") or DATA / "files").absolute()
FILES_LARGEST = _number("PAROLA_FILES_MB", 25) * 1024 * 1024
FILES_MOST = _number("PAROLA_FILES_MOST", 10)
FILE_UPLOAD_HANDLERS = [
    "parola.web.uploads.bounded.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
SECRET_KEY = secret_key(DATA)
SECRET_KEY_FALLBACKS = [
    long_enough(key, "Each of PAROLA_SECRET_KEY_FALLBACKS")
    for key in os.environ.get("PAROLA_SECRET_KEY_FALLBACKS", "").split()
]
DEBUG = os.environ.get("PAROLA_DEBUG") == "1"
DEMO = os.environ.get("PAROLA_DEMO") == "1"

BASE_URL = os.environ.get("PAROLA_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HOST = urlsplit(BASE_URL).hostname or ""
HTTPS = BASE_URL.startswith("https://")
HOSTS = [host.strip().lower() for host in os.environ.get("PAROLA_HOSTS", "").split(",") if host.strip()]
"""Of brands; with a port, where there is one."""
if any(set(host) & set("/@*") for host in HOSTS):
    raise ImproperlyConfigured("PAROLA_HOSTS must be host names, parted by commas.")
ALLOWED_HOSTS = sorted(LOOPBACK | {"[::1]"}) if HOST in LOOPBACK else [HOST]
ALLOWED_HOSTS += [host.partition(":")[0] for host in HOSTS]
CSRF_TRUSTED_ORIGINS = [BASE_URL, *(f"{'https' if HTTPS else 'http'}://{host}" for host in HOSTS)]

STREAM = os.environ.get("PAROLA_STREAM", "")
STREAM_PORT = _number("PAROLA_STREAM_PORT", 8040)
if STREAM not in {"path", "port", ""}:
    raise ImproperlyConfigured("PAROLA_STREAM must be path, port or empty.")
PAGES = {
    *CSRF_TRUSTED_ORIGINS,
    *(BASE_URL.replace(HOST, each) for each in ("127.0.0.1", "localhost") if HOST in LOOPBACK),
}
"""The origins of the desk's own pages: who may ask for the event stream."""
STREAMS = (
    sorted({f"{urlsplit(page).scheme}://{urlsplit(page).hostname}:{STREAM_PORT}" for page in PAGES})
    if STREAM == "port"
    else []
)
"""Those of the stream, where they are not the pages' own."""

DATABASES = {"default": database(os.environ.get("PAROLA_DATABASE_URL") or f"sqlite:///{DATA / 'parola.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "parola.desk.accounts",
    "parola.desk.agreements",
    "parola.desk.files",
    "parola.desk.outbox",
    "parola.desk.teams",
    "parola.desk.knowledge",
    "parola.desk.tickets",
    "parola.desk.telephony",
    "parola.desk.search",
    "parola.desk.problems",
    "parola.desk.live",
    "parola.desk.reports",
    *installed("parola.desk.mail.models", "parola.desk.webform.models", "parola.web.apps"),
]
INSTALLED_APPS = [name.removesuffix(".models").removesuffix(".apps") for name in INSTALLED_APPS]
INSTALLED_APPS += [  # after ours, whose templates come before theirs
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "parola.web.assets.Compressed",
    "csp.middleware.CSPMiddleware",  # before whatever may refuse a request: the page that says so has its rules too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "parola.web.doors.Doors",
    "parola.web.webform.bare.Bare",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parola.web.middleware.Edge",
    "parola.web.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "parola.web.account.limits.Limits",
    "parola.web.account.gate.SecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "parola.web.urls"
WSGI_APPLICATION = "parola.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "parola.web.context.frame",
            ]
        },
    }
]
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "parola.web.assets.Stamped"},
}
WHITENOISE_USE_FINDERS = True  # the files are served from the package: nothing to collect, nothing to build
WHITENOISE_MAX_AGE = 0 if DEBUG else 24 * 3600

# People

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["parola.desk.accounts.backend.AddressBackend"]
PASSWORD_HASHERS = [f"parola.desk.accounts.passwords.{'Sample' if DEMO else 'Argon2'}"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# Signing in, as django-allauth wants it said (docs/decisions/0130)

ACCOUNT_ADAPTER = "parola.web.account.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "parola.web.account.forms.SignIn",
    "request_login_code": "parola.web.account.forms.RequestCode",
    "confirm_login_code": "parola.web.account.forms.ConfirmCode",
    "confirm_email_verification_code": "parola.web.account.forms.ConfirmAddress",
    "reset_password": "parola.web.account.forms.Recover",
    "reset_password_from_key": "parola.web.account.forms.NewPassword",
    "user_token": "parola.web.account.forms.Link",
    "change_password": "parola.web.account.forms.ChangePassword",
    "set_password": "parola.web.account.forms.SetPassword",
    "add_email": "parola.web.account.forms.AddAddress",
    "reauthenticate": "parola.web.account.forms.Confirm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_RATE_LIMITS = False  # ours are kept in the database, and say how long to wait
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # see `views.Unknown`
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
PASSWORD_RESET_TIMEOUT = 3600
MFA_ADAPTER = "parola.web.account.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "parola.web.account.forms.Factor",
    "reauthenticate": "parola.web.account.forms.ConfirmFactor",
    "activate_totp": "parola.web.account.forms.SetUpApp",
    "add_webauthn": "parola.web.account.forms.AddPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever has an account got it from somebody: nobody signs up in another's name
MFA_RATE_LIMITS = False
MFA_TOTP_TOLERANCE = 1
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PAROLA_TRUST_PROXY") == "1")
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

# Languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("it", "Italiano"), ("ar", "العربية")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# What a browser may do

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "parola.web.errors.forbidden"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # whether a domain joins the browsers' preload list is its owner's to say
if os.environ.get("PAROLA_TRUST_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = HTTPS

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF, *STREAMS],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Mail

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("PAROLA_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = _number("PAROLA_SMTP_PORT", 25)
EMAIL_HOST_USER = os.environ.get("PAROLA_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PAROLA_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("PAROLA_SMTP_TLS") == "starttls"
EMAIL_USE_SSL = os.environ.get("PAROLA_SMTP_TLS") == "tls"
if os.environ.get("PAROLA_SMTP_TLS", "") not in {"", "starttls", "tls"}:
    raise ImproperlyConfigured("PAROLA_SMTP_TLS must be starttls, tls or empty.")
if EMAIL_HOST_PASSWORD and not (EMAIL_USE_TLS or EMAIL_USE_SSL) and EMAIL_HOST not in LOOPBACK:
    raise ImproperlyConfigured("PAROLA_SMTP_PASSWORD would be sent for all to read: set PAROLA_SMTP_TLS.")
EMAIL_TIMEOUT = 30
MAIL_HOST = os.environ.get("PAROLA_MAIL_HOST", "127.0.0.1")
MAIL_PORT = _number("PAROLA_MAIL_PORT", 8025)

DNS = "off" if DEMO else os.environ.get("PAROLA_DNS", "")
MEANING = os.environ.get("PAROLA_MEANING", "") != "off"
AUTHSERV_IDS = [name.strip().lower() for name in os.environ.get("PAROLA_AUTHSERV_ID", "").split(",") if name.strip()]

HEAD_TO = [address.strip() for address in os.environ.get("PAROLA_HEAD_TO", "").split(",") if address.strip()]
if not all("@" in address.strip("@") for address in HEAD_TO):
    raise ImproperlyConfigured("PAROLA_HEAD_TO must be mail addresses, parted by commas.")

OUTBOUND_ALLOW = [one.strip() for one in os.environ.get("PAROLA_OUTBOUND_ALLOW", "").split(",") if one.strip()]
if not all(
    urlsplit(one).scheme in {"http", "https", "imap", "imaps"} and urlsplit(one).hostname for one in OUTBOUND_ALLOW
):
    raise ImproperlyConfigured(
        "PAROLA_OUTBOUND_ALLOW must be addresses like https://id.intranet.example, parted by commas."
    )

DEFAULT_EXCEPTION_REPORTER_FILTER = "parola.web.errors.Filter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"parola": {"handlers": ["stderr"], "level": "INFO"}},
}
