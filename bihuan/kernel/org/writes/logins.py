"""Open and lock logins, and set their passwords."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from bihuan.kernel.events.writes import append, commit
from bihuan.kernel.org.models import Account
from bihuan.kernel.org.tree import tree
from bihuan.kernel.org.writes.checks import person_of
from bihuan.kernel.permissions import Viewer, require
from bihuan.kernel.problems import Conflict, Invalid, NotFound


def open_account(
    person: str,
    *,
    actor: Viewer,
    username: str = "",
    password: str = "",
    hashed: str = "",
    temporary: bool = True,
) -> str:
    """Open a login and return its first password. Appends `account.opened` (no password in it).

    `hashed` is that password's hash, when many logins start with one (a demo's).
    """
    holder = person_of(person)
    require(actor, "account.manage", path=tree().get(holder.unit_id).path)
    username = username or holder.code
    first = password or new_password()
    check_password_strength(first)

    def work() -> str:
        if Account.objects.filter(username=username).exists():
            raise Conflict("username-taken", username=username)
        if Account.objects.filter(person_id=holder.id).exists():
            raise Conflict("account-exists", person=person)
        body = {"username": username}
        append("account.opened", f"person:{holder.id}", body, actor=actor.code)
        Account.objects.create(
            username=username,
            person_id=holder.id,
            password=hashed or make_password(first),
            must_change_password=temporary,
        )
        return first

    return commit(work)


def reset_password(person: str, *, actor: Viewer) -> str:
    """Give a login a new first password and return it. Appends `account.password_set`."""
    holder = person_of(person)
    require(actor, "account.manage", path=tree().get(holder.unit_id).path)
    account = Account.objects.filter(person_id=holder.id).first()
    if account is None:
        raise NotFound("account-unknown", person=person)
    first = new_password()
    _store_password(account, first, actor=actor, temporary=True)
    return first


def change_own_password(account: Account, password: str, *, actor: Viewer) -> None:
    """Let somebody choose a password of their own. Appends `account.password_set`."""
    check_password_strength(password, account)
    if account.check_password(password):
        raise Invalid("password-same")
    _store_password(account, password, actor=actor, temporary=False)


def _store_password(account: Account, password: str, *, actor: Viewer, temporary: bool) -> None:
    hashed = make_password(password)

    def work() -> None:
        body = {"temporary": temporary}
        append("account.password_set", f"person:{account.person_id}", body, actor=actor.code)
        account.password = hashed
        account.must_change_password = temporary
        account.failures, account.locked_until = 0, None
        account.save()

    commit(work)


def lock_account(person: str, *, actor: Viewer, locked: bool = True) -> None:
    """Lock or unlock a login. Appends `account.locked` or `account.unlocked`."""
    holder = person_of(person)
    require(actor, "account.manage", path=tree().get(holder.unit_id).path)

    def work() -> None:
        verb = "account.locked" if locked else "account.unlocked"
        append(verb, f"person:{holder.id}", {}, actor=actor.code)
        Account.objects.filter(person_id=holder.id).update(
            is_active=not locked, failures=0, locked_until=None
        )

    commit(work)


def new_password() -> str:
    """Return a random first password without characters that are read wrongly."""
    alphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def check_password_strength(password: str, account: Account | None = None) -> None:
    """Refuse a weak password, with the reasons."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid("password-weak", reasons=" ".join(error.messages)) from error
