"""The only settings. Every environment variable is read here once, its default beside it."""

import os
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import logs, processes, production, servers
from config.database import database, replica

ROOT = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes"}


if fault := production.environment_fault(os.environ):
    raise ImproperlyConfigured(fault)
# "production" refuses what demo and tests need: time travel, seeded accounts, default keys.
ENVIRONMENT = os.environ.get("SANTUNAN_ENV", "demo")
PRODUCTION = ENVIRONMENT == "production"
HOME = Path(os.environ.get("SANTUNAN_HOME", ROOT / ".santunan")).resolve()
DEBUG = flag("DEBUG")
ALLOW_TIME_TRAVEL = flag("ALLOW_TIME_TRAVEL", default=not PRODUCTION)
SITE_ADDRESS = os.environ.get("SITE_ADDRESS", f"http://localhost:{os.environ.get('PORT', '8000')}")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]").split()
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

# Tasks at once and in the same process, without a worker: to look at, never to serve.
TASKS_EAGER = flag("TASKS_EAGER")
# What this process is: "web", "worker" or "command"; how long its statements may take hangs on it.
KIND = os.environ.get("SANTUNAN_PROCESS") or processes.kind(sys.argv)

if PRODUCTION and (faults := production.faults(os.environ)):
    raise ImproperlyConfigured("\n".join(faults))

