from django.urls import path

from bihuan.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.password, name="password"),
    path("language/", views.language, name="language"),
    path("", views.profile, name="profile"),
]
