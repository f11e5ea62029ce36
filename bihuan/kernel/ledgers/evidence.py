"""The evidence store: files named by their digest, outside the database; bytes kept as they came.

A file's kind is told by its content, never by its name. What a browser could run is refused.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

from django.conf import settings

from bihuan.kernel.problems import Invalid
from bihuan.lib.whole_files import written_whole

LARGEST = 20 * 1024 * 1024
_ZIP_KINDS = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
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


def check_size(size: int) -> None:
    """Refuse what is empty or too large."""
    if not size:
        raise Invalid("evidence-empty")
    if size > LARGEST:
        raise Invalid("evidence-too-large", size=size >> 20, most=LARGEST >> 20)


def path_of_digest(digest: str) -> Path:
    return Path(settings.HOME) / "evidence" / digest[:2] / digest[2:]


def store(content: bytes) -> str:
    """Keep a file durably under its SHA-256 and return it; the same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of_digest(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as aside:
        aside.write_bytes(content)
    return digest
