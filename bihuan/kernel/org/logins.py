"""Checking a password, with the lock after failures. Logins are no projections (decision 6)."""

from __future__ import annotations

import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.utils import timezone

from bihuan.kernel.org.models import Account
from bihuan.kernel.problems import Forbidden

MOST_FAILURES = 5
LOCKED_FOR = datetime.timedelta(minutes=30)
_nobody = ""


def sign_in(username: str, password: str) -> Account:
    """Return the login that name and password fit. Raises Forbidden.

    An unknown name takes as long as a wrong password and is told the same.
    """
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        check_password(password, _hash_of_nobody())
        raise Forbidden("login-wrong")
    if account.locked_until is not None and account.locked_until > timezone.now():
        raise Forbidden("login-locked", minutes=int(LOCKED_FOR.total_seconds() // 60))
    if not check_password(password, account.password):
        Account.objects.filter(id=account.pk).update(failures=F("failures") + 1)
        account.refresh_from_db()
        if account.failures >= MOST_FAILURES:
            account.failures, account.locked_until = 0, timezone.now() + LOCKED_FOR
            account.save(update_fields=["failures", "locked_until"])
        raise Forbidden("login-wrong")
    if account.failures or account.locked_until:
        account.failures, account.locked_until = 0, None
        account.save(update_fields=["failures", "locked_until"])
    return account


def _hash_of_nobody() -> str:
    global _nobody
    _nobody = _nobody or make_password("nobody")
    return _nobody
