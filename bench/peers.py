"""What users would pick instead, measured on a machine of the same kind, and our goals."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """Server CPU of all processes per task and tasks a second at 8 clients, the median at 1 client."""

    task: str
    cpu_ms: float
    per_second: float
    p50_ms: float


DASHBOARD = Peer("панель с вызовами служб", 355, 5.5, 292)
SLOTS = Peer("список мест планировщика", 75, 26, 68)
BOOKING = Peer("запись в планировщике", 26, 74, 22)
CALENDAR = Peer("предстоящее в календаре", 145, 13.5, 140)
LOGIN = Peer("вход", 262, 7.4, 220)

PEER = "Moodle 5.1 (PostgreSQL 15, PHP 8.2 с opcache, Redis, nginx), настроенный"
PEER_COLD_START_S = 3.1
PEER_MEMORY_MB = (190, 395)
PEER_COLD_KB = (1500, 1600)
PEER_COLD_REQUESTS = (20, 30)
PEER_DOUBLE_BOOKING = (2, 1, 1, 1, 2, 1, 1, 4)

GOAL_TIMES_MINIMAL = 3.0
GOAL_P95_MS = 60
GOAL_COLD_START_S = 3.0
GOAL_RACE_P99_MS = 500
GOAL_MEMORY_MB = 250
GOAL_COLD_KB = 250
GOAL_COLD_REQUESTS = 10
