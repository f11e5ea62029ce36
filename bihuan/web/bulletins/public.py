"""Published bulletins for everybody: each figure opens its proof; no record is shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.documents.bulletin_pages import FORMS, published_file
from bihuan.kernel.bulletins.reads import (
    get_published,
    list_corrections_of,
    list_published,
    prove_bulletin,
)
from bihuan.kernel.events.notes import verifier_key
from bihuan.kernel.problems import NotFound
from bihuan.web.bulletins.paper import paper, to_proof


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "bulletins/public.html", {"bulletins": list_published()})


def bulletin(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    row = get_published(bulletin_id)
    context = {
        "bulletin": row,
        "paper": paper(row, row.frozen, row.published_on, to_proof(row.id)),
        "figures": row.frozen.figures,
        "corrections": list_corrections_of(bulletin_id),
        "corrected": get_published(row.corrects) if row.corrects else None,
        "forms": list(FORMS),
    }
    return render(request, "bulletins/published.html", context)


def figure(request: HttpRequest, bulletin_id: int, number: int) -> HttpResponse:
    row = get_published(bulletin_id)
    if not 0 < number <= len(row.frozen.figures):
        raise NotFound("bulletin-unknown")
    found = row.frozen.figures[number - 1]
    context = {
        "bulletin": row,
        "figure": found,
        "proof": prove_bulletin(bulletin_id),
        "before": number - 1,
        "after": number + 1 if number < len(row.frozen.figures) else 0,
    }
    return render(request, "bulletins/figure.html", context)


def file(request: HttpRequest, bulletin_id: int, form: str) -> HttpResponse:
    row = get_published(bulletin_id)
    content = published_file(bulletin_id, form)
    return attachment(content, form, f"bulletin-{row.published_on}-{row.id}.{form}")


def key(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{verifier_key()}\n", content_type="text/plain; charset=utf-8")


def attachment(content: bytes, form: str, name: str) -> HttpResponse:
    """Return a file to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=FORMS[form], headers=headers)
