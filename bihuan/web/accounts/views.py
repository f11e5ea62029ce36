"""Login, first password, profile, language."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from bihuan.kernel.org.logins import sign_in
from bihuan.kernel.org.reads import list_assignments, list_roles
from bihuan.kernel.org.writes import change_own_password
from bihuan.kernel.problems import Problem
from bihuan.web.shared.addresses import next_address
from bihuan.web.shared.viewers import signed_in, viewer


@login_not_required
def login(request: HttpRequest) -> HttpResponse:
    """Let somebody in; says the same for an unknown name and a wrong password."""
    problem = ""
    username = request.POST.get("username", "").strip()
    if request.method == "POST":
        try:
            account = sign_in(username, request.POST.get("password", ""))
        except Problem as refusal:
            problem = refusal.sentence(get_language() or "zh")
        else:
            auth.login(request, account, backend="django.contrib.auth.backends.ModelBackend")
            return redirect(next_address(request))
    context = {"problem": problem, "username": username, "next": next_address(request)}
    return render(request, "accounts/login.html", context, status=401 if problem else 200)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("accounts:login")


def password(request: HttpRequest) -> HttpResponse:
    """Choose a password of one's own."""
    if not request.user.is_authenticated:
        return redirect("accounts:login")
    problem = ""
    if request.method == "POST":
        first, second = request.POST.get("first", ""), request.POST.get("second", "")
        english = (get_language() or "zh").startswith("en")
        if not request.user.check_password(request.POST.get("old", "")):
            problem = "The old password is wrong." if english else "原密码不对。"
        elif first != second:
            problem = "The two new passwords differ." if english else "两次输入的新密码不同。"
        else:
            try:
                change_own_password(request.user, first, actor=viewer(request))
            except Problem as refusal:
                problem = refusal.sentence(get_language() or "zh")
            else:
                auth.update_session_auth_hash(request, request.user)
                messages.success(request, "Password changed." if english else "密码已修改。")
                return redirect("cockpit:home")
    return render(request, "accounts/password.html", {"problem": problem})


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    return render(
        request,
        "accounts/profile.html",
        {
            "assignments": list_assignments(who, person=who.code),
            "titles": {role.code: role.title for role in list_roles(who)},
            "viewer": who,
        },
    )


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language for a year."""
    response = HttpResponseRedirect(next_address(request))
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=31_536_000,
            samesite="Lax",
            httponly=True,
            secure=settings.HTTPS,
        )
    return response
