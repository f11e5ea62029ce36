"""Administration: units, people, logins, roles, parameters, calendar, packs. Each form is one write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.definitions.language import Label
from bihuan.kernel.org import writes
from bihuan.kernel.org.people_sheet import read_people
from bihuan.kernel.org.reads import (
    list_assignments,
    list_calendar,
    list_people,
    list_roles,
    units_for,
)
from bihuan.kernel.org.roles import RoleDef
from bihuan.kernel.org.tree import UnitNode, tree
from bihuan.kernel.packs.archives import unzip_pack
from bihuan.kernel.packs.reads import get_parameter, installed, list_parameter_values
from bihuan.kernel.packs.writes import install_pack, set_parameter
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import ACTS, Viewer, allows, require_somewhere
from bihuan.kernel.problems import Invalid, Problem, Words
from bihuan.web.shared.language import language, said
from bihuan.web.shared.viewers import signed_in, viewer

Act = Callable[[Viewer, Any], str]


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
            problem_text = problem.sentence(language())
        else:
            messages.success(request, told)
            return redirect(request.get_full_path())
    shown = {"problem": problem_text, "sent": request.POST, "today": clock.today().isoformat()}
    return render(request, f"administration/{template}.html", shown | context(), status=status)


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    pages = [
        ("units", ["unit.manage"], said("组织单元", "Units"), "sitemap",
         said("增加、调整、撤销单元，按生效日期", "Add, move and close units, by date")),
        ("people", ["person.manage", "account.manage"], said("人员与账号", "People and logins"), "users",
         said("人员名册、开户、重置密码、锁定", "The register, logins, passwords, locks")),
        ("roles", ["role.manage"], said("角色与任职", "Roles"), "shield-lock",
         said("谁在哪个单元担任什么角色，角色能做什么", "Who holds what where, and what a role may do")),
        ("parameters", ["parameter.set"], said("参数", "Parameters"), "adjustments-horizontal",
         said("亮灯线、截止日等，可按单元和日期另定", "Lines of lights, due days; by unit and date")),
        ("calendar", ["calendar.set"], said("工作日", "Working days"), "calendar",
         said("放假安排之外的上班和休息", "Working and free days beside the official ones")),
        ("channels", ["channel.configure"], said("通知渠道", "Notice channels"), "send",
         said("邮件、群机器人、免打扰时段、没有送达的", "E-mail, robots, quiet hours, what was not delivered")),
        ("packs", ["pack.install"], said("业务包", "Packs"), "box",
         said("已安装的业务包和版本", "What is installed, and its version")),
    ]  # fmt: skip
    context = {"pages": [page for page in pages if any(allows(who, act) for act in page[1])]}
    return render(request, "administration/home.html", context)


def _managed(who: Viewer) -> list[UnitNode]:
    """Return the units that somebody manages, closed ones too."""
    return [node for node in tree() if allows(who, "unit.manage", path=node.path)]


def _title(post: Any) -> Label:
    """Return a title as sent; the Chinese one stands for both when no other is given."""
    zh = post.get("title_zh", "").strip()
    if not zh:
        raise Invalid("field-required", where=Words("中文名称", "Title in Chinese"))
    return Label(zh=zh, en=post.get("title_en", "").strip() or zh)


@signed_in
def units(request: HttpRequest) -> HttpResponse:
    require_somewhere(viewer(request), "unit.manage")

    def add(who: Viewer, sent: Any) -> str:
        post = sent.POST
        writes.add_unit(
            post.get("code", "").strip(),
            _title(post),
            actor=who,
            kind=post.get("kind", ""),
            parent=post.get("parent", "") or None,
            on=post.get("on") or None,
        )
        return said("单元已增加", "Unit added")

    def rename(who: Viewer, sent: Any) -> str:
        post = sent.POST
        writes.rename_unit(post.get("code", ""), _title(post), actor=who, on=post.get("on") or None)
        return said("单元已更名", "Unit renamed")

    def move(who: Viewer, sent: Any) -> str:
        writes.move_unit(
            sent.POST.get("code", ""),
            actor=who,
            parent=sent.POST.get("parent", ""),
            on=sent.POST.get("on") or None,
        )
        return said("单元已调整", "Unit moved")

    def close(who: Viewer, sent: Any) -> str:
        writes.close_unit(sent.POST.get("code", ""), actor=who, on=sent.POST.get("on") or None)
        return said("单元已撤销", "Unit closed")

    return _page(
        request, "units", {"add": add, "rename": rename, "move": move, "close": close},
        lambda: {"units": _managed(viewer(request)), "kinds": writes.UNIT_KINDS},
    )  # fmt: skip


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    require_somewhere(who, "person.manage", "account.manage", "person.erase")

    def add(who: Viewer, sent: Any) -> str:
        post = sent.POST
        writes.add_person(
            post.get("code", "").strip(), post.get("name", "").strip(), actor=who, unit=post.get("unit", ""),
            position=post.get("position", ""), phone=post.get("phone", ""), party=post.get("party", ""),
        )  # fmt: skip
        return said("人员已增加", "Person added")

    def sheet(who: Viewer, sent: Any) -> str:
        file = sent.FILES.get("sheet")
        rows = read_people(file.read(), file.name) if file else read_people(b"", "—")
        count = writes.add_people(rows, actor=who)
        return said(f"已导入 {count} 人", f"{count} people added")

    def open_(who: Viewer, sent: Any) -> str:
        password = writes.open_account(sent.POST.get("code", ""), actor=who)
        return said(
            f"初始密码（只显示一次）：{password}", f"First password, shown once: {password}"
        )

    def reset(who: Viewer, sent: Any) -> str:
        password = writes.reset_password(sent.POST.get("code", ""), actor=who)
        return said(
            f"新的初始密码（只显示一次）：{password}", f"New first password, shown once: {password}"
        )

    def lock(who: Viewer, sent: Any) -> str:
        writes.lock_account(
            sent.POST.get("code", ""), actor=who, locked=sent.POST.get("locked") == "1"
        )
        return said("已保存", "Saved")

    def erase(who: Viewer, sent: Any) -> str:
        writes.erase_person(
            sent.POST.get("code", ""), actor=who, reason=sent.POST.get("reason", "")
        )
        return said("个人信息已删除", "Person erased")

    return _page(
        request, "people",
        {"add": add, "sheet": sheet, "open": open_, "reset": reset, "lock": lock, "erase": erase},
        lambda: {
            "people": list_people(who, search=request.GET.get("q", "")),
            "units": units_for(who, "person.manage"),
            "may_account": allows(who, "account.manage"),
            "may_person": allows(who, "person.manage"),
            "may_erase": allows(who, "person.erase"),
        },
    )  # fmt: skip


@signed_in
def roles(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    require_somewhere(who, "role.manage")

    def assign(who: Viewer, sent: Any) -> str:
        post = sent.POST
        writes.assign_role(
            post.get("person", "").strip(), post.get("role", ""), actor=who, unit=post.get("unit", ""),
            on=post.get("on") or None, until=post.get("until", ""),
        )  # fmt: skip
        return said("已任职", "Role assigned")

    def end(who: Viewer, sent: Any) -> str:
        assignment = sent.POST.get("assignment", "")
        writes.end_role(int(assignment) if assignment.isdecimal() else 0, actor=who)
        return said("任职已终止", "Role ended")

    def define(who: Viewer, sent: Any) -> str:
        post = sent.POST
        held = next((role for role in list_roles(who) if role.code == post.get("code", "")), None)
        title = held.title if held else _title(post)
        scope, group = (held.scope, held.group) if held else (post.get("scope", ""), "business")
        writes.define_role(
            post.get("code", ""),
            RoleDef(title, tuple(post.getlist("acts")), scope, group),
            actor=who,
        )
        return said("角色已保存", "Role saved")

    return _page(
        request, "roles", {"assign": assign, "end": end, "define": define},
        lambda: {
            "roles": list_roles(who),
            "titles": {role.code: role.title for role in list_roles(who)},
            "assignments": list_assignments(who),
            "people": list_people(who),
            "units": units_for(who, "role.manage"),
            "acts": ACTS,
        },
    )  # fmt: skip


@signed_in
def parameters(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    require_somewhere(who, "parameter.set")

    def change(who: Viewer, sent: Any) -> str:
        post = sent.POST
        pack, _, key = post.get("parameter", "").partition(".")
        node = tree().get_by_code(post.get("unit", "")) if post.get("unit") else None
        set_parameter(
            pack, key, post.get("value", ""), actor=who, basis=post.get("basis", ""),
            on=post.get("on") or None, unit=(node.id, node.path) if node else None,
        )  # fmt: skip
        return said("参数已设定", "Parameter set")

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


@signed_in
def calendar(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    require_somewhere(who, "calendar.set")

    def change(who: Viewer, sent: Any) -> str:
        post = sent.POST
        writes.set_calendar_day(
            post.get("day", ""),
            actor=who,
            working=post.get("working") == "1",
            basis=post.get("basis", ""),
        )
        return said("已保存", "Saved")

    return _page(request, "calendar", {"set": change}, lambda: {"days": list_calendar(who)})


@signed_in
def packs(request: HttpRequest) -> HttpResponse:
    require_somewhere(viewer(request), "pack.install")

    def install(who: Viewer, sent: Any) -> str:
        file = sent.FILES.get("archive")
        if file is None:
            raise Invalid("archive-unreadable", path="—")
        pack = install_pack(unzip_pack(file.read(), file.name), actor=who)
        title = getattr(pack.header.title, language())
        return said(
            f"已安装：{title} {pack.header.version}", f"Installed: {title} {pack.header.version}"
        )

    return _page(request, "packs", {"install": install}, lambda: {"installation": installed()})
