"""The public site to a passer-by: the same page again, and a page made anew after what is on it was written.

``python -m bench.site`` (``--write`` puts the table into ``docs/performance.md``). «Again» is what a visitor
mostly gets. «Anew»: news, acts, «Сведения», sections and the график are written to, the second is
waited for in which pages do not look, and variants of the page that were all kept are asked for once each; of
the график each is another choice of person and zone, so that its body is made anew too. «First»: they are
written to before each of the variants, so that each gathers what is on the page anew.
"""

import argparse
import http.client
import re
import time
from dataclasses import asdict, dataclass
from itertools import product
from statistics import median

import psycopg
from psycopg import sql

from bench import site_report
from bench.driving import Gear, Run, drive, warm_up
from bench.load import Request
from bench.measure import data_folder, say
from bench.report import machine
from bench.server import ROOT, Server, database_address

AGAIN, MANY = Gear(8, 1600, 8), Gear(32, 3200, 8)
VARIANTS, ROUNDS, UNSEEN_S = 20, 7, 1.2
ONCE = Gear(1, VARIANTS, 60)
WRITTEN = (
    "website_newsitem",
    "website_svedenrow",
    "website_sectionversion",
    "regulations_actedition",
    "schedule_schedule",
)
ZONES = ("Europe/Moscow", "Europe/Kaliningrad", "Asia/Yekaterinburg", "Asia/Vladivostok")


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    path: str
    variants: list[str]


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor a request, answers in ms, size before packing in kB."""

    again: float
    p50: float
    p95: float
    per_second: float
    anew: float
    anew_postgres: float
    first: float
    kilobytes: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.site", description="Измеряет страницы сайта для прохожего.")
    parser.add_argument("--write", action="store_true", help="записать в docs/performance.md")
    chosen = parser.parse_args()
    data = data_folder(ROOT / "build" / "bench", 1, reuse=True)
    with Server(data) as server:
        costs = {}
        for page in pages(server):
            say(page.title)
            costs[page.title] = asdict(cost_of(server, page))
    results = {"machine": machine(), "rounds": ROUNDS, "pages": costs}
    if chosen.write:
        site_report.write(results)
    print(site_report.page(results))
    return 1 if list(site_report.above(results)) else 0


def pages(server: Server) -> list[Page]:
    """The first act and the persons of the график are read from the pages themselves."""
    people = re.findall(r'<option value="(\d+)"', text_of(server, "/grafik/").partition('name="who"')[2])
    choices = [f"who={who}&zone={zone}" for zone, who in product(ZONES, people)][:VARIANTS]
    act = re.findall(r'href="(/acts/[^/"?#]+/)"', text_of(server, "/acts/"))[0]
    numbered = [f"n={n}" for n in range(VARIANTS)]
    return [
        Page("Главная", "/", numbered),
        Page("График", "/grafik/", choices),
        Page("Акт", act, numbered),
        Page("Об ЭО и ДОТ", "/distance/", numbered),
        Page("Сведения", "/sveden/", numbered),
    ]


def text_of(server: Server, path: str) -> str:
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    asked.request("GET", path)
    answer = asked.getresponse()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return answer.read().decode()


def cost_of(server: Server, page: Page) -> Cost:
    same = [[Request(page.path)]]
    warm_up(server, same * 8)
    again = [drive(server, same * AGAIN.clients, AGAIN) for _round in range(ROUNDS)]
    many = [drive(server, same * MANY.clients, MANY) for _round in range(ROUNDS)]
    variants = [[Request(f"{page.path}?{query}") for query in page.variants]]
    drive(server, variants, ONCE, once=True)
    anew = [made_anew(server, variants) for _round in range(ROUNDS)]
    return Cost(
        again=median(run.cpu for run in again),
        p50=median(run.p50 for run in many),
        p95=median(run.p95 for run in many),
        per_second=median(run.per_second for run in many),
        anew=median(run.cpu for run in anew),
        anew_postgres=median(run.postgres_cpu for run in anew),
        first=median(first_after_a_write(server, f"{page.path}?{query}") for query in page.variants),
        kilobytes=len(text_of(server, page.path).encode()) / 1024,
    )


def made_anew(server: Server, variants: list[list[Request]]) -> Run:
    write_all(server)
    return drive(server, variants, ONCE, once=True)


def first_after_a_write(server: Server, path: str) -> float:
    """Milliseconds of the server's processor."""
    write_all(server)
    before = server.nanoseconds()
    text_of(server, path)
    return (server.nanoseconds() - before) / 1e6


def write_all(server: Server) -> None:
    with psycopg.connect(database_address(server.data)) as database:
        for table in WRITTEN:
            database.execute(sql.SQL("UPDATE {} SET updated_at = now()").format(sql.Identifier(table)))
    time.sleep(UNSEEN_S)


if __name__ == "__main__":
    raise SystemExit(main())
