"""What goes to the body that does the annual assessment (年度考核): score, grade, notice and rectification. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Bands = tuple[int, int, int]
USUAL: Bands = (90, 80, 60)
"""From which score on a unit is 优秀, 良好, 合格; no national bands exist."""


@dataclass(frozen=True)
class Orders:
    """A unit's rectifications of the year: how many were ordered, closed, closed on a report in time, and are late."""

    ordered: int = 0
    closed: int = 0
    in_time: int = 0
    late: int = 0


def grade(score: float | None, bands: Bands = USUAL, *, is_ranked: bool = True) -> str:
    """A unit that is not ranked, for it has too few tasks, gets no grade either."""
    if score is None:
        return "不评分"
    names = zip((*bands, 0), ("优秀", "良好", "合格", "不合格"), strict=True)
    return next(name for least, name in names if score >= least) if is_ranked else "不评等次"


def bands(scheme: Mapping[str, Any]) -> Bands:
    first, second, third = (
        int(scheme.get(name, usual))
        for name, usual in zip(("excellent_from", "good_from", "pass_from"), USUAL, strict=True)
    )
    return first, second, third


def given_back(score: float | None, orders: Orders, percent: int) -> Decimal:
    """Points that count again because what was ordered was put right in time: a share of those lost to 100."""
    if score is None or not orders.ordered or not percent:
        return Decimal(0)
    lost = max(Decimal(100) - Decimal(str(score)), Decimal(0))
    share = lost * percent * orders.in_time / (100 * orders.ordered)
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)


def of_unit(
    document: Mapping[str, Any],
    decision: str,
    notice: Mapping[str, Any] | None,
    orders: Orders,
    scheme: Mapping[str, Any],
) -> dict[str, Any]:
    """One unit's line, as plain values; share given back and bands are the scheme's."""
    score, percent = document["score"], int(scheme.get("rectified_back", 0))
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
        "grade": grade(final, bands(scheme), is_ranked=document["rank"] is not None),
    }  # fmt: skip
