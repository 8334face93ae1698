"""Damaged files through the real pages: a Russian message or a preview, never a failure, never half a write.

``OPORA_FUZZ=5000 pytest tests/studies/test_fuzz.py`` runs as many; by default a sample of a few seconds.
"""

import os
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from opora.schedule.models import ScheduleImport, ScheduleLine
from opora.studies.models import LearnerImport
from opora.workload.models import PlanImport, PlannedLoad
from tests import make
from tests.fuzz import files
from tests.studies import samples
from tests.studies.test_imports import state

COUNT = int(os.environ.get("OPORA_FUZZ", "25"))
PERIOD = {"period_from": date(2027, 1, 11), "period_to": date(2027, 6, 30)}
UPLOADS = (LearnerImport, ScheduleImport, PlanImport)


def kept() -> list[int]:
    return [model.objects.count() for model in UPLOADS]


def test_damaged_files_give_words_and_never_half_a_write(
    cast: make.Cast, login: Callable[..., Client], today: Any
) -> None:
    samples.programmes()
    draft = make.schedule("draft", **PERIOD)
    client = login(cast.account("deputy"))
    pages = [
        reverse("studies:import"),
        reverse("schedule:import", args=[draft.pk]),
        reverse("workload:plan_import"),
    ]
    before = (*state().values(), ScheduleLine.objects.count(), PlannedLoad.objects.count())
    previews = 0
    for number, (name, data) in enumerate(files(COUNT)):
        for page in pages:
            uploads = kept()
            answer: Any = client.post(page, {"file": SimpleUploadedFile(name, data)})
            where = f"file {number}, {name[:20]}, {page}"
            assert answer.status_code in (302, 422), where
            if answer.status_code == 302:
                previews += 1
                assert client.get(answer["Location"]).status_code == 200, where
                assert client.get(f"{answer['Location']}faults.xlsx").status_code == 200, where
            else:
                assert kept() == uploads, where
                words = answer.context["form"].errors["file"][0]
                assert re.search("[а-яё]{4}", words), where
    assert previews > COUNT // 10
    after = (*state().values(), ScheduleLine.objects.count(), PlannedLoad.objects.count())
    assert after == before