# Outside production both secrets are made once and kept in HOME, readable by the owner only.
SECRET_KEY = os.environ.get("SECRET_KEY") or servers.secret(HOME, "secret_key", PRODUCTION)
# Keys for NIK, KK and account numbers: "id:base64 of 32 bytes", the first one seals, all open.
SEALING_KEYS = (
    os.environ.get("SEALING_KEYS") or servers.secret(HOME, "sealing_keys", PRODUCTION)
).split()
# Keys of the blind indexes, the same way: the first of numbers, the last of tokens and codes.
# Empty: the last of the sealing keys.
INDEX_KEYS = os.environ.get("INDEX_KEYS", "").split()
# Of the chain over the trail, in the same form; the first one seals, all verify.
AUDIT_KEYS = (os.environ.get("AUDIT_KEY") or servers.secret(HOME, "audit_key", PRODUCTION)).split()
# The heads of that chain, day by day; best on another machine than the database.
ANCHORS = Path(os.environ.get("ANCHORS", HOME / "anchors"))

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "regencies",
    "claims",
]
MIDDLEWARE = [
    "claims.views.request_lines.RequestLines",
    # Before the others, so that files, redirects and refusals have their headers too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "claims.views.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "claims.views.light.Light",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "claims.views.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "claims.api.edge.ApiEdge",
    "claims.views.edge.Edge",
    "claims.views.uploads.Uploads",
    "claims.views.inert.Inert",
    "claims.views.sessions.Sessions",
    "claims.views.second_factor.SecondFactor",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.views.edge.desk",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASE_URL = os.environ.get("DATABASE_URL") or servers.running(HOME, "database")
REDIS_URL = os.environ.get("REDIS_URL") or servers.running(HOME, "redis")


# Commands that need no database (help, messages, check) run without one.
NO_DATABASE = "postgresql://nobody@127.0.0.1:1/none"
DATABASES = {"default": database(DATABASE_URL or NO_DATABASE, KIND, flag("DATABASE_POOLED"))}
# A streaming replica for figures, reports and lists; so many seconds it may take to have what was
# committed before the question, or the primary answers (claims/replica.py).
REPLICA_URL = os.environ.get("REPLICA_URL", "")
REPLICA_WAIT = float(os.environ.get("REPLICA_WAIT", "1"))
if REPLICA_URL:
    DATABASES["replica"] = replica(REPLICA_URL, KIND)
    DATABASE_ROUTERS = ["claims.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "regencies.Person"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "regencies.passwords.WordsOfTheOffice"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# Who sits at other people's money or data has a second factor before any desk opens.
REQUIRE_SECOND_FACTOR = flag("REQUIRE_SECOND_FACTOR", default=PRODUCTION)
# A session ends so long after its last request, and so long after it began. What moves money or
# opens numbers asks for the password or the second factor again when the last proof is older.
SESSION_IDLE_MINUTES = int(os.environ.get("SESSION_IDLE_MINUTES", "30"))
SESSION_HOURS = int(os.environ.get("SESSION_HOURS", "10"))
PROOF_MINUTES = int(os.environ.get("PROOF_MINUTES", "15"))
# Written down at most so often; the tests that count queries write it once.
SESSION_SEEN_SECONDS = 60

# People come in by appointment: no sign-up, no mails of its own. Its counters stand in the cache
# of one process: ours stand in the database (claims/actions/throttle.py).
ACCOUNT_ADAPTER = "claims.views.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = PROOF_MINUTES * 60
MFA_ADAPTER = "claims.views.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "claims.forms.factor.CodeForm",
    "activate_totp": "claims.forms.factor.NewAppForm",
    "add_webauthn": "claims.forms.factor.NewPasskeyForm",
    "authenticate_webauthn": "claims.forms.factor.PasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Santunan"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Signing on at a government's own server (OpenID Connect): by these settings alone.
OIDC_SERVER = os.environ.get("OIDC_SERVER", "")
OIDC_NAME = os.environ.get("OIDC_NAME", "SSO")
SOCIALACCOUNT_ADAPTER = "claims.views.adapters.SignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS = {}
if OIDC_SERVER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": OIDC_SERVER, "oauth_pkce_enabled": True},
            }
        ]
    }

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "claims" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "papers"
STORAGES = {
    "default": {"BACKEND": "claims.actions.keeping.Papers"},
    "staticfiles": {
        # Tests serve the files as they lie: nobody collects them first.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENVIRONMENT == "tests"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# In tests each is looked for when asked for: every client of a test would first read them all.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = ENVIRONMENT == "tests"
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["claims.views.uploads.Capped"]
PAPER_MAX_BYTES = int(os.environ.get("PAPER_MAX_BYTES", "5000000"))
# An antivirus daemon that speaks clamd's INSTREAM: tcp://host:port or unix:/path. None: no scan.
PAPER_SCANNER = os.environ.get("PAPER_SCANNER", "")
# On the disk for good before its row is committed; a test's files need not survive a power cut.
PAPER_SYNC = ENVIRONMENT != "tests"
# Per cent of the disk that stay free: below, new files are refused.
PAPER_DISK_FREE = float(os.environ.get("PAPER_DISK_FREE", "10"))

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND") or (
    f"django.core.mail.backends.{'smtp' if PRODUCTION else 'filebased'}.EmailBackend"
)
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Santunan <santunan@localhost>")

# Hosts that a webhook may reach although they lie inside, or speak without TLS.
NOTICE_ALLOW_HOSTS = os.environ.get(
    "NOTICE_ALLOW_HOSTS", "" if PRODUCTION else "localhost 127.0.0.1"
).split()

# The sweep is rung this often; tests ring faster.
SWEEP_SECONDS = float(os.environ.get("SWEEP_SECONDS", "60"))

# Who may read /metrics: whoever knows the token; without one, these addresses.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
METRICS_ALLOW = os.environ.get("METRICS_ALLOW", "127.0.0.1 ::1").split()

# Longer than a session lasts (claims/views/sessions.py ends it): what was left open in the evening
# or over a weekend, and is sent then, is kept.
SESSION_COOKIE_AGE = (SESSION_HOURS + 72) * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SECURE = SITE_ADDRESS.startswith("https://")
# A browser takes a __Host- cookie from this host alone and over TLS alone, so that no neighbour
# below the same domain sets one. Over plain http it takes none: demo and tests go without.
OF_HOST = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{OF_HOST}sessionid"
CSRF_COOKIE_NAME = f"{OF_HOST}csrftoken"
LANGUAGE_COOKIE_NAME = f"{OF_HOST}django_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
# In the session, not in a cookie of their own: a sentence may name somebody.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# By this a browser is known again at the entrance; it opens nothing.
DEVICE_COOKIE_NAME = f"{OF_HOST}device"
SECURE_SSL_REDIRECT = PRODUCTION and flag("SECURE_SSL_REDIRECT", default=True)
# Only then do X-Forwarded-For and X-Forwarded-Proto come from our own proxy.
BEHIND_PROXY = flag("BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# No data: for images: pages draw with files and inline SVG alone. Inline script and style: none.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# Without personal data: config/logs.py.
LOGGING_CONFIG = "config.logs.configure"
LOGGING = logs.lines(
    as_json=PRODUCTION, words=DEBUG, level=os.environ.get("LOG_LEVEL", "WARNING"),
    requests=ENVIRONMENT != "tests",
)  # fmt: skip
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.logs.Nothing"
# Who is told by mail of an error in a page; nobody unless it is set.
ADMINS = [("", address) for address in os.environ.get("ERROR_MAIL", "").split()]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
