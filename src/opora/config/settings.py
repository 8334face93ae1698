"""The one settings file. Everything an installation may change comes from the environment.

``DATABASE_URL`` (external PostgreSQL), ``OPORA_DATA`` (data folder), ``OPORA_ORIGINS`` (public addresses,
«https://учебный-центр.рф» as it is read),
``OPORA_BUS_URL`` (redis://, valkey:// or nats:// between processes; empty is PostgreSQL),
``OPORA_S3`` (files in a bucket: s3://key:secret@host/bucket),
``OPORA_CLAMD`` (antivirus: tcp://host:3310 or a socket),
for video rooms ``OPORA_STUN_URLS``,
``OPORA_TURN_URLS`` (stun:, turn:, turns: with spaces between), ``OPORA_TURN_SECRET`` (that of coturn),
``OPORA_JANUS`` (media servers: name=ws://admin_key:api_secret@host:8188?seats=100, with spaces between; with
``&recordings=/folder`` meetings may be recorded there), ``OPORA_LIVEKIT`` (wss://key:secret@host?seats=100),
``OPORA_BBB`` (BigBlueButton: https://secret@host/bigbluebutton/api?seats=200),
``OPORA_RECORDINGS_DAYS`` (days that a film is kept),
``OPORA_RECOGNISER`` (captions: a server of the protocol of vosk-server, ws://host:2700?speakers=12),
``OPORA_SMTP_URL`` (smtp://user:password@host:port, smtps:// or console), ``OPORA_MAIL_FROM``,
``OPORA_DEVELOPMENT``,
``OPORA_WEBHOOK_LOOPBACK`` (webhooks and other calls outside may reach this very machine),
``OPORA_INBOX_URL`` (imaps://user:password@host/INBOX: letters may be answered, see ``config/mail.py``),
``OPORA_PUSH`` (1: notifications of browsers; their push services are outside), ``OPORA_TELEGRAM`` and
``OPORA_MAX`` (the bot's token), ``OPORA_VK`` (community:token); ``console`` instead of a token prints what
would leave.
``OPORA_TELEGRAM_API``, ``OPORA_VK_API``, ``OPORA_MAX_API``: other addresses of their servers.
"""

import os
from email.utils import parseaddr
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from opora.integrations.bucket import Address
from opora.meetings.captions import reading as captions
from opora.meetings.engines import reading
from opora.meetings.janus import nodes

from . import database, mail, origins, secrets

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("OPORA_DATA", ROOT / "data")).resolve()
DEVELOPMENT = os.environ.get("OPORA_DEVELOPMENT") == "1"
ORIGINS = origins.read(os.environ.get("OPORA_ORIGINS", ""))
TLS = bool(ORIGINS) and all(origin.startswith("https://") for origin in ORIGINS)

DEBUG = False
SECRET_KEY = secrets.secret_key(DATA)
ALLOWED_HOSTS = [*origins.hosts(ORIGINS), "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = ORIGINS

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "csp",
    "procrastinate.contrib.django",
    "template_partials.apps.SimpleAppConfig",
    "opora.kernel",
    "opora.assets",
    "opora.people",
    "opora.journal",
    "opora.notifications",
    "opora.files",
    "opora.regulations",
    "opora.channels",
    "opora.studies",
    "opora.acquaintance",
    "opora.schedule",
    "opora.consultations",
    "opora.conversations",
    "opora.webinars",
    "opora.meetings",
    "opora.moderation",
    "opora.outside",
    "opora.progress",
    "opora.workload",
    "opora.duties",
    "opora.reports",
    "opora.publications",
    "opora.portal",
    "opora.website",
    "opora.api",
    "opora.demo",
]

MIDDLEWARE = [
    "opora.kernel.middleware.UploadLimitMiddleware",
    "opora.website.middleware.KeptPagesMiddleware",
    "opora.kernel.middleware.TextCompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "opora.people.backend.OwnerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "opora.portal.middleware.FirstStartMiddleware",
    "opora.people.middleware.ActorMiddleware",
    "opora.kernel.middleware.MethodMiddleware",
    "opora.regulations.middleware.RefusalMiddleware",
    "opora.moderation.middleware.InsistMiddleware",
    "opora.portal.middleware.ListExportMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "opora.config.urls"
WSGI_APPLICATION = "opora.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "config" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "opora.portal.context.shell",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

DATABASES = {"default": database.django_settings(os.environ.get("DATABASE_URL", ""))}
BUS_URL = os.environ.get("OPORA_BUS_URL", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "opora.people.backend.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("login",)}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
DEMO_PASSWORD = os.environ.get("OPORA_DEMO_PASSWORD", "baltika-2026")  # shown on the log-in page of a demo
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "portal:home"

SESSION_ENGINE = "opora.people.session_store"
SESSION_COOKIE_NAME = "opora_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = TLS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "opora_csrf"
CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "opora.people.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_LOCKOUT_CALLABLE = "opora.people.views.locked_out"
AXES_SENSITIVE_PARAMETERS = ["password", "again", "current", "code"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES = 20 * 1024 * 1024

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Русский")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "opora_language"
LOOK_COOKIE_NAME = "opora_look"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if (STATIC_ROOT / "staticfiles.json").exists()
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = DATA / "media"
S3 = Address.read(os.environ.get("OPORA_S3", ""))
CLAMD = os.environ.get("OPORA_CLAMD", "")

EMAIL_BACKEND, MAIL = mail.settings_from(os.environ.get("OPORA_SMTP_URL", ""))
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = MAIL.starttls, MAIL.ssl, 20
DEFAULT_FROM_EMAIL = os.environ.get("OPORA_MAIL_FROM", "opora@localhost")
INBOX = mail.inbox_from(os.environ.get("OPORA_INBOX_URL", ""), parseaddr(DEFAULT_FROM_EMAIL)[1])
MAIL_DOMAIN = parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
PUSH = os.environ.get("OPORA_PUSH", "")
MESSENGERS = {
    "telegram": (
        os.environ.get("OPORA_TELEGRAM", ""),
        os.environ.get("OPORA_TELEGRAM_API", "https://api.telegram.org"),
    ),
    "vk": (os.environ.get("OPORA_VK", ""), os.environ.get("OPORA_VK_API", "https://api.vk.com")),
    "max": (os.environ.get("OPORA_MAX", ""), os.environ.get("OPORA_MAX_API", "https://platform-api2.max.ru")),
}
WEBHOOK_LOOPBACK = os.environ.get("OPORA_WEBHOOK_LOOPBACK") == "1"
STUN_URLS = os.environ.get("OPORA_STUN_URLS", "").split()
TURN_URLS = os.environ.get("OPORA_TURN_URLS", "").split()
RECORDINGS_DAYS = int(os.environ.get("OPORA_RECORDINGS_DAYS", "30"))
JANUS = nodes.read(os.environ.get("OPORA_JANUS", ""))
ENGINES = {
    **reading.livekit(os.environ.get("OPORA_LIVEKIT", "")),
    **reading.bigbluebutton(os.environ.get("OPORA_BBB", "")),
}
RECOGNISER = captions.read(os.environ.get("OPORA_RECOGNISER", ""))
TURN_SECRET = os.environ.get("OPORA_TURN_SECRET", "")
PUBLIC_URL = ORIGINS[0] if ORIGINS else os.environ.get("OPORA_PUBLIC_URL", "http://127.0.0.1:8000")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"opora": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
