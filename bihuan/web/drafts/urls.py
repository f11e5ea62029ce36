"""Addresses of draft checks."""

from django.urls import path

from bihuan.web.drafts import views

app_name = "drafts"
urlpatterns = [
    path("", views.home, name="home"),
    path("choose/", views.choose, name="choose"),
    path("phrases/", views.phrases, name="phrases"),
    path("phrases/<int:phrase_id>/revoke/", views.revoke, name="revoke"),
    path("<int:check_id>/", views.check, name="check"),
]
