"""`bihuan pack new`: a new campaign as a pack that checks clean, from the answers to six questions."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from django.template import Context, Engine

from bihuan.cli.output import console, say
from bihuan.kernel.definitions.language import Label
from bihuan.kernel.definitions.reader import read_pack
from bihuan.kernel.packs.folders import packs_root
from bihuan.kernel.packs.reads import installed
from bihuan.kernel.problems import Conflict, Invalid

TEMPLATES = Path(__file__).with_name("new_pack_files")
SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "reference"
OPENING = "# yaml-language-server: $schema="
KINDS = "一般=General,重点=Key"
Given = TypeVar("Given", str, int)
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody said about a campaign; titles as `中文=English`, or Chinese alone."""

    name: str
    title: str
    ledger: str
    kinds: str
    days: int
    green: int
    photo: bool


def new(
    name: Annotated[str, typer.Argument(help="英文名，如 flood-control · the pack's name")],
    title: Annotated[
        str, typer.Option("--title", help="叫什么，如 防汛=Flood control · what it is called")
    ] = "",
    ledger: Annotated[
        str, typer.Option("--ledger", help="一条记录是什么，如 险点=Weak spot · what one record is")
    ] = "",
    kinds: Annotated[
        str, typer.Option("--kinds", help="分哪几类，逗号分开 · kinds, by commas")
    ] = "",
    days: Annotated[
        int | None,
        typer.Option("--days", min=1, max=250, help="几个工作日办完 · working days to finish"),
    ] = None,
    green: Annotated[
        int | None,
        typer.Option(
            "--green",
            min=1,
            max=100,
            help="销号率几成以上亮绿灯，% · closed share for a green light",
        ),
    ] = None,
    photo: Annotated[
        bool | None,
        typer.Option("--photo/--no-photo", help="完成要不要照片 · whether finishing needs a photo"),
    ] = None,
    into: Annotated[
        Path, typer.Option("--into", help="放在哪个文件夹里 · the folder to put it in")
    ] = Path(),
    yes: Annotated[
        bool, typer.Option("--yes", help="不提问，其余用默认 · ask nothing, take defaults")
    ] = False,
) -> None:
    """新建业务包：问六个问题 · Make a pack for a new campaign; asks six questions."""
    if not NAME.fullmatch(name) or len(name) > 32:
        raise Invalid("pack-name", name=name)
    folder = into / name
    if folder.exists():
        raise Conflict("folder-there", path=folder)
    if name in _taken():
        raise Conflict("pack-name-taken", name=name)
    named = _titled("", name)

    def ask(given: Given | None, zh: str, en: str, default: Given) -> Given:
        if given:
            return given
        return default if yes else type(default)(typer.prompt(say(zh, en), default=default))

    asked = f"{named.zh}={named.en}"
    title = ask(title, "叫什么（中文=English）", "What is it called (中文=English)", asked)
    answers = Answers(
        name,
        title,
        ask(
            ledger,
            "一条记录是什么（中文=English）",
            "What is one record (中文=English)",
            _flat(_matters(_titled(title, name))),
        ),
        ask(
            kinds,
            "分哪几类，逗号分开（中文=English）",
            "Which kinds, by commas (中文=English)",
            KINDS,
        ),
        ask(days, "几个工作日办完", "Working days to finish", 15),
        ask(green, "销号率百分之几亮绿灯", "Closed share for a green light, in %", 90),
        (yes or typer.confirm(say("完成要照片吗", "Must finishing have a photo"), default=True))
        if photo is None
        else photo,
    )
    files = pack_texts(answers)
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        opening = f"{OPENING}{_schema_for(folder, target)}\n" if target.suffix == ".yaml" else ""
        target.write_text(opening + text, "utf-8")
    read_pack(folder)
    out = console()
    out.print(say(f"已写好 {folder}，检查没有错误。", f"Written to {folder}; it checks clean."))
    out.print(say(f"下一步：bihuan pack install {folder}", f"Next: bihuan pack install {folder}"))


