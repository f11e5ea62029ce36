"""`bihuan init`: an empty installation."""

from __future__ import annotations

from typing import Annotated

import typer
from django.core.management import call_command

from bihuan.cli.output import console, say
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.definitions.reader import pack_files
from bihuan.kernel.events.keeping import make_log, write_checkpoint
from bihuan.kernel.org.writes import (
    add_person,
    add_unit,
    assign_role,
    install_default_roles,
    open_account,
)
from bihuan.kernel.packs.folders import pack_folders
from bihuan.kernel.packs.writes import install_pack
from bihuan.kernel.permissions import SYSTEM

ADMINISTRATORS = {
    "sysadmin": ("system_admin", "系统管理员"),
    "secadmin": ("security_admin", "安全管理员"),
    "auditadmin": ("audit_admin", "审计管理员"),
}


def prepare(name: str, algorithm: str = "sha256") -> None:
    """Make tables, log, key and default roles; harmless when they are there."""
    bring_up_to_date()
    make_log(name, algorithm)
    install_default_roles(actor=SYSTEM)


def bring_up_to_date() -> None:
    """Bring the tables of an installation that an older version made up to this one's."""
    call_command("migrate", verbosity=0)


def install_packs() -> None:
    """Install the packs that come with bihuan, where they are missing."""
    for folder in pack_folders():
        install_pack(pack_files(folder), actor=SYSTEM)


def init(
    zone_title: Annotated[
        str, typer.Option("--zone-title", help="开发区名称 · title of the zone")
    ] = "开发区",
    zone_code: Annotated[
        str, typer.Option("--zone-code", help="单元代码 · its unit code")
    ] = "ZONE",
    packs: Annotated[
        bool,
        typer.Option(
            "--packs/--no-packs", help="安装自带业务包 · install the packs that come with it"
        ),
    ] = True,
    hash_: Annotated[str, typer.Option("--hash", help="sha256 | sm3")] = "sha256",
) -> None:
    """建立空的安装：日志、密钥、角色、三员 · An empty installation with its three administrators."""
    if hash_ not in ("sha256", "sm3"):
        raise typer.BadParameter("sha256 | sm3", param_hint="--hash")
    prepare(f"bihuan.{zone_code.lower()}", hash_)
    if packs:
        install_packs()
    from bihuan.kernel.org.tree import tree

    if zone_code not in tree().by_code:
        add_unit(
            zone_code,
            Label(zh=zone_title, en=zone_title),
            actor=SYSTEM,
            kind="zone",
            on="2020-01-01",
        )
        passwords = {}
        for code, (role, title) in ADMINISTRATORS.items():
            add_person(code, title, actor=SYSTEM, unit=zone_code, position=title)
            assign_role(code, role, actor=SYSTEM, unit=zone_code, on="2020-01-01")
            passwords[code] = open_account(code, actor=SYSTEM)
        write_checkpoint(actor=SYSTEM)
        out = console()
        out.print(say("三员的初始密码只显示这一次：", "First passwords, shown only this once:"))
        for code, password in passwords.items():
            out.print(f"  {code:<12} {password}")
    console().print(say("安装就绪。下一步：bihuan serve", "Ready. Next: bihuan serve"))
