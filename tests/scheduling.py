"""Which worker of pytest-xdist runs what."""

from xdist.scheduler import LoadScopeScheduling

FAULTS = "tests/faults/"


class ByFile(LoadScopeScheduling):
    """A file goes to one worker whole, so what its fixtures load is loaded once.

    The faults go to one together: they share a loaded centre, and a machine meets one fault at a time.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return FAULTS if file.startswith(FAULTS) else file
