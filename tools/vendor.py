"""Copy the few front-end files that pages load from node_modules to bihuan/web/static/vendor."""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "bihuan" / "web" / "static" / "vendor"
ICON_LIST = ROOT / "tools" / "icons.txt"

# Package: its files that are served, under their own names, as the package ships them.
SERVED = {
    "htmx.org": ["dist/htmx.min.js"],
    "@tabler/core": ["dist/css/tabler.min.css", "dist/js/tabler.min.js"],
    "echarts": ["dist/echarts.min.js"],
    "@tabler/icons": [],  # a sprite is made of the icons in icons.txt
}
OUTLINE = (
    'fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round"'
)
BOUNDS = re.compile(r'<path\s+stroke="none"\s+d="M0 0h24v24H0z"\s+fill="none"\s*/>')


def symbol(name: str) -> str:
    """One icon as a symbol; the page's text colour paints it."""
    kind, _, bare = name.rpartition("/")
    source = MODULES / "@tabler" / "icons" / "icons" / (kind or "outline") / f"{bare}.svg"
    if not source.is_file():
        sys.exit(f"tools/icons.txt names {name}, which @tabler/icons does not have")
    shape = source.read_text().split(">", 1)[1].rsplit("</svg>", 1)[0]
    lines = [line.strip() for line in BOUNDS.sub("", shape).split("\n") if line.strip()]
    paint = OUTLINE if not kind else 'fill="currentColor"'
    label = bare if not kind else f"{bare}-{kind}"
    return f'<symbol id="{label}" viewBox="0 0 24 24" {paint}>{"".join(lines)}</symbol>'


def sprite() -> str:
    """Every icon of icons.txt in one file, so that a page needs no style and no font for them."""
    names = [line.strip() for line in ICON_LIST.read_text().splitlines()]
    symbols = "\n".join(symbol(name) for name in names if name and not name.startswith("#"))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "licences").mkdir(parents=True)
    (VENDOR / "icons.svg").write_text(sprite())
    told = []
    for package, files in SERVED.items():
        folder = MODULES / package
        manifest = json.loads((folder / "package.json").read_text())
        licence = folder / "LICENSE"
        if licence.is_file():
            kept = package.replace("@", "").replace("/", "-")
            shutil.copyfile(licence, VENDOR / "licences" / f"{kept}.txt")
        told.append(f"{package} {manifest['version']} {manifest['license']}")
        for file in files:
            target = VENDOR / Path(file).name
            shutil.copyfile(folder / file, target)
            digest = hashlib.sha256(target.read_bytes()).hexdigest()
            told.append(f"  {target.name} {target.stat().st_size} sha256:{digest}")
    # Written last: make takes this file as the sign that the folder is whole.
    (VENDOR / "versions.txt").write_text("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
