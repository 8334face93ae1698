"""Who may read the audit trail (domain.md §2.3)."""

from tests.access import Row, Table

TABLE = Table([Row("GET", "journal:list", allowed={"specialist", "deputy", "director", "auditor"})])
