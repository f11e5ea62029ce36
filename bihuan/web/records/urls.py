from django.urls import path

from bihuan.web.records import actions, lists, trees, views

app_name = "records"
urlpatterns = [
    path("ledgers/", lists.index, name="index"),
    path("ledgers/<str:key>/", lists.ledger, name="list"),
    path("ledgers/<str:key>/add/", actions.add, name="add"),
    path("ledgers/<str:key>/tree/", trees.tree, name="tree"),
    path("ledgers/<str:key>/export.csv", lists.export, name="export"),
    path("records/<int:record_id>/", views.record, name="record"),
    path("records/<int:record_id>/correct/", actions.correct, name="correct"),
    path("records/<int:record_id>/transfer/", actions.transfer, name="transfer"),
    path("records/<int:record_id>/void/", actions.void, name="void"),
    path("records/<int:record_id>/deadlines/<str:deadline>/", actions.extend, name="extend"),
    path("records/<int:record_id>/duties/", actions.duties, name="duties"),
    path("records/<int:record_id>/unmask/<str:field>/", actions.unmask, name="unmask"),
    path("records/<int:record_id>/moves/<str:transition>/", actions.move, name="move"),
    path("evidence/<str:digest>/", views.evidence, name="evidence"),
]
