"""A pack's folder -> a `Pack`, or every fault at once."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bihuan.kernel.definitions.faults import Fault, PackFaults
from bihuan.kernel.definitions.language import (
    CheckDef,
    IndicatorDef,
    LedgerDef,
    Pack,
    PackHeader,
    ParameterDefault,
    WorkflowDef,
)
from bihuan.kernel.definitions.rules import RULES
from bihuan.kernel.definitions.source import Source, line_in

LARGEST_FILE = 256 * 1024
FOLDERS: dict[str, type[BaseModel]] = {
    "ledgers": LedgerDef,
    "workflows": WorkflowDef,
    "indicators": IndicatorDef,
    "checks": CheckDef,
}
LATER = ("scorecards/", "bulletins/")  # read by later kernel packages
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
                    "pack.yaml", 1, "BP001", "没有 pack.yaml。", "业务包是含有 pack.yaml 的文件夹。"
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
            faults.append(Fault(name, line, "BP002", "文件不是 UTF-8 编码。", "请另存为 UTF-8。"))
    if faults:
        raise PackFaults(faults)
    return files


def read_pack(files: Mapping[str, str] | Path, *, others: Mapping[str, Pack] | None = None) -> Pack:
    """Read and check a pack. `others` are the packs that it may need. Raises PackFaults."""
    if isinstance(files, Path):
        files = pack_files(files)
    source = Source()
    shapes = _Shapes(source)
    for name, text in files.items():
        shapes.read(name, text)
    if source.faults:
        raise PackFaults(source.faults)
    pack = Pack(
        header=shapes.header,
        parameters=shapes.parameters,
        ledgers=shapes.found["ledgers"],
        workflows=shapes.found["workflows"],
        indicators=shapes.found["indicators"],
        checks=shapes.found["checks"],
        extra=shapes.extra,
    )
    for rule in RULES:
        source.faults += rule.find(pack, source, others or {})
    if source.faults:
        raise PackFaults(source.faults)
    return pack


def read_header(files: Mapping[str, str]) -> PackHeader:
    """Read only pack.yaml of texts that were found clean before."""
    return PackHeader.model_validate(_plain(_load(files["pack.yaml"])))


class _Shapes:
    """Validates each file on its own; what is readable is kept, so that all faults are found."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.header: Any = None
        self.parameters: dict[str, Any] = {}
        self.found: dict[str, dict[str, Any]] = {folder: {} for folder in FOLDERS}
        self.extra: dict[str, Any] = {}

    def read(self, name: str, text: str) -> None:
        folder, _, file = name.rpartition("/")
        if name.startswith(LATER):
            self.extra[name] = text
            return
        known = name in ("pack.yaml", "parameters.yaml") or folder in FOLDERS
        if not known or not name.endswith(".yaml"):
            self.source.fault(
                name, 1, "BP003", "业务包里没有这种文件。", "见 docs/reference/pack-format.md。"
            )
            return
        tree = self._tree(name, text)
        if tree is None:
            return
        self.source.trees[name] = tree
        if name == "pack.yaml":
            self.header = self._shape(name, PackHeader, tree)
        elif name == "parameters.yaml":
            self._parameters(name, tree)
        else:
            stem = file.removesuffix(".yaml").replace("-", "_")
            shaped = self._shape(name, FOLDERS[folder], tree)
            if shaped is not None:
                self.found[folder][stem] = shaped
                self.source.files[folder, stem] = name

    def _parameters(self, name: str, tree: Any) -> None:
        for key, value in tree.items():
            shaped = self._shape(name, ParameterDefault, value, at=(key,), root=tree)
            if shaped is not None:
                self.parameters[str(key)] = shaped

    def _tree(self, name: str, text: str) -> CommentedMap | None:
        if len(text) > LARGEST_FILE:
            self.source.fault(name, 1, "BP004", "文件过大。", f"上限 {LARGEST_FILE // 1024} KB。")
            return None
        if text.startswith("\ufeff"):
            text = text[1:]
        if "&" in text or "<<:" in text:
            for number, written in enumerate(text.splitlines(), 1):
                bare = written.split("#")[0].lstrip("- ").partition(": ")[2] or written.strip()
                if bare.startswith(("&", "*")) or written.strip().startswith("<<:"):
                    self.source.fault(name, number, "BP005", "不接受 YAML 锚点和引用。", "请写全。")
                    return None
        try:
            tree = _load(text)
        except DuplicateKeyError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.source.fault(name, line, "BP006", "同一个键写了两次。", "删去其中一个。")
            return None
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.source.fault(
                name, line, "BP007", f"YAML 写法有误：{error.problem}。", "检查缩进和冒号。"
            )
            return None
        except YAMLError as error:
            self.source.fault(name, 1, "BP007", f"YAML 写法有误：{error}。", "检查缩进和冒号。")
            return None
        if not isinstance(tree, CommentedMap):
            self.source.fault(name, 1, "BP008", "文件应是键与值。", "例如 title: …")
            return None
        return tree

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
            return shape.model_validate(_plain(tree))
        except ValidationError as error:
            for detail in error.errors():
                loc = tuple(part for part in detail["loc"] if part != "[key]")
                line = line_in(root if root is not None else tree, *at, *loc)
                self.source.faults.append(_shape_fault(name, line, detail, loc))
            return None


def _shape_fault(name: str, line: int, detail: Any, loc: tuple[Any, ...]) -> Fault:
    where = ".".join(str(part) for part in loc)
    kind = detail["type"]
    if kind == "extra_forbidden":
        return Fault(name, line, "BP101", f"不认识的键 {where}。", "检查拼写，见 pack-format.md。")
    if kind == "missing":
        return Fault(name, line, "BP102", f"缺少 {where}。", "此键必填。")
    if kind == "string_pattern_mismatch":
        return Fault(name, line, "BP103", f"{where} 的写法不合规则。", detail["msg"])
    if kind in ("literal_error", "enum"):
        return Fault(name, line, "BP104", f"{where} 不是允许的取值。", detail["msg"])
    return Fault(name, line, "BP105", f"{where} 的类型不对。", detail["msg"])


def _load(text: str) -> Any:
    return _yaml().load(io.StringIO(text))


def _yaml() -> YAML:
    """Return a loader of one's own: it is not made for several threads."""
    yaml = YAML(typ="rt", pure=True)
    yaml.allow_duplicate_keys = False
    yaml.version = (1, 2)
    return yaml


def _plain(node: Any) -> Any:
    """Return a loaded file as plain values, scalars as their Python types."""
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if isinstance(node, bool) or node is None:
        return node
    for kind in (int, float, str):
        if isinstance(node, kind):
            return Decimal(str(node)) if kind is float else kind(node)
    return node
