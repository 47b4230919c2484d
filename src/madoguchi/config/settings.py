"""All settings. Secrets come from the environment; without them production does not start (see `checks`)."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django.conf.locale

from madoguchi.config import database, mail

PACKAGE = Path(__file__).resolve().parent.parent
PACKS = Path(os.environ.get("MADOGUCHI_PACKS", PACKAGE.parents[1] / "packs"))  # built-in procedures
VAR = Path(os.environ.get("MADOGUCHI_VAR", Path.cwd() / "var")).resolve()

DEMO = os.environ.get("MADOGUCHI_DEMO") == "1"
PRODUCTION = os.environ.get("MADOGUCHI_PRODUCTION") == "1"
DEBUG = False
SECRET_KEY = os.environ.get("MADOGUCHI_SECRET_KEY", "" if PRODUCTION else "only-for-demo-and-tests" * 3)
# Comma-separated Fernet keys, newest first; the first one encrypts, all of them decrypt.
FIELD_KEYS = [key for key in os.environ.get("MADOGUCHI_FIELD_KEYS", "").split(",") if key] or (
    [] if PRODUCTION else ["bWFkb2d1Y2hpLWRlbW8tb25seS1rZXktMDAwMDAwMDA="]
)
AUDIT_KEY = os.environ.get("MADOGUCHI_AUDIT_KEY", "" if PRODUCTION else "only-for-demo-and-tests")
# Inquiry codes and limits are recognised by this key for years: it never changes.
HASH_KEY = os.environ.get("MADOGUCHI_HASH_KEY", "" if PRODUCTION else "only-for-demo-and-tests")

CITY_NAME = os.environ.get("MADOGUCHI_CITY_NAME", "")
CITY_NAMES = {
    "ja": CITY_NAME,
    "ja-easy": os.environ.get("MADOGUCHI_CITY_NAME_EASY", ""),  # may carry ruby marks
    "en": os.environ.get("MADOGUCHI_CITY_NAME_EN", ""),
}
CITY_CODE = os.environ.get("MADOGUCHI_CITY_CODE", "")  # 全国地方公共団体コード, six digits
CITY_PHONE = os.environ.get("MADOGUCHI_CITY_PHONE", "")
# Other sites of the city that news may lead to, comma-separated host names.
LINK_HOSTS = [host for host in os.environ.get("MADOGUCHI_LINK_HOSTS", "").split(",") if host]
OFFER_REPLY_DAYS = int(os.environ.get("MADOGUCHI_OFFER_REPLY_DAYS", "10"))
LETTER_UNOPENED_DAYS = int(os.environ.get("MADOGUCHI_LETTER_UNOPENED_DAYS", "7"))
MAYOR_NAME = os.environ.get("MADOGUCHI_MAYOR_NAME", "")
SEAL_IMAGE = os.environ.get("MADOGUCHI_SEAL_IMAGE", "")
ENTRANCES = frozenset(os.environ.get("MADOGUCHI_ENTRANCES", "portal,desk,partner").split(","))
URL_PORTAL = os.environ.get("MADOGUCHI_URL_PORTAL", "http://localhost:8000")
URL_DESK = os.environ.get("MADOGUCHI_URL_DESK", "http://localhost:8000")
URL_PARTNER = os.environ.get("MADOGUCHI_URL_PARTNER", URL_PORTAL)  # contractors come from outside, too
URL_VISIT = os.environ.get("MADOGUCHI_URL_VISIT", "")  # the portal, as the worker's machine reaches it
# The city's account on LINE: without it all but LINE works. Of several channel secrets, comma-separated while
# one is being changed, the first is used and all are believed.
LINE_CHANNEL_ID = os.environ.get("MADOGUCHI_LINE_CHANNEL_ID", "")
LINE_CHANNEL_SECRETS = [key for key in os.environ.get("MADOGUCHI_LINE_CHANNEL_SECRET", "").split(",") if key]
LINE_LOGIN_CHANNEL_ID = os.environ.get("MADOGUCHI_LINE_LOGIN_CHANNEL_ID", "")
LINE_LOGIN_CHANNEL_SECRET = os.environ.get("MADOGUCHI_LINE_LOGIN_CHANNEL_SECRET", "")
LINE_LIFF_ID = os.environ.get("MADOGUCHI_LINE_LIFF_ID", "")
# How the city shows LINE that the channel is its own: by the secret, or by a key of which LINE has the half.
LINE_KEY_FILE = os.environ.get("MADOGUCHI_LINE_KEY_FILE", "")
LINE_KEY_ID = os.environ.get("MADOGUCHI_LINE_KEY_ID", "")
LINE_TOKENS = os.environ.get("MADOGUCHI_LINE_TOKENS", "stateless")  # or v2.1: see rules.line_tokens
# Where LINE is reached; a stand-in is reached by setting these, and nothing else changes.
LINE_API_BASE = os.environ.get("MADOGUCHI_LINE_API_BASE", "https://api.line.me")
LINE_API_DATA_BASE = os.environ.get("MADOGUCHI_LINE_API_DATA_BASE", "https://api-data.line.me")
LINE_ACCESS_BASE = os.environ.get("MADOGUCHI_LINE_ACCESS_BASE", "https://access.line.me")
LINE_LIFF_BASE = os.environ.get("MADOGUCHI_LINE_LIFF_BASE", "https://liff.line.me")
LINE_LIFF_SDK_URL = os.environ.get(
    "MADOGUCHI_LINE_LIFF_SDK_URL", "https://static.line-scdn.net/liff/edge/2/sdk.js"
)
DEFAULT_FROM_EMAIL = os.environ.get("MADOGUCHI_MAIL_FROM", "no-reply@localhost")
globals().update(mail.settings(demo=DEMO))
# Codes for signing in bypass whatever keeps mail: the demo's mailbox page never shows one.
CODE_MAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend" if DEMO else None
# How many proxies of our own stand before us, each adding to X-Forwarded-For the address it saw.
PROXIES = int(os.environ.get("MADOGUCHI_PROXIES", "0"))
# How long a browser stays signed in, in minutes, by entrance: without a request, and in all.
IDLE_MINUTES = {
    "portal": int(os.environ.get("MADOGUCHI_IDLE_PORTAL", "120")),
    "desk": int(os.environ.get("MADOGUCHI_IDLE_DESK", "30")),
    "partner": int(os.environ.get("MADOGUCHI_IDLE_PARTNER", "30")),
}
AGE_MINUTES = {"portal": 24 * 60, "desk": 12 * 60, "partner": 12 * 60}
ALLOWED_HOSTS = os.environ.get("MADOGUCHI_HOSTS", "localhost,127.0.0.1").split(",")

ROOT_URLCONF = "madoguchi.config.urls"
WSGI_APPLICATION = "madoguchi.config.wsgi.application"

ROOMS = [
    "base",
    "audit",
    "files",
    "people",
    "places",
    "messaging",
    "payments",
    "procedures",
    "booking",
    "applications",
    "register",
    "review",
    "selection",
    "checkin",
    "enrolment",
    "outreach",
    "studio",
    "insights",
    "portal",
    "desk",
    "partner",
    "line",
    *(["demo"] if DEMO else []),
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    *(f"madoguchi.{room}" for room in ROOMS),
    "madoguchi.config",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "madoguchi.base.templatetags.say",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "madoguchi.config.context.surroundings",
            ],
        },
    }
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "madoguchi.base.policy.SamePolicy",
    "madoguchi.people.sign_ins.EntranceSessions",
    "madoguchi.base.languages.ReaderLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "madoguchi.people.sign_ins.SignedIn",
    "allauth.account.middleware.AccountMiddleware",
    "madoguchi.people.entrants.Entrants",
    "madoguchi.base.plain.WithoutNul",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "madoguchi.base.pages.LeadElsewhere",
]

DATABASES = {"default": database.settings(VAR)}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "madoguchi.config.periodic.register"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "madoguchi.people.backends.PasswordBackend",
    "madoguchi.people.backends.MemberBackend",
    "madoguchi.people.backends.MailedCodeBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
# A proxy of our own ends TLS. What it passes on looks like plain http, so the addresses of the entrances say
# where forms may come from; a proxy that names the scheme lets browsers be told to come by https alone.
CSRF_TRUSTED_ORIGINS = ["://".join(urlsplit(url)[:2]) for url in (URL_PORTAL, URL_DESK, URL_PARTNER)]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
# A notice belongs to the entrance where it was given, and so does what this browser remembers.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ACCOUNT_ADAPTER = "madoguchi.people.adapters.CodeMail"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ADAPTER = "madoguchi.people.adapters.SealedFactors"

AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = 5
AXES_RESET_ON_SUCCESS = True
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "madoguchi.base.entrances.address_of"
AXES_LOCKOUT_CALLABLE = "madoguchi.people.views.two_steps.locked_out"
AXES_DISABLE_ACCESS_LOG = True

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English")]
django.conf.locale.LANG_INFO["ja-easy"] = {
    "bidi": False,
    "code": "ja-easy",
    "name": "Easy Japanese",
    "name_local": "やさしい日本語",
}
# Before what other packages say in the same words.
LOCALE_PATHS = [PACKAGE / room / "locale" for room in ROOMS]
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
FILES_ROOT = VAR / "files"
STORAGES = {
    "default": {
        "BACKEND": "madoguchi.files.storage.Vault",
        "OPTIONS": {"location": FILES_ROOT},
    },
    "staticfiles": {"BACKEND": "madoguchi.base.static_files.Remembered"},
}
FILE_UPLOAD_HANDLERS = [
    "madoguchi.files.uploads.Bound",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# The demo's phone shows pages in a frame, as LINE shows them in its own browser, which needs no leave.
_HOLDERS = ["://".join(urlsplit(LINE_LIFF_BASE)[:2])] if DEMO and LINE_LIFF_ID else ["'none'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:"],  # blob: a photo shown before it is sent
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": _HOLDERS,
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
# A component knows its own attributes and the surroundings, nothing of its caller.
COTTON_ISOLATE_BY_DEFAULT = True
