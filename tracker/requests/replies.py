"""The kinds of result as the annual report's table 3 groups them (国办公开办函〔2021〕30号), and what each asks for."""

from collections.abc import Mapping

from tracker.requests.choices import ReplyGroup, ReplyKind

SOURCE = "国办公开办函〔2021〕30号附件表三"
_R = ReplyKind
GROUPS: Mapping[ReplyGroup, tuple[ReplyKind, ...]] = {
    ReplyGroup.DISCLOSED: (_R.DISCLOSED,),
    ReplyGroup.PARTLY: (_R.PARTLY,),
    ReplyGroup.WITHHELD: (
        _R.STATE_SECRET,
        _R.BARRED_BY_LAW,
        _R.SECURITY,
        _R.THIRD_PARTY,
        _R.INTERNAL,
        _R.IN_PROCESS,
        _R.CASE_FILE,
        _R.QUERY,
    ),
    ReplyGroup.UNAVAILABLE: (_R.NOT_HELD, _R.TO_BE_MADE, _R.STILL_UNCLEAR),
    ReplyGroup.NOT_PROCESSED: (_R.PETITION, _R.REPEATED, _R.PUBLICATION, _R.EXCESSIVE, _R.REISSUE),
    ReplyGroup.OTHER: (_R.NOT_CORRECTED, _R.FEE_UNPAID, _R.OTHER),
}
OF_KIND = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
NUMERALS = "一二三四五六"


def heading(group: ReplyGroup) -> str:
    """（三）不予公开: the group with its number in the table."""
    return f"（{NUMERALS[list(GROUPS).index(group)]}）{group.label}"


def numbered(kind: ReplyKind) -> str:
    """7.属于行政执法案卷: the kind with its number in its group."""
    return f"{GROUPS[OF_KIND[kind]].index(kind) + 1}.{kind.label}"


def in_full(kind: ReplyKind) -> str:
    """不予公开：属于行政执法案卷; where a group has but one kind, the name alone."""
    group = OF_KIND[kind]
    return kind.label if len(GROUPS[group]) == 1 else f"{group.label}：{kind.label}"


def needs_reason(kind: ReplyKind) -> bool:
    """Whether the applicant must be told on what ground: whatever is not simply given, or explains itself."""
    return kind not in (ReplyKind.DISCLOSED, ReplyKind.NOT_CORRECTED, ReplyKind.FEE_UNPAID)


def options() -> dict[str, str | dict[str, str]]:
    """For a choice list with groups; a group of one kind is that kind."""
    found: dict[str, str | dict[str, str]] = {"": "请选择"}
    for group, kinds in GROUPS.items():
        found[group.label] = {kind.value: kind.label for kind in kinds}
    return found
