"""Everything of section 三（五） that reads both public opinion and interpretation."""

from tracker.guidance.blueprint import bp
from tracker.guidance.circular import views as circular_views
from tracker.guidance.issued import views as issued_views
from tracker.guidance.pictures import views as pictures_views
from tracker.guidance.related import views as related_views

__all__ = ["bp", "circular_views", "issued_views", "pictures_views", "related_views"]
