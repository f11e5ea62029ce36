"""Who is asking: `request.viewer`, read once a request."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from bihuan.kernel.events.newest import remembering
from bihuan.kernel.org.sessions import SessionStore
from bihuan.kernel.org.writes import follow_tree
from bihuan.kernel.permissions import Viewer

View = Callable[..., HttpResponseBase]


class Viewers:
    """Sets `request.user` and `request.viewer` from the session; nobody when there is no login."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: _account(request))  # type: ignore[assignment]
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        with remembering():
            return self.get_response(request)


def _account(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    session = cast(SessionStore, request.session)
    session.get(SESSION_KEY)  # reads it
    return session.account or AnonymousUser()


def _viewer(request: HttpRequest) -> Viewer:
    session = cast(SessionStore, request.session)
    session.get(SESSION_KEY)
    return session.viewer


def viewer(request: HttpRequest) -> Viewer:
    """Return who is asking."""
    return cast(Viewer, request.viewer)  # type: ignore[attr-defined]


def signed_in(view: View) -> View:
    """Let only people with a login in; a first password must be changed before anything else."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("accounts:login"))
        if request.user.must_change_password:
            return HttpResponseRedirect(reverse("accounts:password"))
        follow_tree()
        return view(request, *args, **kwargs)

    return run
