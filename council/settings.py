"""All settings, from the environment only.

`OUTTURN_ENV` says what kind of place this is: `production` (the default: the safest), `demo` or `test`. Demonstration
data loads only in the last two. `bin/demo` and `bin/test` set every variable named here; docs/how-to/run-in-production.md
lists them for anybody else.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

ENVIRONMENT = env.str("OUTTURN_ENV", default="production")
if ENVIRONMENT not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(
        f"OUTTURN_ENV is {ENVIRONMENT!r}. Set it to production, demo or test (bin/demo and bin/test do)."
    )
PRODUCTION = ENVIRONMENT == "production"


def required(name: str) -> str:
    """The environment variable `name`, or a sentence that says how to provide it."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"The environment variable {name} is not set. Run through bin/demo, bin/test or bin/manage, "
            "or set it as docs/how-to/run-in-production.md describes."
        )
    return value


SECRET_KEY = required("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "council.urls"
WSGI_APPLICATION = "council.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_tables2",
    "council",
    "kpis",
    "risks",
    "complaints",
    "committee",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "council.middleware.AuditMiddleware",
    "council.middleware.PrivateByDefaultMiddleware",
    "council.access.DefaultDenyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

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
                "council.context.site",
            ],
            "builtins": ["council.templatetags.outturn"],
        },
    }
]
FORM_RENDERER = "council.forms.OutturnRenderer"
DJANGO_TABLES2_TEMPLATE = "django_tables2/outturn.html"

# --- Data -----------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url_config(required("DATABASE_URL"))}
DATABASES["default"] |= {
    # A fresh SCRAM connection costs 8 ms, ten times a small page's queries: keep connections for a minute.
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
    # A page that waits longer than this is broken; workers set their own, longer limit for recomputes.
    # Compiling a query (jit) costs more than any of ours takes; the planner thinks otherwise.
    "OPTIONS": {
        "options": "-c jit=off -c lock_timeout=5000 -c statement_timeout=60000",
        "connect_timeout": 5,
    },
}

# The same database once more: a job's progress must be seen while its own transaction is still open.
DATABASES["progress"] = {**DATABASES["default"], "CONN_MAX_AGE": 0, "TEST": {"MIRROR": "default"}}

REDIS_URL = required("REDIS_URL")
# Redis may be down or frozen without freezing a page: every call to it is bounded (ADR 0002).
REDIS_TIMEOUTS = {"socket_timeout": 2, "socket_connect_timeout": 2}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": REDIS_TIMEOUTS,
    }
}

# --- Open data: how often one address may ask, and how many proxies stand before us, so that it is the right address ----

API_RATE = env.str("API_RATE", default="120/min")
NINJA_NUM_PROXIES = env.int("PROXIES", default=1 if PRODUCTION else 0)

# --- People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "council.User"
AUTHENTICATION_BACKENDS = ["council.sign_in.PersonBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Mail: reminders, one digest a person a day --------------------------------------------------------------------

#: Where the links in mails and calendars lead.
SITE_URL = env.str(
    "SITE_URL",
    default=f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION and ALLOWED_HOSTS else "http://127.0.0.1:8000",
).rstrip("/")
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="") or f"outturn@{urlsplit(SITE_URL).hostname}"
EMAIL_FILE_PATH = env.str("EMAIL_DIRECTORY", default="") or None
# A mail server where there is one, else a folder (bin/demo names one), else the console, which production has not.
EMAIL_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(
    "smtp" if EMAIL_HOST else "filebased" if EMAIL_FILE_PATH else "console"
)
SENDS_MAIL = bool(EMAIL_HOST or EMAIL_FILE_PATH or not PRODUCTION)

# --- Language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"  # quarters and working days end at London's midnight; rows are stored in UTC
USE_I18N = False
USE_TZ = True

# --- Static files: what bin/demo and the image build put in build/static, beside our own ----------------------------

STATIC_URL = "static/"
# Only the image build collects files; everywhere else they are served from where they lie.
STATIC_ROOT = BASE_DIR / "build" / "collected" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static", *([d] if (d := BASE_DIR / "build" / "static").is_dir() else [])]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "council.staticfiles.OutturnStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FONTS_DIR = BASE_DIR / "build" / "fonts"  # for PDFs; filled at set-up

# --- Browser security -----------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # the container's own health check speaks plain HTTP
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Logs -----------------------------------------------------------------------------------------------------------

#: A report of an error never tells what was typed.
DEFAULT_EXCEPTION_REPORTER_FILTER = "council.error_reports.PostedHidden"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
