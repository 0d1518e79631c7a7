from flask import Flask


def install(app: Flask) -> None:
    """Add this room's commands to ``flask``."""
