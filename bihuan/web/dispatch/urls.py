"""Addresses of meetings."""

from django.urls import path

from bihuan.web.dispatch import views

app_name = "dispatch"
urlpatterns = [
    path("meetings/", views.home, name="home"),
    path("meetings/<int:meeting_id>/", views.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/items/", views.raise_, name="raise"),
    path("meetings/<int:meeting_id>/figures/", views.raise_figure_, name="raise-figure"),
    path("meetings/<int:meeting_id>/items/<int:item>/outcome/", views.outcome, name="outcome"),
    path("meetings/<int:meeting_id>/items/<int:item>/decide/", views.decide_, name="decide"),
    path("meetings/<int:meeting_id>/close/", views.close, name="close"),
    path("meetings/<int:meeting_id>/<str:step>/step/", views.step, name="step"),
    path("meetings/<int:meeting_id>/projector/", views.projector, name="projector"),
    path("meetings/<int:meeting_id>/minutes/", views.minutes, name="minutes"),
    path("meetings/<int:meeting_id>/minutes.docx", views.minutes_docx, name="minutes-docx"),
]
