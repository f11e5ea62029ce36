from django.urls import path

from bihuan.web.administration import channels, views
from bihuan.web.administration.person import person

app_name = "administration"
urlpatterns = [
    path("", views.home, name="home"),
    path("units/", views.units, name="units"),
    path("people/", views.people, name="people"),
    path("people/<code>/", person, name="person"),
    path("roles/", views.roles, name="roles"),
    path("parameters/", views.parameters, name="parameters"),
    path("calendar/", views.calendar, name="calendar"),
    path("channels/", channels.channels, name="channels"),
    path("packs/", views.packs, name="packs"),
]
