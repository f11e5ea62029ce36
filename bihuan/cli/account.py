"""`bihuan account open|reset|lock|unlock`."""

from __future__ import annotations

import typer

from bihuan.cli.options import AsPerson, viewer
from bihuan.cli.output import console, say
from bihuan.kernel.org import writes

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("open")
def open_(person: str, as_person: AsPerson = "") -> None:
    """开户并显示一次初始密码 · Open a login; its first password is shown once."""
    password = writes.open_account(person, actor=viewer(as_person))
    console().print(say(f"初始密码 {password}", f"First password {password}"))


@app.command()
def reset(person: str, as_person: AsPerson = "") -> None:
    """重置密码 · Give a new first password."""
    password = writes.reset_password(person, actor=viewer(as_person))
    console().print(say(f"初始密码 {password}", f"First password {password}"))


@app.command()
def lock(person: str, as_person: AsPerson = "") -> None:
    """锁定 · Lock a login."""
    writes.lock_account(person, actor=viewer(as_person))
    console().print(say("已锁定", "Locked"))


@app.command()
def unlock(person: str, as_person: AsPerson = "") -> None:
    """解锁 · Unlock a login."""
    writes.lock_account(person, actor=viewer(as_person), locked=False)
    console().print(say("已解锁", "Unlocked"))
