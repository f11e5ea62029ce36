"""Addresses of bulletins; those below /public/ ask for no login."""

from django.urls import path

from bihuan.web.bulletins import public, views

app_name = "bulletins"
urlpatterns = [
    path("bulletins/", views.home, name="home"),
    path("bulletins/touched/", views.touched, name="touched"),
    path("bulletins/<int:bulletin_id>/", views.bulletin, name="bulletin"),
    path("bulletins/<int:bulletin_id>/preview/", views.preview_, name="preview"),
    path("bulletins/<int:bulletin_id>/<str:step>/step/", views.step, name="step"),
    path("bulletins/<int:bulletin_id>/draft.<str:form>", views.file, name="file"),
    path("public/", public.home, name="public"),
    path("public/key/", public.key, name="key"),
    path("public/<int:bulletin_id>/", public.bulletin, name="published"),
    path("public/<int:bulletin_id>/figures/<int:number>/", public.figure, name="figure"),
    path("public/<int:bulletin_id>/bulletin.<str:form>", public.file, name="published-file"),
]
