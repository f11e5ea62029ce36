"""The settings of bihuan with a home of their own, so that no test touches ./var or another run."""

# ruff: noqa: E402, F403
import atexit
import os
import shutil
import tempfile

os.environ["BIHUAN_HOME"] = made = tempfile.mkdtemp(prefix="bihuan-tests-")
atexit.register(shutil.rmtree, made, ignore_errors=True)

from bihuan.settings import *
from bihuan.settings import STATIC_ROOT

STATIC_ROOT.mkdir(exist_ok=True)
# Logging in must not cost a test the time that guessing a password must cost a thief.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
