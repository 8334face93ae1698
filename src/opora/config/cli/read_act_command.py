"""``opora read-act``: what a local act proposes and what is wrong in it; needs no database."""

import argparse
import json
import shutil
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opora.regulations.reading.lint import Finding
    from opora.regulations.reading.reader import Proposal
    from opora.regulations.reading.source import ReadAct


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="ФАЙЛ", type=Path, help="акт: TXT, DOCX или PDF с текстом")
    parser.add_argument("--json", action="store_true", help="вывести JSON для программ")


def run(options: argparse.Namespace) -> int:
    from opora.regulations.reading.lint import lint  # noqa: PLC0415 -- dictionaries load only for this command
    from opora.regulations.reading.propose import propose  # noqa: PLC0415
    from opora.regulations.reading.source import UnreadableAct, read_act  # noqa: PLC0415

    try:
        act = read_act(options.file.read_bytes(), options.file.name)
    except OSError as error:
        print(f"Файл не открыть: {options.file}. {error.strerror}.", file=sys.stderr)
        return 1
    except UnreadableAct as error:
        print(error.words, file=sys.stderr)
        return 1
    proposals, findings = propose(act), lint(act, datetime.now(UTC).astimezone().date())
    if options.json:
        _print_json(act, proposals, findings)
    else:
        _print_table(act, proposals, findings)
    return 0


def _print_json(act: "ReadAct", proposals: "list[Proposal]", findings: "list[Finding]") -> None:
    answer = {
        "title": act.title,
        "clauses": [
            {"number": clause.number, "level": clause.level, "text": clause.text} for clause in act.clauses
        ],
        "troubles": act.troubles,
        "proposals": [
            {
                "provision": proposal.provision,
                "value": proposal.value,
                "clause": proposal.clause,
                "certain": proposal.certain,
                "words": proposal.words,
                "also": list(proposal.also),
            }
            for proposal in proposals
        ],
        "findings": [
            {"kind": finding.kind, "clause": finding.clause, "words": finding.words} for finding in findings
        ],
    }
    print(json.dumps(answer, ensure_ascii=False, indent=1))


def _print_table(act: "ReadAct", proposals: "list[Proposal]", findings: "list[Finding]") -> None:
    from opora.regulations.reading.lint import KINDS  # noqa: PLC0415 -- after the reading itself
    from opora.regulations.reading.names import provision_words, value_words  # noqa: PLC0415

    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    print(textwrap.fill(act.title, width))
    print(f"Пунктов: {len(act.clauses)}. Прочитано положений: {len(proposals)}.")
    for trouble in act.troubles:
        print(f"! {trouble}")
    print()
    for proposal in proposals:
        mark = " " if proposal.certain else "?"
        said = value_words(proposal.provision, proposal.value)
        print(_row(f"{mark} {proposal.clause}", f"{provision_words(proposal.provision)}: {said}", width))
    if any(not proposal.certain for proposal in proposals):
        print("\n? — сказано не прямо: проверьте по тексту.")
    print("\nНедостатки:" if findings else "\nНедостатков не найдено.")
    for finding in findings:
        print(_row(f"! {finding.clause}", f"{KINDS[finding.kind]}. {finding.words}", width))


def _row(left: str, right: str, width: int) -> str:
    indent = " " * 16
    return textwrap.fill(right, width, initial_indent=f"{left:<15} ", subsequent_indent=indent)
