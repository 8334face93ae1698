from django.db import models


class Tally(models.Model):
    """How many people came and went, a row for each statement that did it; their sum is how many there are.

    Written by triggers of ``people_person``, so the number is exact in every transaction and costs the same
    for a thousand people and for fifty; every night the rows are folded into one.
    """

    delta = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.delta:+}"
