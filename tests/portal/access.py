"""Who may call the URLs of the portal."""

from tests.access import EVERYONE, PUBLIC, Row, Table

TABLE = Table(
    [
        Row("GET", "portal:home", allowed=EVERYONE),
        Row("POST", "portal:look", allowed=PUBLIC),
        Row("GET", "portal:search", allowed=EVERYONE),
        Row("GET", "portal:search", allowed=EVERYONE, query="?q=Иванова"),
        Row("GET", "portal:help", allowed=EVERYONE),
        Row("GET", "portal:start", allowed=set()),
        Row("POST", "portal:start", allowed=set()),
        Row("GET", "portal:centre", allowed={"specialist", "director"}),
        Row("POST", "portal:centre", allowed={"specialist", "director"}),
        Row("POST", "portal:branch", allowed={"specialist", "director"}),
    ]
)
