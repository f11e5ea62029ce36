"""All addresses: one include per screen."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("bihuan.web.accounts.urls")),
    path("administration/", include("bihuan.web.administration.urls")),
    path("", include("bihuan.web.bulletins.urls")),
    path("", include("bihuan.web.cockpit.urls")),
    path("", include("bihuan.web.dispatch.urls")),
    path("drafts/", include("bihuan.web.drafts.urls")),
    path("", include("bihuan.web.inbox.urls")),
    path("", include("bihuan.web.measures.urls")),
    path("", include("bihuan.web.notices.urls")),
    path("", include("bihuan.web.printed_page.urls")),
    path("", include("bihuan.web.records.urls")),
    path("", include("bihuan.web.traces.urls")),
]
handler400 = "bihuan.web.shared.problem_pages.bad_request"
handler404 = "bihuan.web.shared.problem_pages.not_found"
handler500 = "bihuan.web.shared.problem_pages.broken"
