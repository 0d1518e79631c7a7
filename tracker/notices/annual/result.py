"""What goes to the body that does the annual assessment (年度考核): score, grade, notice and rectification. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

GRADES = ((90, "优秀"), (80, "良好"), (60, "合格"), (0, "不合格"))
"""The usual bands; no national ones exist."""


@dataclass(frozen=True)
class Orders:
    """A unit's rectifications of the year: how many were ordered, closed, closed on a report in time, and are late."""

    ordered: int = 0
    closed: int = 0
    in_time: int = 0
    late: int = 0


def grade(score: float | None) -> str:
    return next((name for least, name in GRADES if score is not None and score >= least), "不评分")


def given_back(score: float | None, orders: Orders, percent: int) -> Decimal:
    """Points that count again because what was ordered was put right in time: a share of those lost to 100."""
    if score is None or not orders.ordered or not percent:
        return Decimal(0)
    lost = max(Decimal(100) - Decimal(str(score)), Decimal(0))
    share = lost * percent * orders.in_time / (100 * orders.ordered)
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)


def of_unit(
    document: Mapping[str, Any], decision: str, notice: Mapping[str, Any] | None, orders: Orders, percent: int
) -> dict[str, Any]:
    """One unit's line, as plain values."""
    score = document["score"]
    back = given_back(score, orders, percent)
    final = None if score is None else float(Decimal(str(score)) + back)
    return {
        "code": document["code"],
        "unit": document["unit"],
        "kind": document["kind"],
        "score": score,
        "rank": document["rank"],
        "decision": decision,
        "notice": notice,
        "rectification": {
            "ordered": orders.ordered, "closed": orders.closed, "in_time": orders.in_time, "late": orders.late,
            "given_back": float(back),
        },
        "final_score": final,
        "grade": grade(final),
    }  # fmt: skip
