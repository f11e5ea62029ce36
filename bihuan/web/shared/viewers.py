"""Who is asking: `request.viewer`, read once a request."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from bihuan.kernel.org.reads import viewer_of_account
from bihuan.kernel.permissions import NOBODY, Viewer

View = Callable[..., HttpResponseBase]


class Viewers:
    """Sets `request.viewer`; nobody when there is no login."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _viewer(request: HttpRequest) -> Viewer:
    return viewer_of_account(request.user) if request.user.is_authenticated else NOBODY


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
        return view(request, *args, **kwargs)

    return run
