"""Login, first password, profile, language."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from bihuan.kernel.org.logins import sign_in
from bihuan.kernel.org.reads import (
    list_assignments,
    list_colleagues,
    list_delegations,
    own_email,
    role_titles,
)
from bihuan.kernel.org.writes import (
    change_own_password,
    change_person,
    delegate,
    end_delegation,
)
from bihuan.kernel.periods import clock
from bihuan.kernel.problems import Invalid, Problem
from bihuan.web.shared import language as readers
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
            problem = refusal.sentence(readers.language())
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
        english = readers.language() == "en"
        if not request.user.check_password(request.POST.get("old", "")):
            problem = "The old password is wrong." if english else "原密码不对。"
        elif first != second:
            problem = "The two new passwords differ." if english else "两次输入的新密码不同。"
        else:
            try:
                change_own_password(request.user, first, actor=viewer(request))
            except Problem as refusal:
                problem = refusal.sentence(readers.language())
            else:
                auth.update_session_auth_hash(request, request.user)
                messages.success(request, "Password changed." if english else "密码已修改。")
                return redirect("cockpit:home")
    return render(request, "accounts/password.html", {"problem": problem})


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """My roles; who is my deputy while I am away; where notices reach me."""
    who = viewer(request)
    status, problem = 200, ""
    if request.method == "POST":
        try:
            _change_profile(request)
        except Problem as refusal:
            status, problem = refusal.status, refusal.sentence(readers.language())
        else:
            english = readers.language() == "en"
            messages.success(request, "Saved." if english else "已保存。")
            return redirect("accounts:profile")
    context = {
        "assignments": list_assignments(who, person=who.code),
        "titles": role_titles(),
        "viewer": who,
        "problem": problem,
        "sent": request.POST,
        "today": clock.today().isoformat(),
        "delegations": list_delegations(who),
        "colleagues": list_colleagues(who),
        "email": own_email(who),
    }
    return render(request, "accounts/profile.html", context, status=status)


def _change_profile(request: HttpRequest) -> None:
    who, post = viewer(request), request.POST
    match post.get("act"):
        case "delegate":
            delegate(
                who.code, post.get("to", ""), actor=who, from_on=post.get("from_on", ""),
                until=post.get("until", ""), reason=post.get("reason", ""),
            )  # fmt: skip
        case "end":
            end_delegation(int(post["delegation"]), actor=who)
        case "email":
            change_person(who.code, actor=who, email=post.get("email", "").strip())
        case unknown:
            raise Invalid("act-unknown", act=unknown)


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
