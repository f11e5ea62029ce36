"""Composition of the Django project. Nothing imports this module; everything is set by environment.

BIHUAN_HOME   where the installation keeps its state (default ./var)
DATABASE_URL  postgresql://user:password@host:port/name instead of the embedded SQLite
BIHUAN_HOSTS  extra host names under which the web is served, separated by commas
BIHUAN_HTTPS  1 when a proxy in front speaks HTTPS: cookies become secure
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from bihuan.lib.secret_files import read_or_make_secret

HOME = Path(os.environ.get("BIHUAN_HOME", "var")).resolve()
# Who verifies a file by its proof needs no installation: none is begun for that.
MAKES_NOTHING = "BIHUAN_MAKES_NOTHING" in os.environ
SECRET_KEY = (
    secrets.token_urlsafe() if MAKES_NOTHING else read_or_make_secret(HOME / "keys" / "web.key")
)
DEBUG = False
HTTPS = os.environ.get("BIHUAN_HTTPS") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
ALLOWED_HOSTS += [host for host in os.environ.get("BIHUAN_HOSTS", "").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "bihuan.kernel",
    "bihuan.web.shared",
]
MIDDLEWARE = [
    "bihuan.web.shared.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "bihuan.web.shared.viewers.Viewers",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bihuan.web.shared.problem_pages.ProblemPages",
]
ROOT_URLCONF = "bihuan.urls"
WSGI_APPLICATION = "bihuan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "bihuan.web.shared.frame.frame",
            ],
            "builtins": ["bihuan.web.shared.templatetags.bihuan"],
        },
    }
]


def database(url: str) -> dict[str, object]:
    """Django's setting for a database address; the embedded SQLite when there is none."""
    if not url:
        if not MAKES_NOTHING:
            HOME.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "bihuan.sqlite3",
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-65536; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;"
                ),
            },
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": os.environ.get("BIHUAN_TEST_SQLITE", HOME / "test.sqlite3")},
        }
    parts = urlsplit(url)
    try:
        port = parts.port or ""
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {error}") from error
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL: postgresql://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
        "PORT": port,
        # Pages read fifty rows by an index: priced as on a solid-state disk, and not worth a JIT.
        # What is asked again and again is planned once a connection.
        "OPTIONS": {
            "options": "-c random_page_cost=1.1 -c jit=off",
            "server_side_binding": True,
            "prepare_threshold": 5,
        },
        "CONN_MAX_AGE": None,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "kernel.Account"
LOGIN_URL = "accounts:login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_ENGINE = "bihuan.kernel.org.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bihuan.web.shared.problem_pages.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "web" / "locale"]
LANGUAGE_COOKIE_NAME = "bihuan_language"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent / "web" / "static"]
STATIC_ROOT = HOME / "static"  # stays empty: files are served from where they lie
if not MAKES_NOTHING:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
