"""One person: what is known, the form to change it, the roles held."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.org.reads import get_person, list_assignments, units_for
from bihuan.kernel.org.writes import change_person
from bihuan.kernel.permissions import allows
from bihuan.kernel.problems import Problem
from bihuan.web.shared.language import language, said
from bihuan.web.shared.viewers import signed_in, viewer


@signed_in
def person(request: HttpRequest, code: str) -> HttpResponse:
    who = viewer(request)
    found = get_person(who, code)
    status, problem_text = 200, ""
    if request.method == "POST":
        post = request.POST
        try:
            change_person(
                code, actor=who, name=post.get("name"), position=post.get("position"),
                unit=post.get("unit"), phone="" if post.get("no_phone") else post.get("phone") or None,
            )  # fmt: skip
        except Problem as problem:
            status, problem_text = problem.status, problem.sentence(language())
        else:
            messages.success(request, said("已更改", "Changed"))
            return redirect("administration:people")
    context = {
        "person": found,
        "problem": problem_text,
        "sent": request.POST,
        "units": units_for(who, "person.manage"),
        "may_person": allows(who, "person.manage", path=found.unit.path if found.unit else "/"),
        "assignments": list_assignments(who, person=code),
    }
    return render(request, "administration/person.html", context, status=status)
