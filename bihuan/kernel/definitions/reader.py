"""A pack's folder -> a `Pack`, or every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from yaml import MarkedYAMLError, YAMLError

from bihuan.kernel.definitions.faults import Fault, PackFaults
from bihuan.kernel.definitions.language import (
    BulletinDef,
    BulletinTemplate,
    CheckDef,
    ElementDef,
    IndicatorDef,
    LedgerDef,
    Pack,
    PackHeader,
    ParameterDefault,
    WorkflowDef,
)
from bihuan.kernel.definitions.rules import RULES
from bihuan.kernel.definitions.source import Source, line_in
from bihuan.kernel.definitions.yaml_text import DuplicateKey, Keys, load
from bihuan.kernel.problems import Words

LARGEST_FILE = 256 * 1024
BYTE_ORDER_MARK = "\ufeff"
FOLDERS: dict[str, type[BaseModel]] = {
    "ledgers": LedgerDef,
    "workflows": WorkflowDef,
    "indicators": IndicatorDef,
    "checks": CheckDef,
}
LATER = ("scorecards/",)  # read by a later kernel package
HEAD = "---"  # the line before and after the head of a bulletin's template
ASIDE = ("demo/", "expected/", "README.md", "CHANGELOG.md", "page.csv")


def pack_files(folder: Path) -> dict[str, str]:
    """Return the texts of a pack's folder by path, as `pack_texts` does."""
    return pack_texts(
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not is_aside(path.relative_to(folder).as_posix())
        }
    )


def is_aside(name: str) -> bool:
    """Whether a file beside the definitions is none of them: demo data, documents, hidden files."""
    return name.startswith(ASIDE) or "/." in f"/{name}"


def pack_texts(contents: Mapping[str, bytes]) -> dict[str, str]:
    """Return the texts of a pack's files by path, without demo data and documents.

    Raises PackFaults when it is no pack, and for text that is not UTF-8.
    """
    if "pack.yaml" not in contents:
        raise PackFaults(
            [
                Fault(
                    "pack.yaml",
                    1,
                    "BP001",
                    Words("没有 pack.yaml。", "There is no pack.yaml."),
                    Words(
                        "业务包是含有 pack.yaml 的文件夹。", "A pack is a folder with a pack.yaml."
                    ),
                )
            ]
        )
    files: dict[str, str] = {}
    faults = []
    for name, content in contents.items():
        if is_aside(name):
            continue
        try:
            files[name] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            faults.append(
                Fault(
                    name,
                    line,
                    "BP002",
                    Words("文件不是 UTF-8 编码。", "The file is not UTF-8."),
                    Words("请另存为 UTF-8。", "Save it as UTF-8."),
                )
            )
    if faults:
        raise PackFaults(faults)
    return files


def read_pack(files: Mapping[str, str] | Path, *, others: Mapping[str, Pack] | None = None) -> Pack:
    """Read and check a pack. `others` are the packs that it may need. Raises PackFaults."""
    source = Source()
    pack = _shaped(pack_files(files) if isinstance(files, Path) else files, source)
    for rule in RULES:
        source.faults += rule.find(pack, source, others or {})
    if source.faults:
        raise PackFaults(source.faults)
    return pack


def load_pack(files: Mapping[str, str]) -> Pack:
    """Read the texts of a pack that was found clean before, without asking the rules again."""
    return _shaped(files, Source())


def _shaped(files: Mapping[str, str], source: Source) -> Pack:
    """Return a pack of well-shaped files. Raises PackFaults."""
    shapes = _Shapes(source)
    for name, text in files.items():
        shapes.read(name, text)
    if source.faults:
        raise PackFaults(source.faults)
    return Pack(
        header=shapes.header,
        parameters=shapes.parameters,
        elements=shapes.elements,
        ledgers=shapes.found["ledgers"],
        workflows=shapes.found["workflows"],
        indicators=shapes.found["indicators"],
        checks=shapes.found["checks"],
        bulletins=shapes.bulletins,
        extra=shapes.extra,
    )


