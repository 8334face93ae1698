from django.urls import path

from .views import lists, own

app_name = "acquaintance"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("<int:pk>/", own.read, name="read"),
    path("<int:pk>/confirm/", own.confirm, name="confirm"),
    path("signature/", own.signature, name="signature"),
    path("signature/withdraw/", own.withdraw, name="withdraw"),
    path("acts/", lists.overview, name="overview"),
    path("acts/<int:pk>/", lists.edition, name="edition"),
    path("acts/<int:pk>/remind/", lists.remind, name="remind"),
    path("acts/<int:pk>/remind-all/", lists.remind_all, name="remind_all"),
    path("acts/<int:pk>/sheet/", lists.sheet, name="sheet"),
    path("marks/<int:pk>/scan/", lists.scan, name="scan"),
    path("marks/<int:pk>/drop/", lists.drop, name="drop"),
]
