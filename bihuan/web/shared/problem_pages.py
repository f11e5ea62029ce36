"""A refusal as a person meets it: a page, a fragment for htmx, or JSON. Never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db.utils import DataError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bihuan.kernel.problems import Broken, Invalid, Problem
from bihuan.web.shared.language import language, said

log = logging.getLogger(__name__)


class ProblemPages:
    """Answers for views that raise a Problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, Problem):
            return problem_response(request, fault)
        if isinstance(fault, OperationalError):
            log.error("database refused: %s", fault)
            return problem_response(request, Broken("database-busy"))
        if isinstance(
            fault, OverflowError | DataError
        ):  # a number in an address, out of all bounds
            return problem_response(request, Invalid("value-out-of-range"))
        return None


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Answer with a refusal in the reader's language."""
    sentence = problem.sentence(language())
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"code": problem.code, "sentence": sentence}, status=problem.status)
    context = {"code": problem.code, "sentences": sentence.split("\n"), "status": problem.status}
    template = (
        "errors/_problem.html" if request.headers.get("HX-Request") else "errors/problem.html"
    )
    return render(request, template, context, status=problem.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(
        request, "errors/problem.html", {"code": "404", "status": 404, "sentences": []}, status=404
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself refuses, a paste beyond all bounds above all."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20
    sentence = said(
        f"送来的内容读不了，或超过 {most} MB。请分几次送，或上传文件。",
        f"What was sent cannot be read, or is over {most} MB. Send it in parts, or as a file.",
    )
    context = {"code": "400", "status": 400, "sentences": [sentence]}
    return render(request, "errors/problem.html", context, status=400)


def broken(request: HttpRequest) -> HttpResponse:
    return render(
        request, "errors/problem.html", {"code": "500", "status": 500, "sentences": []}, status=500
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(
        request, "errors/problem.html", {"code": "csrf", "status": 403, "sentences": []}, status=403
    )
