"""Hours and sums for an accounting program (1С): CSV or XML of one flat structure, ADR 0019."""

import csv
import io
from xml.etree import ElementTree as Xml

from opora.reports.papers.csv import Encoding
from opora.reports.papers.pay import PayPaper, PayRow

FIELDS = (
    "Период",
    "НомерДоговора",
    "ФИО",
    "СНИЛС",
    "ВидДоговора",
    "Основание",
    "ВидРаботы",
    "Минуты",
    "МинутВАкЧасе",
    "СтавкаКоп",
    "ЕдиницаСтавки",
    "СуммаКоп",
)


def _values(paper: PayPaper, row: PayRow) -> tuple[str, ...]:
    """Whole numbers only: minutes and kopecks leave no place for rounding on the way."""
    return (
        f"{paper.year:04}-{paper.month:02}",
        row.number,
        row.name,
        row.snils,
        row.contract,
        row.basis,
        row.kind,
        str(row.minutes),
        str(paper.academic_minutes),
        "" if row.rate is None else str(row.rate),
        row.unit,
        "" if row.amount is None else str(row.amount),
    )


def exchange_csv(paper: PayPaper, encoding: Encoding = "utf-8-sig") -> bytes:
    """Headings, then a line for each row; «;» between, CRLF after; a letter that cp1251 lacks becomes «?»."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(FIELDS)
    writer.writerows(_values(paper, row) for row in paper.rows)
    return out.getvalue().encode(encoding, errors="replace")


def exchange_xml(paper: PayPaper) -> bytes:
    """``<Начисления Период Организация ИНН>`` with a ``<Строка>`` for each row, its fields as attributes."""
    head = paper.letterhead
    root = Xml.Element(
        "Начисления",
        {
            "Версия": "1",
            "Период": f"{paper.year:04}-{paper.month:02}",
            "Организация": head.organisation if head else "",
            "ИНН": head.inn if head else "",
            "Минуты": str(paper.minutes),
            "СуммаКоп": str(paper.amount),
        },
    )
    for row in paper.rows:
        Xml.SubElement(root, "Строка", dict(zip(FIELDS[1:], _values(paper, row)[1:], strict=True)))
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
