"""The newspaper page: what it printed beside what the ledgers give, and the way down from each figure."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.kernel.org.tree import tree
from bihuan.kernel.permissions import require_somewhere
from bihuan.kernel.printed_page.reads import compare_page, printed_figures, subject_of
from bihuan.web.shared.viewers import signed_in, viewer


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The whole page, story by story."""
    who = viewer(request)
    require_somewhere(who, "figure.read")
    rows = compare_page(who, printed_figures())
    context = {
        "stories": [
            (story, [(row, subject_of(row), tree().get_by_code(row.unit)) for row in of_it])
            for story, of_it in groupby(rows, lambda row: row.story)
        ],
        "count": len(rows),
        "agreeing": sum(row.agrees is True for row in rows),
        "differing": sum(row.agrees is False for row in rows),
        "lost": sum(row.lost for row in rows),
        "flagged": sum(row.flagged for row in rows),
        "hidden": sum(row.agrees is None and not (row.lost or row.flagged) for row in rows),
    }
    return render(request, "printed_page/home.html", context)
