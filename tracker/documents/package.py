"""What .docx and .xlsx share: text that XML can hold, and a zip whose bytes depend on its content only."""

import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from datetime import date
from xml.sax.saxutils import escape

# XML 1.0 production 2 leaves these out; the bidi controls could make a printed line read otherwise than it is stored.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>{dates}</cp:coreProperties>"
)
_DATE = '<dcterms:{0} xsi:type="dcterms:W3CDTF">{1}T00:00:00Z</dcterms:{0}>'
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def printable(text: str) -> str:
    """`text` with CR LF as LF and without control, surrogate and bidi characters (TAB and LF stay)."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def properties(title: str, author: str, dated_on: date | None) -> dict[str, bytes]:
    """The two property parts of an Office package; without `dated_on` they carry no date at all."""
    dates = "".join(_DATE.format(name, dated_on.isoformat()) for name in ("created", "modified")) if dated_on else ""
    core = _CORE.format(title=escape(printable(title)), author=escape(printable(author)), dates=dates)
    return {"docProps/core.xml": core.encode(), "docProps/app.xml": _APP.encode()}


def repack(package: bytes, replaced: Mapping[str, bytes]) -> bytes:
    """The zip `package` with some parts `replaced`, in the same order, without times and platform marks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            with target.open(entry, "w") as part:
                if name in replaced:
                    part.write(replaced[name])
                else:
                    with source.open(name) as old:
                        shutil.copyfileobj(old, part)
    return out.getvalue()
