from django.urls import path

from bihuan.web.cockpit import months, views

app_name = "cockpit"
urlpatterns = [
    path("", views.home, name="home"),
    path("cockpit/months/", months.months, name="months"),
    path("cockpit/<str:pack>/", views.pack, name="pack"),
]
