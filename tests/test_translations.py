"""The English catalogue is complete and its placeholders are those of the source."""

import re

import polib
import pytest

from scripts import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w*\}(?!\})")


@pytest.fixture(scope="module")
def english() -> dict[tuple[str, str], polib.POEntry]:
    return {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(messages.CATALOGUE))}


def test_every_message_of_the_sources_has_english_words(
    english: dict[tuple[str, str], polib.POEntry],
) -> None:
    found = {(context, singular) for context, singular, _ in messages.extract()}
    words = {
        key
        for key, entry in english.items()
        if entry.msgstr or (entry.msgstr_plural and all(entry.msgstr_plural.values()))
    }
    assert sorted(found - words) == []
    assert sorted(set(english) - found) == []


def test_placeholders_are_kept(english: dict[tuple[str, str], polib.POEntry]) -> None:
    def named(text: str) -> list[str]:
        return sorted(set(PLACEHOLDER.findall(text)))

    wrong = [
        entry.msgid
        for entry in english.values()
        for text in ([entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values()))
        if named(text) != named(entry.msgid)
    ]
    assert wrong == []


def test_russian_plurals_have_three_forms() -> None:
    plurals = polib.pofile(str(messages.RUSSIAN))
    assert [entry.msgid for entry in plurals if not all(entry.msgstr_plural.values())] == []


def test_a_page_speaks_english(db: None) -> None:
    from django.test import Client  # noqa: PLC0415 -- after the catalogue is read

    from tests import make  # noqa: PLC0415

    make.organisation()
    page = Client(headers={"accept-language": "en"}).get("/login/").content.decode()
    assert '<html lang="en"' in page
    assert re.findall("Пароль", page) == []
