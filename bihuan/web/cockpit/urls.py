from django.urls import path

from bihuan.web.cockpit import views

app_name = "cockpit"
urlpatterns = [
    path("", views.home, name="home"),
    path("cockpit/months/", views.months, name="months"),
    path("cockpit/<str:pack>/", views.pack, name="pack"),
]
