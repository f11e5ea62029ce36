"""The evidence store: files named by their digest, outside the database; bytes kept as they came.

A file's kind is told by its content, never by its name. What a browser could run is refused.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from bihuan.kernel.ledgers.models import Evidence
from bihuan.kernel.problems import Broken, Invalid, Words
from bihuan.lib.whole_files import written_whole

LARGEST = 20 * 1024 * 1024
_ZIP_KINDS = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MEDIA: dict[str, tuple[Words, tuple[str, ...]]] = {  # by the name in a field's `media`
    "picture": (Words("图片", "a picture"), ("image/",)),
    "document": (Words("文件（PDF、Word、Excel、文本）", "a document"), ("application/", "text/")),
    "video": (Words("视频", "a video"), ("video/",)),
}
SHOWN_INLINE = ("image/jpeg", "image/png", "image/webp")


def media_type_of(content: bytes) -> str:
    """Return the media type told by the content. Raises Invalid for what is not taken."""
    head = content[:16]
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in (b"heic", b"heix", b"mif1") else "video/mp4"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _office_type(content)
    if b"\x00" not in content and content.lstrip()[:1] != b"<":
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return "text/plain"
    raise Invalid("evidence-type")


def _office_type(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
    except zipfile.BadZipFile as error:
        raise Invalid("evidence-type") from error
    if "[Content_Types].xml" in names and not any("vbaProject" in name for name in names):
        for prefix, kind in _ZIP_KINDS.items():
            if any(name.startswith(prefix) for name in names):
                return kind
    raise Invalid("evidence-type")


def check_content(content: bytes) -> str:
    """Refuse what is empty, too large or of another kind; return the media type."""
    check_size(len(content))
    return media_type_of(content)


def is_of_media(media_type: str, media: Iterable[str]) -> bool:
    """Whether a stored file is of a kind that a field takes; one that names none takes any."""
    kinds = tuple(start for name in media for start in MEDIA[name][1])
    return not kinds or media_type.startswith(kinds)


def check_size(size: int) -> None:
    """Refuse what is empty or too large."""
    if not size:
        raise Invalid("evidence-empty")
    if size > LARGEST:
        raise Invalid("evidence-too-large", size=size >> 20, most=LARGEST >> 20)


def path_of_digest(digest: str) -> Path:
    return Path(settings.HOME) / "evidence" / digest[:2] / digest[2:]


def store(content: bytes) -> str:
    """Keep a file durably under its SHA-256 and return it; the same bytes are kept once.

    Bytes that were altered since are put right.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = path_of_digest(digest)
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as aside:
            aside.write_bytes(content)
    return digest


def open_intact(digest: str) -> BinaryIO:
    """Open a kept file, hashed on the way. Raises Broken when it is gone or not what was kept."""
    try:
        file = path_of_digest(digest).open("rb")
    except FileNotFoundError as error:
        raise Broken("evidence-lost", digest=digest[:12]) from error
    if hashlib.file_digest(file, "sha256").hexdigest() != digest:
        file.close()
        raise Broken("evidence-altered", digest=digest[:12])
    file.seek(0)
    return file


def evidence_fault() -> Words | None:
    """Name the first file that the log has and the store has lost or altered."""
    for digest in Evidence.objects.order_by("seq").values_list("digest", flat=True).iterator():
        try:
            open_intact(digest).close()
        except Broken as refusal:
            return Words(refusal.sentence("zh"), refusal.sentence("en"))
    return None
