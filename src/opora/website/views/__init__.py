"""Pages of the open site and the cabinet pages they are kept from; the error pages."""

from .pages import bad_request, forbidden, not_found, server_error

__all__ = ["bad_request", "forbidden", "not_found", "server_error"]
