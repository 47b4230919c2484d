"""The settings of the tests: those of the demo, with a directory of their own and nothing that waits."""

from __future__ import annotations

import os
import tempfile

# Before the settings are read; the processes of a parallel run inherit both.
if "MADOGUCHI_TEST_VAR" not in os.environ:
    os.environ["MADOGUCHI_TEST_VAR"] = tempfile.mkdtemp(prefix="madoguchi-test-")
os.environ["MADOGUCHI_VAR"] = os.environ["MADOGUCHI_TEST_VAR"]
os.environ.setdefault("MADOGUCHI_DEMO", "1")

from madoguchi.config import catalogues, postgres  # noqa: E402
from madoguchi.config.settings import *  # noqa: E402, F403
from madoguchi.config.settings import DATABASES, MIDDLEWARE, STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not os.environ.get("MADOGUCHI_DATABASE_URL"):  # the database that tests.database laid out has all tables
    DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = postgres.DATABASE
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CODE_MAIL_BACKEND = None
MIDDLEWARE = ["tests.middleware.NothingRaw", *MIDDLEWARE]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(exist_ok=True)
catalogues.compile_all()  # before anything is said: what was read once is kept
