"""``python -m bench.damaged [5000]``: damaged files through the readers of every import, without a database.

Each file is read, judged as a list, a график and a plan, corrected and reported. Anything but a table or a
refusal in words is a failure, and the slowest files are named.
"""

import sys
import time
from collections import Counter
from datetime import date

import django

from opora.integrations.tables import TableError

SLOWEST, ON = 5, date(2026, 11, 23)


def main(count: int) -> int:
    django.setup()
    from opora.schedule.forms.schedule_file import read_schedule_file  # noqa: PLC0415 -- after setup
    from opora.studies.forms.fault_list import learner_faults  # noqa: PLC0415
    from opora.studies.forms.learner_list import read_learner_list  # noqa: PLC0415
    from opora.studies.forms.stored_list import pack, unpack  # noqa: PLC0415
    from opora.workload.forms.plan_file import read_plan  # noqa: PLC0415
    from tests.fuzz import files  # noqa: PLC0415

    answers: Counter[str] = Counter()
    took: list[tuple[float, int]] = []
    failures = []
    for number, (name, data) in enumerate(files(count)):
        began = time.perf_counter()
        for kind, read in (
            ("learners", lambda d, n: learner_faults(unpack(pack(read_learner_list(d, n, [], on=ON))))),
            ("schedule", lambda d, n: read_schedule_file(d, n, [], []).faults()),
            ("load", lambda d, n: read_plan(d, n, {}, on=ON).faults()),
        ):
            try:
                read(data, name)
                answers[f"{kind}: read"] += 1
            except TableError:
                answers[f"{kind}: refused in words"] += 1
            except Exception as error:
                answers[f"{kind}: FAILED"] += 1
                failures.append(
                    f"file {number} {name[:20]!r} as {kind}: {type(error).__name__}: {error}"[:300]
                )
        took.append((time.perf_counter() - began, number))
    for answer, times in sorted(answers.items()):
        print(f"{times:>7}  {answer}")
    print("\n".join(failures[:20]))
    print("slowest:", ", ".join(f"file {n} {s:.1f} s" for s, n in sorted(took)[-SLOWEST:]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000))
