"""Days on which people were here: workers on most working days, learners on a few, some not yet at all."""

from datetime import timedelta

from django.db import connection

from .world import World

WEEKS = timedelta(weeks=5)
# the same people come on the same days each time the centre is made; every ninth learner has not come yet
VISITS = """
INSERT INTO people_visit (account_id, day)
SELECT account.id, day::date
  FROM people_account account
  JOIN people_person person ON person.id = account.person_id
  LEFT JOIN (SELECT DISTINCT person_id FROM people_staffcontract) staff ON staff.person_id = person.id
 CROSS JOIN generate_series(%(since)s::date, %(until)s::date, interval '1 day') day
 WHERE (staff.person_id IS NOT NULL OR abs(hashtext(person.search_name)) %% 9 > 0)
   AND abs(hashtext(account.login || day::date::text)) %% 100 < CASE
       WHEN staff.person_id IS NULL THEN 25
       WHEN extract(isodow FROM day) > 5 THEN 10
       ELSE 80 END
    ON CONFLICT DO NOTHING
"""


def make_visits(world: World) -> None:
    """Of the last five weeks, till the eve."""
    today = world.days.now.date()
    with connection.cursor() as cursor:
        cursor.execute(VISITS, {"since": today - WEEKS, "until": today - timedelta(days=1)})
