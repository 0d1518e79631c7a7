"""Everything of section 三（五） that reads both public opinion and interpretation."""

from tracker.guidance.blueprint import bp
from tracker.guidance.circular import views as circular_views
from tracker.guidance.links import views as links_views
from tracker.guidance.pictures import views as pictures_views

__all__ = ["bp", "circular_views", "links_views", "pictures_views"]
