"""The headings of a unit's own sheet, the same for writing it and for taking it back."""

from tracker.disclosures.entry import NAMES

ASKED = (
    *("title", "document_number", "kind", "formed_on", "decided_on", "published_on", "channels", "address"),
    *("secrecy_reviewed_by", "secrecy_reviewed_on", "secrecy_result", "ground", "ground_note"),
)
HEADINGS = NAMES | {"address": "公开网址"}

TASKS, DISCLOSURES, GUIDE = "任务进展", "公开记录", "填写说明"
KEY, NUMBER, ITEM, PERCENT, NOTE = "任务标识", "任务编号", "公开事项", "进度（%）", "进展说明"
TASK = "任务"
PROGRESS_READ = {"key": KEY, "number": NUMBER, "item": ITEM, "percent": PERCENT, "note": NOTE}
DISCLOSURE_READ = {"task": TASK, **{name: HEADINGS[name] for name in ASKED}}
DATES = frozenset({"formed_on", "decided_on", "secrecy_reviewed_on", "published_on"})
MOST_DISCLOSURES = 500
LENGTHS = {"title": 200, "document_number": 80, "secrecy_reviewed_by": 40, "address": 400, "ground_note": 400}
CHANNEL_LENGTH = 40
NOTE_LENGTH = 4000
TASK_LENGTH = 80


def option(task_id: int, category: str, item: str) -> str:
    """A task as the drop-down offers it; only the number is read back."""
    title = f"{category} · {item}" if category else item
    text = f"{task_id} {' '.join(title.split())}"
    return text if len(text) <= TASK_LENGTH else f"{text[: TASK_LENGTH - 1]}…"
