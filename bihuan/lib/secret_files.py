"""Secrets kept in files that only their owner may read."""

import contextlib
import os
import secrets
from pathlib import Path


def write_secret(path: Path, content: bytes) -> None:
    """Write a new secret file (mode 0600) durably; an existing one is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)  # fails when another process was first
    finally:
        temporary.unlink()


def read_or_make_secret(path: Path, size: int = 48) -> str:
    """Return the text of a secret file, making a random one at the first call."""
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            write_secret(path, secrets.token_urlsafe(size).encode("ascii"))
    return path.read_text("ascii")
