"""Administration: units, people, logins, roles, parameters, calendar, packs. Each form is one write."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from bihuan.kernel.definitions.language import Label, Parameter
from bihuan.kernel.org import writes
from bihuan.kernel.org.reads import list_assignments, list_calendar, list_people, list_roles
from bihuan.kernel.org.roles import RoleDef
from bihuan.kernel.org.tree import tree
from bihuan.kernel.packs.reads import get_parameter, installed, list_parameter_values
from bihuan.kernel.packs.writes import set_parameter
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import ACTS, Viewer, allows, require
from bihuan.kernel.problems import Invalid, Problem
from bihuan.web.shared.viewers import signed_in, viewer

Act = Callable[[Viewer, Any], str]


def _english() -> bool:
    return (get_language() or "zh").startswith("en")


def _said(zh: str, en: str) -> str:
    return en if _english() else zh


def _page(
    request: HttpRequest,
    template: str,
    acts: dict[str, Act],
    context: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """Carry out the form that was sent and show the page; a refusal is shown above the form."""
    status, problem_text = 200, ""
    if request.method == "POST":
        act = acts.get(request.POST.get("act", ""))
        try:
            if act is None:
                raise Invalid("act-unknown", act=request.POST.get("act", ""))
            told = act(viewer(request), request)
        except Problem as problem:
            status = problem.status
            problem_text = problem.sentence("en" if _english() else "zh")
        else:
            messages.success(request, told)
            return redirect(request.get_full_path())
    shown = {"problem": problem_text, "sent": request.POST, "today": clock.today().isoformat()}
    return render(request, f"administration/{template}.html", shown | context(), status=status)


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    pages = [
        ("units", ["unit.manage"], _said("组织单元", "Units"), "sitemap",
         _said("增加、调整、撤销单元，按生效日期", "Add, move and close units, by date")),
        ("people", ["person.manage", "account.manage"], _said("人员与账号", "People and logins"), "users",
         _said("人员名册、开户、重置密码、锁定", "The register, logins, passwords, locks")),
        ("roles", ["role.manage"], _said("角色与任职", "Roles"), "shield-lock",
         _said("谁在哪个单元担任什么角色，角色能做什么", "Who holds what where, and what a role may do")),
        ("parameters", ["parameter.set"], _said("参数", "Parameters"), "adjustments-horizontal",
         _said("亮灯线、截止日等，可按单元和日期另定", "Lines of lights, due days; by unit and date")),
        ("calendar", ["calendar.set"], _said("工作日", "Working days"), "calendar",
         _said("放假安排之外的上班和休息", "Working and free days beside the official ones")),
        ("channels", ["channel.configure"], _said("通知渠道", "Notice channels"), "send",
         _said("邮件、群机器人、免打扰时段、没有送达的", "E-mail, robots, quiet hours, what was not delivered")),
        ("packs", ["pack.install"], _said("业务包", "Packs"), "box",
         _said("已安装的业务包和版本", "What is installed, and its version")),
    ]  # fmt: skip
    context = {"pages": [page for page in pages if any(allows(who, act) for act in page[1])]}
    return render(request, "administration/home.html", context)


@signed_in
def units(request: HttpRequest) -> HttpResponse:
    require(viewer(request), "unit.manage")

    def add(who: Viewer, sent: Any) -> str:
        post = sent.POST
        writes.add_unit(
            post["code"].strip(),
            Label(
                zh=post["title_zh"].strip() or "-",
                en=post["title_en"].strip() or post["title_zh"].strip() or "-",
            ),
            actor=who,
            kind=post["kind"],
            parent=post["parent"] or None,
            on=post.get("on") or None,
        )
        return _said("单元已增加", "Unit added")

    def move(who: Viewer, sent: Any) -> str:
        writes.move_unit(
            sent.POST["code"], actor=who, parent=sent.POST["parent"], on=sent.POST.get("on") or None
        )
        return _said("单元已调整", "Unit moved")

    def close(who: Viewer, sent: Any) -> str:
        writes.close_unit(sent.POST["code"], actor=who, on=sent.POST.get("on") or None)
        return _said("单元已撤销", "Unit closed")

    return _page(
        request, "units", {"add": add, "move": move, "close": close},
        lambda: {"units": list(tree()), "kinds": writes.UNIT_KINDS},
    )  # fmt: skip


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    if not allows(who, "person.manage"):
        require(who, "account.manage")

    def add(who: Viewer, sent: Any) -> str:
        post = sent.POST
        writes.add_person(
            post["code"].strip(), post["name"].strip(), actor=who, unit=post["unit"],
            position=post.get("position", ""), phone=post.get("phone", ""), party=post.get("party", ""),
        )  # fmt: skip
        return _said("人员已增加", "Person added")

    def sheet(who: Viewer, sent: Any) -> str:
        file = sent.FILES.get("sheet")
        text = file.read().decode("utf-8-sig") if file else ""
        rows = list(csv.DictReader(io.StringIO(text)))
        if not rows or not {"code", "name", "unit"} <= set(rows[0]):
            raise Invalid(
                "sheet-header", columns="—", known="code, name, unit, position, phone, party"
            )
        count = writes.add_people(rows, actor=who)
        return _said(f"已导入 {count} 人", f"{count} people added")

    def open_(who: Viewer, sent: Any) -> str:
        password = writes.open_account(sent.POST["code"], actor=who)
        return _said(
            f"初始密码（只显示一次）：{password}", f"First password, shown once: {password}"
        )

    def reset(who: Viewer, sent: Any) -> str:
        password = writes.reset_password(sent.POST["code"], actor=who)
        return _said(
            f"新的初始密码（只显示一次）：{password}", f"New first password, shown once: {password}"
        )

    def lock(who: Viewer, sent: Any) -> str:
        writes.lock_account(sent.POST["code"], actor=who, locked=sent.POST.get("locked") == "1")
        return _said("已保存", "Saved")

    def erase(who: Viewer, sent: Any) -> str:
        writes.erase_person(sent.POST["code"], actor=who, reason=sent.POST.get("reason", ""))
        return _said("个人信息已删除", "Person erased")

    return _page(
        request, "people",
        {"add": add, "sheet": sheet, "open": open_, "reset": reset, "lock": lock, "erase": erase},
        lambda: {
            "people": list_people(who, search=request.GET.get("q", "")),
            "units": list(tree()),
            "may_account": allows(who, "account.manage"),
            "may_person": allows(who, "person.manage"),
            "may_erase": allows(who, "person.erase"),
        },
    )  # fmt: skip


@signed_in
def roles(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    require(who, "role.manage")

    def assign(who: Viewer, sent: Any) -> str:
        post = sent.POST
        writes.assign_role(
            post["person"].strip(), post["role"], actor=who, unit=post["unit"],
            on=post.get("on") or None, until=post.get("until", ""),
        )  # fmt: skip
        return _said("已任职", "Role assigned")

    def end(who: Viewer, sent: Any) -> str:
        writes.end_role(int(sent.POST["assignment"]), actor=who)
        return _said("任职已终止", "Role ended")

    def define(who: Viewer, sent: Any) -> str:
        post = sent.POST
        held = next((role for role in list_roles(who) if role.code == post["code"]), None)
        title = (
            held.title
            if held
            else Label(zh=post["title_zh"] or post["code"], en=post["title_en"] or post["code"])
        )
        scope, group = (held.scope, held.group) if held else (post["scope"], "business")
        writes.define_role(
            post["code"], RoleDef(title, tuple(post.getlist("acts")), scope, group), actor=who
        )
        return _said("角色已保存", "Role saved")

    return _page(
        request, "roles", {"assign": assign, "end": end, "define": define},
        lambda: {
            "roles": list_roles(who),
            "titles": {role.code: role.title for role in list_roles(who)},
            "assignments": list_assignments(who),
            "people": list_people(who),
            "units": list(tree()),
            "acts": ACTS,
        },
    )  # fmt: skip


@signed_in
def parameters(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    require(who, "parameter.set")

    def change(who: Viewer, sent: Any) -> str:
        post = sent.POST
        pack, _, key = post["parameter"].partition(".")
        default = installed().packs[pack].parameters[key].default
        node = tree().get_by_code(post["unit"]) if post.get("unit") else None
        set_parameter(
            pack, key, _parameter(post["value"], default), actor=who, basis=post.get("basis", ""),
            on=post.get("on") or None, unit=(node.id, node.path) if node else None,
        )  # fmt: skip
        return _said("参数已设定", "Parameter set")

    def rows() -> dict[str, Any]:
        today = clock.today().isoformat()
        found = [
            (
                pack,
                key,
                spec,
                get_parameter(pack, key, on=today),
                list_parameter_values(pack.name, key),
            )
            for pack in installed().packs.values()
            for key, spec in pack.parameters.items()
        ]
        return {"rows": found, "sent_parameter": request.POST.get("parameter", "")}

    return _page(request, "parameters", {"set": change}, rows)


def _parameter(text: str, default: Parameter) -> Parameter:
    if isinstance(default, bool):
        return text.strip().lower() in ("1", "true", "是")
    if isinstance(default, int | Decimal):
        try:
            number = Decimal(text.strip())
        except InvalidOperation as error:
            raise Invalid("number-unreadable", text=text) from error
        return int(number) if number == number.to_integral_value() else number
    return text


@signed_in
def calendar(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    require(who, "calendar.set")

    def change(who: Viewer, sent: Any) -> str:
        post = sent.POST
        writes.set_calendar_day(
            post["day"], actor=who, working=post.get("working") == "1", basis=post.get("basis", "")
        )
        return _said("已保存", "Saved")

    return _page(request, "calendar", {"set": change}, lambda: {"days": list_calendar(who)})


@signed_in
def packs(request: HttpRequest) -> HttpResponse:
    require(viewer(request), "pack.install")
    return render(request, "administration/packs.html", {"installation": installed()})
