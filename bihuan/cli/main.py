"""The `bihuan` command.

Exit codes: 0 as asked; 1 the answer is no (differs, fault found); 2 wrong use; 3 refused, with a
sentence and a code on standard error.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

if TYPE_CHECKING:
    from bihuan.kernel.problems import Problem

# command -> (module, attribute); a module is loaded only when its command runs
COMMANDS = {
    "init": ("init", "init", "建立空的安装 · Make an empty installation"),
    "demo": ("demo", "demo", "建立演示区并启动 · Make the demo zone and serve it"),
    "serve": ("serve", "serve", "启动网页服务 · Serve the web"),
    "worker": ("worker", "worker", "后台工作 · Background work"),
    "figures": ("figures", "figures", "指标数值 · Figures"),
    "trace": ("figures", "trace", "溯源 · Take a figure apart"),
    "page": ("page", "page", "报纸页面与台账对照 · The page against the ledgers"),
    "pack": ("pack", "app", "业务包 · Packs"),
    "record": ("record", "app", "登记、更正、办理、作废 · Records"),
    "month": ("month", "app", "报送与审核月报 · Months"),
    "import": ("sheets", "import_", "导入 CSV · Import a CSV"),
    "export": ("sheets", "export", "导出 CSV · Export a CSV"),
    "verify": ("log", "verify", "核验日志 · Verify the log"),
    "log": ("log", "app", "日志证明、检查点、导出 · Proofs, checkpoints, bundles"),
    "rebuild": ("log", "rebuild", "由日志重建 · Rebuild from the log"),
    "backup": ("backup", "backup", "备份 · Back up"),
    "restore": ("backup", "restore", "恢复 · Restore"),
    "unit": ("unit", "app", "组织单元 · Units"),
    "person": ("person", "app", "人员 · People"),
    "role": ("role", "app", "角色与任职 · Roles"),
    "duty": ("duty", "app", "责任人 · Duties"),
    "account": ("account", "app", "账号 · Logins"),
    "parameter": ("parameter", "app", "参数 · Parameters"),
    "calendar": ("calendar", "app", "工作日 · Working days"),
    "target": ("target", "target", "设定目标 · Set a target"),
    "draft": ("draft", "app", "核稿 · Check the numbers of a draft"),
    "bulletin": ("bulletin", "app", "简报：起草、签发、发布、验证 · Bulletins"),
    "bench": ("bench", "bench", "测速 · Benchmarks"),
}


class LazyGroup(TyperGroup):
    """Loads a command's module when it is used, so that help is instant."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:
        if name not in COMMANDS:
            return None
        module_name, attribute, text = COMMANDS[name]
        if ctx.resilient_parsing or ("--help" in sys.argv and len(sys.argv) <= 2):
            return TyperCommand(name, help=text, short_help=text)
        if sys.argv[1:3] == ["bulletin", "prove"]:
            os.environ["BIHUAN_MAKES_NOTHING"] = "1"
        start()
        found: Any = getattr(importlib.import_module(f"bihuan.cli.{module_name}"), attribute)
        if isinstance(found, typer.Typer):
            command = typer.main.get_command(found)
        else:
            single = typer.Typer(add_completion=False)
            single.command(name=name)(found)
            command = typer.main.get_command(single)
        command.name = name
        command.short_help = text
        return command


def start() -> None:
    """Make Django ready."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate("en" if os.environ.get("BIHUAN_LANGUAGE") == "en" else "zh-hans")


group = LazyGroup(
    name="bihuan", help="bihuan 闭环：开发区运行平台 · operations of a development zone"
)


def app() -> None:
    """Run the command; a refusal is one sentence, never a traceback."""
    from bihuan.kernel.problems import Problem

    try:
        code = group.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except typer.Exit as leave:
        sys.exit(leave.exit_code)
    except TyperException as wrong:
        wrong.show()  # type: ignore[attr-defined]
        sys.exit(2)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Problem as problem:
        if os.environ.get("BIHUAN_DEBUG"):
            raise
        print(f"bihuan: {_told(problem)}", file=sys.stderr)
        sys.exit(3)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as fault:
        if os.environ.get("BIHUAN_DEBUG"):
            raise
        refusal = _known(fault)
        print(f"bihuan: {refusal}", file=sys.stderr)
        sys.exit(3)


FILE_FAULTS = {
    errno.ENOENT: ("没有这个文件或文件夹", "there is no such file or folder"),
    errno.EACCES: ("没有读写它的权限", "you may not read or write it"),
    errno.EISDIR: ("它是文件夹", "it is a folder"),
    errno.ENOTDIR: ("路径里有一段不是文件夹", "a part of the path is no folder"),
}


def _told(problem: Problem) -> str:
    return f"{problem.code} {problem.sentence(os.environ.get('BIHUAN_LANGUAGE', 'zh'))}"


def _known(fault: Exception) -> str:
    """Return a sentence for what the machine, not a person, did wrong."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError, ProgrammingError

    from bihuan.kernel.problems import Broken, Words

    text = str(fault)
    if isinstance(fault, ImproperlyConfigured):
        return _told(Broken("configuration-wrong", why=text))
    if isinstance(fault, OperationalError | ProgrammingError):
        from django.db import connection

        if "no such table" in text or "does not exist" in text:
            return _told(Broken("not-initialised"))
        if connection.connection is None:
            told = {key.lower(): connection.settings_dict[key] for key in ("NAME", "HOST", "PORT")}
            return _told(Broken("database-unreachable", why=text.splitlines()[0], **told))
        return _told(Broken("database-busy"))
    if isinstance(fault, OSError):
        why = FILE_FAULTS.get(fault.errno or 0, (str(fault.strerror or fault),) * 2)
        return _told(Broken("file-error", file=fault.filename or "", why=Words(*why)))
    english = os.environ.get("BIHUAN_LANGUAGE", "zh").startswith("en")
    hint = "set BIHUAN_DEBUG=1 to see more" if english else "设 BIHUAN_DEBUG=1 可看详情"
    return f"unexpected {type(fault).__name__}: {text} ({hint})"


if __name__ == "__main__":
    app()
