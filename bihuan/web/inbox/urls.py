"""Addresses of the inbox."""

from django.urls import path

from bihuan.web.inbox import views

app_name = "inbox"
urlpatterns = [
    path("inbox/", views.home, name="home"),
    path("inbox/approvals/<int:approval>/", views.decide, name="decide"),
    path("inbox/slips/<int:slip>/", views.answer, name="answer"),
]
