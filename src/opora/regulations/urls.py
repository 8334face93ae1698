from django.urls import path

from .reading import urls as reading
from .views import controls, editing, editions, register, way
from .writing import urls as writing

app_name = "regulations"
urlpatterns = [
    path("acts-register/", register.register, name="list"),
    path("acts-register/rules/", register.rules, name="rules"),
    path("acts-register/orders/", controls.listing, name="orders"),
    path("acts-register/orders/<int:pk>/control/", controls.lay, name="control"),
    path("acts-register/orders/<int:pk>/done/", controls.fulfil, name="fulfil"),
    path("acts-register/new/", register.new_act, name="new"),
    path("acts-register/<slug:code>/draft/", register.new_draft, name="draft"),
    path("acts-register/edition/<int:pk>/", editions.show, name="edition"),
    path("acts-register/edition/<int:pk>/changes/", editions.changes, name="changes"),
    path("acts-register/edition/<int:pk>/bindings/", editions.bindings, name="bindings"),
    path("acts-register/edition/<int:pk>/original/", editions.original, name="original"),
    path("acts-register/edition/<int:pk>/about/", editing.describe, name="describe"),
    path("acts-register/edition/<int:pk>/text/", editing.load_text, name="text"),
    path("acts-register/edition/<int:pk>/clauses/new/", editing.new_clause, name="new_clause"),
    path("acts-register/clauses/<int:pk>/", editing.clause, name="clause"),
    path("acts-register/edition/<int:pk>/bindings/<slug:key>/", editing.provision, name="provision"),
    path("acts-register/edition/<int:pk>/bases/<slug:rule>/", editing.rule, name="rule"),
    path("acts-register/edition/<int:pk>/discard/", editing.discard, name="discard"),
    path("acts-register/edition/<int:pk>/send/", way.send, name="send"),
    path("acts-register/edition/<int:pk>/back/", way.take_back, name="back"),
    path("acts-register/edition/<int:pk>/decisions/<slug:body>/", way.decide, name="decide"),
    path("acts-register/edition/<int:pk>/approve/", way.approve, name="approve"),
    path("acts-register/edition/<int:pk>/attach/", way.attach, name="attach"),
    path("acts-register/edition/<int:pk>/concerns/", way.concerns, name="concerns"),
    path("acts-register/edition/<int:pk>/revoke/", way.revoke, name="revoke"),
    *reading.urlpatterns,
    *writing.urlpatterns,
]
