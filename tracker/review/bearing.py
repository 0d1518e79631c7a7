"""What stands behind a submission, and what of it the office should look at before it accepts: pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.choices import Outcome


@dataclass(frozen=True)
class Bearing:
    """The facts of one submitted share: its disclosures by standing, its periods without one, its evidence files.

    ``unproven`` counts what was published without an address that anyone could open. ``stamp`` changes with any of its
    records, so that what was seen can be told from what stands.
    """

    outcome: Outcome | None
    disclosures: int = 0
    late: int = 0
    open: int = 0
    off_website: int = 0
    unchecked_returns: int = 0
    unproven: int = 0
    clock_changed: int = 0
    by_law: int = 0
    stamp: str = ""
    missed: tuple[str, ...] = ()
    evidence: int = 0

    @property
    def warnings(self) -> list[str]:
        """What speaks against accepting it unseen; nothing for a submission that its facts bear out."""
        return list(self._warnings())

    def _warnings(self) -> Iterator[str]:
        if self.outcome is Outcome.NOTHING_AROSE:
            yield "上报本年未产生，请核对情况说明"
            if self.disclosures:
                yield f"但已登记{self.disclosures}条公开记录"
            return
        if not self.disclosures:
            yield "没有登记公开记录"
        if self.open:
            yield f"{self.open}条尚未公开"
        if self.late:
            yield f"{self.late}条逾期"
        if self.off_website:
            yield f"{self.off_website}条未在政府网站公开"
        if self.clock_changed:
            yield f"{self.clock_changed}条改过期限或日期"
        if self.by_law:
            yield f"{self.by_law}条按法律另定的期限计"
        if self.unchecked_returns:
            yield f"{self.unchecked_returns}条记录被退回未更正"
        if self.missed:
            yield "、".join(self.missed) + "没有公开"
        if self.unproven and not self.evidence:
            yield f"{self.unproven}条没有网址，也没有佐证材料"
