from django.urls import URLPattern, URLResolver, path

from .views import groups, imports, learners, programmes

app_name = "studies"
urlpatterns: list[URLPattern | URLResolver] = [
    path("my/", learners.my, name="my"),
    path("programmes/", programmes.listing, name="programmes"),
    path("programmes/new/", programmes.new, name="programme_new"),
    path("programmes/<int:pk>/", programmes.show, name="programme"),
    path("programmes/<int:pk>/parts/", programmes.new_part, name="part_new"),
    path("groups/", groups.listing, name="groups"),
    path("groups/new/", groups.new, name="group_new"),
    path("groups/<int:pk>/", groups.show, name="group"),
    path("groups/<int:pk>/parts/<int:part_pk>/", groups.part, name="group_part"),
    path("groups/<int:pk>/enrol/", groups.enrol, name="enrol"),
    path("groups/<int:pk>/learners/<int:learner_pk>/", learners.card, name="learner"),
    path("groups/<int:pk>/learners/<int:learner_pk>/move/", learners.move, name="move"),
    path("groups/<int:pk>/learners/<int:learner_pk>/plan/", learners.plan, name="plan"),
    path("groups/<int:pk>/learners/<int:learner_pk>/contract/", learners.extend, name="extend"),
    path("import/", imports.upload, name="import"),
    path("import/sample.csv", imports.sample, name="import_sample"),
    path("import/<int:pk>/", imports.preview, name="import_preview"),
    path("import/<int:pk>/apply/", imports.apply, name="import_apply"),
    path("import/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("import/<int:pk>/codes/", imports.codes, name="import_codes"),
]
