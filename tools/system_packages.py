"""Make sure that the system has what the tests need: PostgreSQL, Chromium, LibreOffice and a Chinese font.

As root on Debian the missing packages are installed; elsewhere the line to run is printed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def has_postgresql() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))


def has_chromium() -> bool:
    return shutil.which("chromium") is not None


def has_chinese_font() -> bool:
    return any(Path("/usr/share/fonts").rglob("NotoSansCJK*"))


def has_libreoffice() -> bool:
    return shutil.which("soffice") is not None


NEEDED: dict[str, Callable[[], bool]] = {
    "postgresql": has_postgresql,
    "chromium": has_chromium,
    "libreoffice-writer-nogui": has_libreoffice,
    "fonts-noto-cjk": has_chinese_font,
}


def missing() -> list[str]:
    return [package for package, is_there in NEEDED.items() if not is_there()]


def main() -> None:
    packages = missing()
    if not packages:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            f"The tests need {', '.join(packages)}. On Debian or Ubuntu run:\n"
            f"  sudo apt-get update && sudo {' '.join(install)}"
        )
    print(f"installing {', '.join(packages)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], install):
        told = subprocess.run(command, env=environment, capture_output=True, text=True)
        if told.returncode:
            sys.exit(f"{' '.join(command)} failed:\n{told.stdout}{told.stderr}")
    if still := missing():
        sys.exit(f"{', '.join(still)} installed, but not found where it is looked for")


if __name__ == "__main__":
    main()
