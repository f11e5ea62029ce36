from django.urls import path

from bihuan.web.measures import entry, targets, views

app_name = "measures"
urlpatterns = [
    path("reports/", views.home, name="home"),
    path("reports/targets/", targets.targets, name="targets"),
    path("reports/enter/<str:key>/", entry.entry, name="entry"),
    path("reports/board/<str:key>/", views.board_page, name="board"),
    path("reports/board/<str:key>/chase/", views.chase, name="chase"),
    path("records/<int:record_id>/months/<str:period>/", views.month, name="month"),
    path("records/<int:record_id>/months/<str:period>/move/", views.move, name="move"),
]
