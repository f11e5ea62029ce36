"""The demo zone's bulletins: one published, one in review, one being written."""

from __future__ import annotations

import csv
from pathlib import Path

from bihuan.kernel.bulletins.reads import list_bulletins, template_key
from bihuan.kernel.bulletins.writes import (
    draft_bulletin,
    publish_bulletin,
    review_bulletin,
    sign_bulletin,
    submit_bulletin,
)
from bihuan.kernel.org.reads import viewer_of
from bihuan.kernel.permissions import SYSTEM


def write_bulletins(folder: Path) -> None:
    """Write what a pack's demo/bulletins.csv says, each step a commit of its own.

    What an earlier, broken-off attempt began is left as it is.
    """
    begun = {row.template for row in list_bulletins(SYSTEM)}
    with (folder / "demo" / "bulletins.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            template = template_key(f"{folder.name}.{row['template']}")
            if template in begun:
                continue
            made = draft_bulletin(
                actor=viewer_of(row["actor"]), unit=row["unit"], template=template,
                mark=row["mark"], addressee=row["addressee"], copies=row["copies"],
            )  # fmt: skip
            if row["submitted"]:
                submit_bulletin(made, actor=viewer_of(row["actor"]))
            if row["reviewer"]:
                review_bulletin(made, actor=viewer_of(row["reviewer"]))
            if row["signer"]:
                sign_bulletin(made, actor=viewer_of(row["signer"]))
            if row["publisher"]:
                publish_bulletin(made, actor=viewer_of(row["publisher"]))
