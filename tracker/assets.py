"""Style sheets and scripts: third-party ones from their installed packages, own ones from ``static/``.

All are served by WhiteNoise under a folder named by the hash of their contents, so that browsers may keep them for
ever; a missing file stops the start, not a page.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

ONE_YEAR = 365 * 24 * 3600


def package_file(package: str, *parts: str) -> Path:
    """A file inside an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"package {package} is not installed")
    return Path(spec.submodule_search_locations[0]).joinpath(*parts)


def collect(static: Path) -> dict[str, Path]:
    """Name in the page -> file on the disk."""
    own = {path.name: path for path in sorted(static.iterdir()) if path.is_file()}
    return {
        "bootstrap.css": package_file("flask_bootstrap", "static", "bootstrap5", "css", "bootstrap.min.css"),
        "htmx.js": package_file("js_lib_htmx", "static", "htmx", "htmx.min.js"),
        **own,
    }


def install(app: Flask, static: Path) -> None:
    """Serve the assets around the application and give templates ``asset(name)``.

    Raises FileNotFoundError when one is missing.
    """
    files = collect(static)
    version = hashlib.sha256(b"".join(path.read_bytes() for path in files.values())).hexdigest()[:12]
    server = WhiteNoise(
        app.wsgi_app,
        max_age=ONE_YEAR,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_harden,
        allow_all_origins=False,
    )
    for name, path in files.items():
        server.add_file_to_dictionary(f"/a/{version}/{name}", str(path))
    app.wsgi_app = server  # type: ignore[method-assign]
    app.jinja_env.globals["asset"] = lambda name: f"/a/{version}/{files[name] and name}"


def _harden(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'"
