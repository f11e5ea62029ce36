from django.urls import path

from bihuan.web.measures import entry, month, targets, views

app_name = "measures"
urlpatterns = [
    path("reports/", views.home, name="home"),
    path("reports/targets/", targets.targets, name="targets"),
    path("reports/enter/<str:key>/", entry.entry, name="entry"),
    path("reports/board/<str:key>/", views.board_page, name="board"),
    path("reports/board/<str:key>/chase/", views.chase, name="chase"),
    path("records/<int:record_id>/months/<str:period>/", month.month, name="month"),
    path("records/<int:record_id>/months/<str:period>/move/", month.move, name="move"),
]
