"""The product's settings for the test suite: a throw-away LUISTER_HOME for each process, and nothing slow.

`DATABASE_URL` is respected, so the same tests run on SQLite and on PostgreSQL. Other LUISTER_ variables of the shell are not.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

for _name in [name for name in os.environ if name.startswith("LUISTER_") and name != "LUISTER_ENGINE"]:
    del os.environ[_name]
os.environ.pop("PORT", None)
_home = tempfile.mkdtemp(prefix="luister-test-")
os.environ["LUISTER_HOME"] = _home
atexit.register(shutil.rmtree, _home, ignore_errors=True)

from luister.config.settings import *  # noqa: E402, F403
from luister.config.settings import CACHES, DATABASES, OPTIONS, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The real one is there as `database`, for tests of what is counted over processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}, "database": CACHES["default"]}
# Names with a hash would need `collectstatic` first.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
(OPTIONS.home / "static").mkdir()

if DATABASES["default"]["ENGINE"] == "luister.common.sqlite":
    # A file, not memory: threads that race need connections of their own. A test need not survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(OPTIONS.home / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
