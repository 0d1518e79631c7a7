"""What an inspection looks at, on which clause each indicator rests, and how many points a finding costs by default."""

from dataclasses import dataclass

from tracker.supervision.choices import CheckIndicator

MOST_POINTS = 20


@dataclass(frozen=True)
class Basis:
    clause: str
    points: int


BASES = {
    CheckIndicator.PUBLISHED: Basis("实施方案三（四）“应依法及时公开”", 5),
    CheckIndicator.TIMELINESS: Basis("实施方案三（三）20个工作日、7个工作日", 2),
    CheckIndicator.CONTENT: Basis("实施方案三（一）“细化公开事项、内容”和任务分解表", 2),
    CheckIndicator.CHANNEL: Basis("实施方案三（二）“区政府网站第一平台”", 1),
    CheckIndicator.SECRECY: Basis("实施方案三（一）“严格履行保密审查程序”", 6),
    CheckIndicator.INTERPRETATION: Basis("实施方案三（五）“加强解读引导”", 2),
    CheckIndicator.OPINION: Basis("实施方案三（五）“预判、跟踪和处置”", 3),
    CheckIndicator.RECORD: Basis("实施方案四（一）“夯实责任，狠抓落实”", 1),
}
