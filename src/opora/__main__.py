"""``python -m opora`` is the same as ``opora``."""

from opora.config.cli import main

raise SystemExit(main())
