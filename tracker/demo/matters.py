"""Public opinion and policy documents of the demo year, lived through the same verbs as in the browser."""

from tracker.demo.diary import Diary


def plan(diary: Diary) -> None:
    """Enter every case and every paper of the story into the diary."""