def pack_texts(answers: Answers) -> dict[str, str]:
    """Return the files of a pack by path."""
    title = _titled(answers.title, answers.name)
    ledger_title = _label(answers.ledger, _matters(title))
    ledger = answers.name.replace("-", "_")
    kinds = [part.strip() for part in re.split(r"[,，、]", answers.kinds) if part.strip()]
    if not kinds:
        raise Invalid("kinds-missing")
    labels = [
        _label(kind, Label(zh=f"第{number}类", en=f"Kind {number}"))
        for number, kind in enumerate(kinds, 1)
    ]
    for said in (kinds, [label.zh for label in labels]):
        if twice := [kind for kind in said if said.count(kind) > 1]:
            raise Invalid("kind-twice", kind=twice[0])
    context = Context(
        {
            "name": answers.name,
            "code": "".join(part[0] for part in answers.name.split("-")).upper(),
            "title": _flow(title),
            "titles": title,
            "ledger": ledger,
            "ledger_title": _flow(ledger_title),
            "ledger_titles": ledger_title,
            "kinds": [(code, _flow(label)) for code, label in _coded(labels).items()],
            "days": answers.days,
            "green": answers.green,
            "red": answers.green // 2,
            "photo": answers.photo,
        },
        autoescape=False,
    )
    engine = Engine()
    found: dict[str, str] = {}
    for file in sorted(TEMPLATES.rglob("*.*")):
        path = file.relative_to(TEMPLATES).as_posix()
        if path.startswith("indicators/"):
            path = f"indicators/{ledger}_{file.name}".replace("_", "-")
        else:
            path = path.replace("ledger.yaml", f"{answers.name}.yaml")
        found[path] = engine.from_string(file.read_text("utf-8")).render(context)
    return found


def _titled(text: str, name: str) -> Label:
    """Return what a campaign is called; what is not said in one language is made from its name."""
    return _label(text, Label(zh="专项行动", en=name.replace("-", " ").capitalize()))


def _matters(title: Label) -> Label:
    return Label(zh=f"{title.zh}事项", en=f"{title.en} matters")


def _label(text: str, default: Label) -> Label:
    """Return a label from `中文=English`, `中文` or `English`; no language stands in for the other."""
    zh, _, en = (part.strip() for part in text.partition("="))
    if zh.isascii():
        zh, en = "", en or zh
    return Label(zh=zh or default.zh, en=en or default.en)


def _flat(label: Label) -> str:
    return f"{label.zh}={label.en}"


def _taken() -> set[str]:
    """Return the names of packs that come with bihuan or are installed."""
    names = {path.parent.name for path in packs_root().glob("*/pack.yaml")}
    try:
        return names | installed().packs.keys()
    except Exception:  # no installation yet: a pack may be made before there is one
        return names


def _coded(labels: list[Label]) -> dict[str, Label]:
    """Return labels by a code made of the English, or by their number where two are alike."""
    found: dict[str, Label] = {}
    for number, label in enumerate(labels, 1):
        code = re.sub(r"[^a-z0-9]+", "_", label.en.lower()).strip("_")
        found[code if code and code not in found else f"kind_{number}"] = label
    return found


def _flow(label: Label) -> str:
    """Write a label as YAML, whatever signs are in it."""
    return f"{{zh: {_quoted(label.zh)}, en: {_quoted(label.en)}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _schema_for(folder: Path, target: Path) -> str:
    """Put the schema of a file into the pack, where an editor finds it wherever the pack goes."""
    kind = target.parent.name if target.parent != folder else target.stem
    schema = SCHEMAS / f"{kind.removesuffix('s') if kind != target.stem else kind}.schema.json"
    beside = folder / ".schemas" / schema.name
    if not beside.exists():
        beside.parent.mkdir(exist_ok=True)
        shutil.copyfile(schema, beside)
    return Path(os.path.relpath(beside, target.parent)).as_posix()
