"""What the open site keeps of its own: written sections, teacher pages, appeals, news, rows of «Сведения»."""

from .appeals import Appeal
from .news import NewsItem
from .sections import PageCheck, Place, SectionVersion
from .sveden import SvedenRow
from .teachers import TeacherPage

__all__ = ["Appeal", "NewsItem", "PageCheck", "Place", "SectionVersion", "SvedenRow", "TeacherPage"]
