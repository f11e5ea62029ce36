from django.urls import path

from bihuan.web.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.home, name="home"),
    path("notices/read/", views.read, name="read"),
    path("notices/<int:notice_id>/open/", views.open_, name="open"),
]
