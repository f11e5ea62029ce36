from django.urls import path

from bihuan.web.printed_page import views

app_name = "printed_page"
urlpatterns = [path("page/", views.home, name="home")]
