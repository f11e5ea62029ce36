"""The texts of a pack that somebody sends as a ZIP. Nothing of it is ever written to a disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from bihuan.kernel.definitions import reader
from bihuan.kernel.problems import Invalid

MOST_FILES = 500
MOST_BYTES = 4_000_000  # of all texts together, unpacked


def unzip_pack(content: bytes, name: str) -> dict[str, str]:
    """Return the texts of a zipped pack by path, without demo data and documents.

    The pack lies at the archive's top or in one folder of it. Raises Invalid for what is no such
    archive, PackFaults for one without a pack or with text that is not UTF-8.
    """
    try:
        files = _unpacked(content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise Invalid("archive-unreadable", path=name) from error
    headers = [path for path in files if path.name == "pack.yaml"]
    root = min((path.parent for path in headers), key=lambda path: len(path.parts), default=None)
    return reader.pack_texts(
        {
            path.relative_to(root).as_posix(): data
            for path, data in files.items()
            if root is not None and path.is_relative_to(root)
        }
    )


def _unpacked(content: bytes) -> dict[PurePosixPath, bytes]:
    """Unpack no more than a pack may have, whatever sizes the archive claims."""
    found: dict[PurePosixPath, bytes] = {}
    left = MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            if entry.is_dir():
                continue
            with archive.open(entry) as file:
                data = file.read(left + 1)
            left -= len(data)
            found[PurePosixPath(entry.filename)] = data
            if left < 0 or len(found) > MOST_FILES:
                raise Invalid("archive-too-large", files=MOST_FILES, most=MOST_BYTES // 1_000_000)
    return found
