"""Which worker of pytest-xdist runs what."""

import re

from xdist.scheduler import LoadScopeScheduling

FAULTS = "tests/faults/"
DOMAIN = re.compile(r"test_only_the_named_may_enter\[\w+ (\w+):")


class ByFile(LoadScopeScheduling):
    """A file goes to one worker whole, so what its fixtures load is loaded once.

    The faults go to one together: they share a loaded centre, and a machine meets one fault at a time.
    The table of accesses is the longest file by far: its domains go apart.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if domain := DOMAIN.search(nodeid):
            return f"{file} {domain[1]}"
        return FAULTS if file.startswith(FAULTS) else file
