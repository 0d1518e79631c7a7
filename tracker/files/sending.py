"""How a stored file leaves: always as an attachment, under a policy that lets nothing in it run.

Each room that owns files has its own download route, which checks who may see the record, and answers with ``send``.
"""

from werkzeug.wrappers import Response

from tracker import web
from tracker.files import store
from tracker.files.models import StoredFile


def send(stored: StoredFile) -> Response:
    """The stored bytes as a download. Raises Refused when they are not what was uploaded."""
    return send_bytes(store.read(stored), stored.name, stored.media_type)


def send_bytes(data: bytes, name: str, media_type: str) -> Response:
    return web.attachment(data, name, media_type)
