from django.urls import path

from bihuan.web.traces import views

app_name = "traces"
urlpatterns = [
    path("trace/<str:indicator>/", views.figure, name="figure"),
    path("log/", views.log, name="log"),
    path("log/verify/", views.verify, name="verify"),
    path("log/<int:seq>/", views.event, name="event"),
]