def read_header(files: Mapping[str, str]) -> PackHeader:
    """Read only pack.yaml of texts that were found clean before."""
    return PackHeader.model_validate(load(files["pack.yaml"].removeprefix(BYTE_ORDER_MARK)))


class _Shapes:
    """Validates each file on its own; what is readable is kept, so that all faults are found."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.header: Any = None
        self.parameters: dict[str, Any] = {}
        self.elements: dict[str, Any] = {}
        self.found: dict[str, dict[str, Any]] = {folder: {} for folder in FOLDERS}
        self.bulletins: dict[str, BulletinTemplate] = {}
        self.extra: dict[str, Any] = {}

    def read(self, name: str, text: str) -> None:
        folder, _, file = name.rpartition("/")
        if name.startswith(LATER):
            self.extra[name] = text
            return
        if folder == "bulletins" and name.endswith(".md"):
            self._bulletin(name, file, text)
            return
        known = name in ("pack.yaml", "parameters.yaml", "elements.yaml") or folder in FOLDERS
        if not known or not name.endswith(".yaml"):
            what = Words("业务包里没有这种文件。", "A pack has no such file.")
            self.source.fault(name, 1, "BP003", what, SEE_FORMAT)
            return
        tree = self._tree(name, text)
        if tree is None:
            return
        self.source.trees[name] = tree
        if name == "pack.yaml":
            self.header = self._shape(name, PackHeader, tree)
        elif name == "parameters.yaml":
            self._entries(name, tree, ParameterDefault, self.parameters)
        elif name == "elements.yaml":
            self._entries(name, tree, ElementDef, self.elements)
        else:
            stem = file.removesuffix(".yaml").replace("-", "_")
            shaped = self._shape(name, FOLDERS[folder], tree)
            if shaped is not None:
                self.found[folder][stem] = shaped
                self.source.files[folder, stem] = name

    def _bulletin(self, name: str, file: str, text: str) -> None:
        """Read a template: its head as keys and values, the rest as it stands."""
        lines = text.removeprefix(BYTE_ORDER_MARK).splitlines(keepends=True)
        marks = [number for number, line in enumerate(lines) if line.strip() == HEAD][:2]
        if len(marks) < 2 or marks[0] != 0:
            what = Words("简报模板缺少开头部分。", "The template of a bulletin has no head.")
            hint = Words("开头写在两行 --- 之间。", "Write it between two lines of ---.")
            self.source.fault(name, 1, "BP009", what, hint)
            return
        # an empty line in place of the first dashes, so that the head's lines keep their numbers
        tree = self._tree(name, "\n" + "".join(lines[1 : marks[1]]))
        if tree is None:
            return
        self.source.trees[name] = tree
        header = self._shape(name, BulletinDef, tree)
        stem = file.removesuffix(".md").replace("-", "_")
        if header is not None:
            body = "".join(lines[marks[1] + 1 :])
            line = marks[1] + 2
            self.bulletins[stem] = BulletinTemplate(header=header, text=body, line=line)
            self.source.files["bulletins", stem] = name

    def _tree(self, name: str, text: str) -> Keys | None:
        tree = _read_text(text)
        if isinstance(tree, Keys):
            return tree
        self.source.fault(name, *tree)
        return None

    def _entries(self, name: str, tree: Any, shape: type[BaseModel], found: dict[str, Any]) -> None:
        for key, value in tree.items():
            shaped = self._shape(name, shape, value, at=(key,), root=tree)
            if shaped is not None:
                found[str(key)] = shaped

    def _shape(
        self,
        name: str,
        shape: type[BaseModel],
        tree: Any,
        *,
        at: tuple[str, ...] = (),
        root: Any = None,
    ) -> Any:
        try:
            return shape.model_validate(tree)
        except ValidationError as error:
            for detail in error.errors():
                loc = tuple(part for part in detail["loc"] if part != "[key]")
                line = line_in(root if root is not None else tree, *at, *loc)
                self.source.faults.append(_shape_fault(name, line, detail, loc))
            return None


class _Unreadable(NamedTuple):
    """What keeps a text from being read as keys and values."""

    line: int
    code: str
    sentence: Words
    hint: Words


def _read_text(text: str) -> Keys | _Unreadable:
    if len(text) > LARGEST_FILE:
        return _Unreadable(
            1,
            "BP004",
            Words("文件过大。", "The file is too large."),
            Words(f"上限 {LARGEST_FILE // 1024} KB。", f"At most {LARGEST_FILE // 1024} KB."),
        )
    if "&" in text or "<<:" in text:
        for number, written in enumerate(text.splitlines(), 1):
            bare = written.split("#")[0].lstrip("- ").partition(": ")[2] or written.strip()
            if bare.startswith(("&", "*")) or written.strip().startswith("<<:"):
                what = Words(
                    "不接受 YAML 锚点和引用。", "YAML anchors and aliases are not accepted."
                )
                return _Unreadable(number, "BP005", what, Words("请写全。", "Write it out."))
    try:
        tree = load(text.removeprefix(BYTE_ORDER_MARK))
    except YAMLError as error:
        return _not_yaml(error)
    if isinstance(tree, Keys):
        return tree
    what = Words("文件应是键与值。", "The file should be keys and values.")
    return _Unreadable(1, "BP008", what, Words("例如 unit: 个。", "For example unit: 个."))


def _not_yaml(error: YAMLError) -> _Unreadable:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    line = mark.line + 1 if mark else 1
    if isinstance(error, DuplicateKey):
        what = Words("同一个键写了两次。", "A key is written twice.")
        return _Unreadable(line, "BP006", what, Words("删去其中一个。", "Take one of them out."))
    said = error.problem if isinstance(error, MarkedYAMLError) else str(error)
    what = Words(f"YAML 写法有误：{said}。", f"This is not YAML: {said}.")
    hint = Words("检查缩进和冒号。", "Check the indentation and the colons.")
    return _Unreadable(line, "BP007", what, hint)


def _shape_fault(name: str, line: int, detail: Any, loc: tuple[Any, ...]) -> Fault:
    where = ".".join(str(part) for part in loc)
    kind, facts = detail["type"], detail.get("ctx", {})
    match kind:
        case "extra_forbidden":
            code = "BP101"
            what = Words(f"不认识的键 {where}。", f"There is no key {where}.")
            hint = Words("检查拼写，见 pack-format.md。", "Check the spelling; see pack-format.md.")
        case "missing":
            code = "BP102"
            what = Words(f"缺少 {where}。", f"{where} is missing.")
            hint = Words("此键必填。", "It must be given.")
        case "string_pattern_mismatch":
            code = "BP103"
            what = Words(f"{where} 的写法不合规则。", f"{where} is not written as it should be.")
            hint = Words(f"应符合 {facts['pattern']}。", f"It should match {facts['pattern']}.")
        case "literal_error" | "enum":
            code = "BP104"
            what = Words(f"{where} 不是允许的取值。", f"{where} is not one of the values allowed.")
            known = str(facts["expected"])
            hint = Words(f"可用：{known.replace(' or ', '、')}。", f"Allowed: {known}.")
        case _:
            code = "BP105"
            what = Words(f"{where} 的类型不对。", f"{where} is not of the right type.")
            hint = next((SHAPES[part] for part in kind.split("_") if part in SHAPES), SEE_FORMAT)
    return Fault(name, line, code, what, hint)


SEE_FORMAT = Words("见 docs/reference/pack-format.md。", "See docs/reference/pack-format.md.")
SHAPES = {  # a part of pydantic's name for what it expected
    "int": Words("应是整数。", "It should be a whole number."),
    "decimal": Words("应是数。", "It should be a number."),
    "string": Words("应是文字，长度在限度内。", "It should be a text within the limits of length."),
    "bool": Words("应是 true 或 false。", "It should be true or false."),
    "date": Words("应是日期，例如 2022-05-31。", "It should be a date such as 2022-05-31."),
    "dict": Words("应是键与值。", "It should be keys and values."),
    "model": Words("应是键与值。", "It should be keys and values."),
    "tuple": Words("应是列表，例如 [a, b]。", "It should be a list such as [a, b]."),
    "short": Words("太短。", "It is too short."),
}
