"""What the open site keeps: sections, teacher pages, appeals, applications, news, rows of «Сведения»."""

from .appeals import Appeal, AppealArrival, AppealFile, AppealMove, Way
from .applications import Admission, Application
from .news import NewsItem
from .sections import PageCheck, Place, SectionVersion
from .sveden import SvedenRow
from .teachers import TeacherPage

__all__ = [
    "Admission",
    "Appeal",
    "AppealArrival",
    "AppealFile",
    "AppealMove",
    "Application",
    "NewsItem",
    "PageCheck",
    "Place",
    "SectionVersion",
    "SvedenRow",
    "TeacherPage",
    "Way",
]
