"""Django settings: one file, everything from the environment; each setting is a line in docs/settings.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from apps.core import logs
from clist.embedded import paths
from clist.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
Environment.read_env(BASE_DIR / ".env")
running = paths.read_state()

# What kind of installation this is
PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("CLIST_DEMO", default=bool(running and running.demo))
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("PRODUCTION=1 never runs on the demo world: unset CLIST_DEMO.")
VERSION = "0.1.0"


def secret_key() -> str:
    """Return SECRET_KEY, or outside production the one that `make run` keeps in var/secret_key."""
    if given := env.str("SECRET_KEY", default=""):
        return str(given)
    if PRODUCTION:
        raise ImproperlyConfigured("PRODUCTION=1 needs SECRET_KEY: a long random text that stays the same.")
    kept = paths.VAR / "secret_key"
    return kept.read_text().strip() if kept.exists() else "only-for-development-and-tests"


SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The name in calendar UIDs, feeds and absolute links made outside a request. It must never change once published.
SITE_HOST = env.str("SITE_HOST", default="localhost:8000")
SITE_URL = env.str("SITE_URL", default=f"{'https' if PRODUCTION else 'http'}://{SITE_HOST}").rstrip("/")

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_rq",
    "channels",
    "csp",
    "apps.core",
    "apps.live",
    "apps.resources",
    "apps.accounts",
    "apps.contests",
    "apps.standings",
    "apps.ingest",
    "apps.suggestions",
    "apps.api",
    "apps.ops",
]

MIDDLEWARE = [
    "apps.ops.requests.Requests",
    "apps.ops.doors.MachineDoors",
    "apps.core.front.FrontCache",
    "apps.core.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.api.lane.ApiLane",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "apps.live.outage.Outage",
    "apps.core.patience.Patience",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "clist.urls"
WSGI_APPLICATION = "clist.wsgi.application"
ASGI_APPLICATION = "clist.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.core.context.site",
            ],
        },
    },
    {
        "NAME": "jinja2",  # for rows by the hundred: see ADR 10
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "apps.core.jinja.environment"},
    },
]

# Servers
DATABASE_NAME = "clist_demo" if DEMO else "clist"
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", default=paths.database_url(DATABASE_NAME)),
}
if DATABASES["default"].get("ENGINE") == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "apps.core.postgres"  # the same, reading times in C
DATABASES["default"].update(CONN_MAX_AGE=60)
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)  # a lost host must not hold a worker
if env.bool("DATABASE_POOL", default=False):  # for Daphne: persistent connections run out under ASGI
    DATABASES["default"].update(CONN_MAX_AGE=0, CONN_HEALTH_CHECKS=True)
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 5}
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("DATABASE_POOLER", default=False)
REDIS_URL = env.str("REDIS_URL", default=paths.redis_url(demo=DEMO))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": DATABASE_NAME,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
    },
}


def number_of(url: str) -> str:
    """Return the number of the database in an address of a Valkey: its publications know no databases of their own."""
    parts = urlsplit(url)
    return parse_qs(parts.query).get("db", [parts.path.strip("/") if parts.scheme != "unix" else ""])[0] or "0"


CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": f"{DATABASE_NAME}:{number_of(REDIS_URL)}:live"},
    },
}

# Jobs. `clock` goes before all; `slow` holds what hung or dragged last time; the rest take turns (core/workers.py).
QUEUES = ("clock", "live", "lists", "standings", "profiles", "default", "slow")
RQ_QUEUES = {name: {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 600} for name in QUEUES}
RQ = {"JOB_CLASS": "apps.core.logs.TracedJob"}

# Fetching
GATEWAY = env.str("CLIST_GATEWAY", default=running.gateway if running else "")
GATEWAY_HASTE = env.int("CLIST_GATEWAY_HASTE", default=20 if DEMO else 1)
FETCH_BUDGET = env.int("FETCH_BUDGET", default=90)
FETCH_LONGEST_INTERVAL = env.int("FETCH_LONGEST_INTERVAL", default=45 if DEMO else 24 * 3600)
FETCH_LIVE_INTERVAL = env.int("FETCH_LIVE_INTERVAL", default=10 if DEMO else 24 * 3600)
FETCH_PEOPLE_WITHIN = env.int("FETCH_PEOPLE_WITHIN", default=60 if DEMO else 24 * 3600)
FETCH_MAX_BYTES = env.int("FETCH_MAX_BYTES", default=32 * 1024 * 1024)
FETCH_STANDINGS_BUDGET = env.int("FETCH_STANDINGS_BUDGET", default=300)
FETCH_STANDINGS_MAX_BYTES = env.int("FETCH_STANDINGS_MAX_BYTES", default=64 * 1024 * 1024)
FETCH_PAST_STANDINGS = env.int("FETCH_PAST_STANDINGS", default=3)
FETCH_COOKIES = env.secrets("FETCH_COOKIES")
FETCH_USER_AGENT = env.str(
    "FETCH_USER_AGENT",
    default="Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
)
FETCH_PRIVATE_HOSTS = env.list("FETCH_PRIVATE_HOSTS", default=[])
ARCHIVE_DAYS = env.int("ARCHIVE_DAYS", default=30)
RUN_LOG_DAYS = env.int("RUN_LOG_DAYS", default=90)

# Problems
TAGS_EVERY = env.int("TAGS_EVERY", default=600)  # seconds between two counts of the problems of each tag

# People
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=10)

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]  # one more joins when its catalogue is complete
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "clist.formats"
TIME_ZONE = "UTC"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(paths.VAR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"clist.staticfiles.{'CompressedSheet' if PRODUCTION else 'OneSheet'}"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [NONE],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked from inside, without TLS
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=15768000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
    # Whether other names below this one speak HTTPS, and TLS ends at a proxy, is the operator's to know.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

# Logs
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOG_FORMAT = env.str("LOG_FORMAT", default="json" if PRODUCTION else "line")
if LOG_FORMAT not in ("json", "line"):
    raise ImproperlyConfigured(f"LOG_FORMAT={LOG_FORMAT}: choose json or line.")
LOGGING = logs.configuration(LOG_FORMAT, LOG_LEVEL)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
SENTRY_DSN = env.str("SENTRY_DSN", default="")
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", default="production" if PRODUCTION else "development")
if SENTRY_DSN:
    from clist import reporting  # not before it is needed: it takes a tenth of a second

    reporting.set_up(SENTRY_DSN, release=f"clist@{VERSION}", environment=SENTRY_ENVIRONMENT)
