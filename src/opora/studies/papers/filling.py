"""A template is filled in a sandbox, and before it is taken every tag of it is tried."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .word import Trouble

MAX_BYTES, MAX_UNPACKED = 2 * 2**20, 30 * 2**20
_TAG = re.compile(r"{[{%](?:p|tr|tc|r)?\s*(.*?)\s*-?[%}]}", re.DOTALL)
_OWN_NAMES = re.compile(r"{%\w*\s+(?:for\s+(\w+)(?:\s*,\s*(\w+))?\s+in|set\s+(\w+))")
_BLOCK = re.compile(r"^(?:if|elif|for)\s+(.*)$", re.DOTALL)
_LOOP = re.compile(r"^for\s+[\w\s,]+\s+in\s+(.*)$", re.DOTALL)
_MISSING = re.compile(r"'(\w+)'(?: is undefined|$)|attribute '(\w+)'")
_SHOWN = 80


def _sandbox() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def fill(template: bytes, context: Mapping[str, Any]) -> bytes:
    """The paper. The template was tried when it was uploaded; a failure here is a defect of ours."""
    paper = DocxTemplate(io.BytesIO(template))
    paper.render(dict(context), jinja_env=_sandbox(), autoescape=True)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def troubles_of(template: bytes, sample: Mapping[str, Any]) -> list[Trouble]:
    """Everything that keeps a template from being taken; empty when it may be used."""
    if trouble := _not_a_document(template):
        return [trouble]
    paragraphs = list(_paragraphs(template))
    found = list(_unknown_names(paragraphs, sample))
    if found:
        return found
    try:
        fill(template, sample)
    except TemplateError as error:
        return [_explained(error, paragraphs)]
    except Exception:
        return [Trouble(_("Шаблон не заполняется: в нём нарушен порядок тегов или вычисление не выполнимо."))]
    return []


def _not_a_document(template: bytes) -> Trouble | None:
    if len(template) > MAX_BYTES:
        return Trouble(_("Файл больше 2 МБ. Уберите из него снимки или сожмите их."))
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            names = archive.namelist()
            if sum(one.file_size for one in archive.infolist()) > MAX_UNPACKED:
                return Trouble(_("Файл слишком велик в распакованном виде."))
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return Trouble(_("В файле есть макросы. Сохраните его как обычный документ DOCX."))
        Document(io.BytesIO(template))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError):
        return Trouble(_("Это не документ Word в формате DOCX. Сохраните шаблон как DOCX и загрузите снова."))
    return None


def _paragraphs(template: bytes) -> Iterator[str]:
    """Words of every paragraph: the text, the tables, headers and footers."""
    document = Document(io.BytesIO(template))
    roots = [document.element.body]
    for section in document.sections:
        roots += [section.header._element, section.footer._element]
    for root in roots:
        for paragraph in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"):
            text = "".join(
                node.text or ""
                for node in paragraph.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
            )
            if "{" in text:
                yield text


def _unknown_names(paragraphs: list[str], sample: Mapping[str, Any]) -> Iterator[Trouble]:
    own = {name for text in paragraphs for names in _OWN_NAMES.findall(text) for name in names if name}
    known = set(sample) | own | {"loop"}
    for text in paragraphs:
        for tag in _TAG.findall(text):
            inside = _LOOP.match(tag) or _BLOCK.match(tag)
            expression = inside[1] if inside else tag
            if tag.startswith(("end", "else", "set ")):
                continue
            try:
                names = meta.find_undeclared_variables(_sandbox().parse("{{ " + expression + " }}"))
            except TemplateError:
                yield Trouble(_("Тег «{tag}» записан с ошибкой.").format(tag=tag), text[:_SHOWN])
                continue
            for name in sorted(names - known):
                yield Trouble(
                    _("Переменная «{name}» неизвестна. Можно: {known}.").format(
                        name=name, known=", ".join(sorted(sample))
                    ),
                    text[:_SHOWN],
                )


def _explained(error: TemplateError, paragraphs: list[str]) -> Trouble:
    words = str(error)
    if isinstance(error, UndefinedError):
        found = _MISSING.search(words)
        name = next((one for one in found.groups() if one), "") if found else ""
        place = next((text for text in paragraphs if name and f".{name}" in text), "")
        return Trouble(_("Сведения «{name}» в этой бумаге нет.").format(name=name or words), place[:_SHOWN])
    blocks = [text for text in paragraphs if "{%" in text]
    opened = sum(len(re.findall(r"{%\w*\s*(?:if|for)\b", text)) for text in blocks)
    closed = sum(len(re.findall(r"{%\w*\s*end(?:if|for)\b", text)) for text in blocks)
    if opened != closed:
        return Trouble(
            _("Блоков открыто {opened}, закрыто {closed}: не хватает endif или endfor.").format(
                opened=opened, closed=closed
            ),
            blocks[-1][:_SHOWN] if blocks else "",
        )
    return Trouble(_("Тег записан с ошибкой или стоит не на месте."), blocks[-1][:_SHOWN] if blocks else "")
