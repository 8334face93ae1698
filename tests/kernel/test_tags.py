"""Filters of `{% load opora %}` and the shared parts of pages, rendered as a page author uses them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string


def render(source: str, **context: object) -> str:
    return Template("{% load opora %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ value|number }}", 1050, "1~050"),
        ("{{ value|number }}", None, ""),
        ("{{ value|minus }}", -62, "−62"),
        ("{{ value|minus }}", 22, "+22"),
        ("{{ value|minutes }}", 1050, "1~050~мин"),
        ("{{ value|hours_minutes }}", 920, "15~ч~20~мин"),
        ("{{ value }} {{ value|plural:'место,места,мест' }}", 4, "4 места"),
        ("{{ value|initials }}", "Ковалёва~И.~С.", "КИ"),
        ("{{ value|weekday_date }}", date(2026, 11, 23), "пн 23.11"),
        ("{{ value|weekday_date:'year' }}", date(2026, 11, 23), "пн 23.11.2026"),
        ("{{ value|weekday_date }}", None, ""),
        ("{{ value|zone_label }}", "Asia/Vladivostok", "ВЛД"),
        ("{{ value|month_title }}", date(2026, 11, 23), "ноябрь 2026"),
        ("{{ value|typo }}", None, ""),
    ],
)
def test_filters(source: str, value: object, shown: str) -> None:
    given = value.replace("~", "\u00a0") if isinstance(value, str) else value
    assert render(source, value=given) == shown.replace("~", "\u00a0")


def test_an_instant_is_shown_on_the_clock_of_its_zone() -> None:
    at = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    source = """{% with at=value|local:zone %}{{ at|weekday_date }} {{ at|date:"H:i" }}{% endwith %}"""
    assert render(source, value=at, zone="Asia/Vladivostok") == "вт 24.11 08:00"
    assert (
        render("{{ value|local:zone|date:'d.m.Y, H:i' }}", value=at, zone="Europe/Moscow")
        == "24.11.2026, 01:00"
    )


class Sample(forms.Form):
    order = forms.CharField(label="Номер приказа", help_text="Как в книге приказов")
    form = forms.ChoiceField(label="Форма", choices=[("g", "Групповая")], widget=forms.RadioSelect)
    remind = forms.BooleanField(label="Напомнить", required=False)


def test_fields_tie_help_and_errors_to_the_control() -> None:
    html = render_to_string("parts/form.html", {"form": Sample({"order": ""})})
    assert 'aria-describedby="id_order_helptext id_order_error"' in html
    assert 'id="id_order_helptext"' in html
    assert 'id="id_order_error"' in html
    assert '<fieldset class="field choices" data-state="error" aria-describedby="id_form_error">' in html
    assert '<div class="check"><input type="checkbox"' in html
    assert 'href="#id_order"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "data-focus" not in render_to_string("parts/form.html", {"form": Sample()})


def refusal(**extra: object) -> SimpleNamespace:
    parts = {"words": "Только в группе.", "next_step": "", "next_url": "", "basis": None} | extra
    return SimpleNamespace(refusals=[SimpleNamespace(**parts)])


def test_a_refusal_quotes_its_clause_and_shows_the_way_out() -> None:
    basis = SimpleNamespace(
        act="Порядок",
        edition_date=date(2026, 9, 2),
        clause="5.5",
        text="Только в группе",
        order="приказ № 41-о",
    )
    refused = refusal(basis=basis, next_step="Ближайшая: ср 25.11", next_url="/book/9/")
    html = render_to_string("parts/refusal.html", {"refused": refused}).replace("\u00a0", " ")
    assert 'role="alert"' in html
    assert "«5.5. Только в группе»" in html
    assert "Порядок, ред. от 02.09.2026 (приказ № 41-о)." in html
    assert '<a class="btn primary" href="/book/9/">' in html


def test_a_refusal_without_a_clause_has_no_quotation() -> None:
    html = render_to_string("parts/refusal.html", {"refused": refusal()})
    assert "<blockquote" not in html
    assert "instead" not in html


def test_messages_of_trouble_are_no_toasts() -> None:
    messages = [
        SimpleNamespace(level_tag="success", message="Запись отменена", extra_tags="/undo/"),
        SimpleNamespace(level_tag="error", message="Номер занят", extra_tags=""),
    ]
    html = render_to_string("public.html", {"messages": messages, "look": {}})
    assert html.count("<opora-toast") == 1
    assert 'action="/undo/"' in html
    assert '<div class="notice" data-tone="danger" role="alert">' in html


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "429", "500", "503"])
def test_error_pages_stand_without_any_context(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert "<h1>" in html
    assert f'<p class="code">{name}</p>' in html


def test_the_look_is_written_on_the_page_by_the_server() -> None:
    look = {"theme": "dark", "contrast": "high", "size": "xlarge", "images": "off"}
    html = render_to_string("404.html", {"look": look})
    opening = '<html lang="ru" data-theme="dark" data-contrast="high" data-size="xlarge" data-images="off">'
    assert opening in html
    assert "Обычная версия" in html
    assert '<html lang="ru" data-theme="auto">' in render_to_string("404.html", {"look": {"size": "normal"}})
