"""Where a form goes afterwards: an address of this site, never another's."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_address(request: HttpRequest, default: str = "/") -> str:
    """Return the `next` that a form sent when it lies on this host, the default otherwise."""
    target = request.POST.get("next") or request.GET.get("next") or default
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else default
