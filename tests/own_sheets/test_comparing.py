"""What a filled sheet would change, held against what stands: pure."""

from dataclasses import replace
from datetime import date

import pytest

from imports.problems import Problems
from tracker.choices import MatterKind
from tracker.disclosures.entry import Entry
from tracker.own_sheets.comparing import Preview, Recorded, Share, compare
from tracker.own_sheets.keys import Key, fingerprint, name_mark
from tracker.own_sheets.reading import DisclosureRow, Filled, ProgressRow

TODAY = date(2018, 12, 20)
KEY = Key(1, 5, 4, 2018, fingerprint(10, "刚刚开始"), name_mark(100, "第1项"))
SHARE = Share(1, 100, "第1项", 10, "刚刚开始", 5)
ROW = ProgressRow(3, KEY, 60, "已公开")
ENTRY = Entry("某批复", MatterKind.GENERAL, formed_on=date(2018, 9, 20))


def looked(
    row: ProgressRow | None = None,
    share: Share | None = SHARE,
    entries: tuple[Entry, ...] = (),
    recorded: tuple[Recorded, ...] = (),
    *,
    task_id: int = 100,
) -> Preview:
    rows = (row,) if row else ()
    disclosures = tuple(DisclosureRow(number, task_id, entry) for number, entry in enumerate(entries, 3))
    at = {"任务进展": {"note": "K", "percent": "J"}, "公开记录": {"task": "A", "formed_on": "E", "channels": "H"}}
    filled = Filled(rows, disclosures, Problems("表.xlsx"), at, tuple(row.key for row in rows))
    return compare(filled, [share] if share else [], recorded, TODAY)


def test_a_filled_row_is_an_update_field_by_field() -> None:
    found = looked(ROW)
    assert found.updates[0].fields == [("进度", "10%", "60%"), ("进展说明", "刚刚开始", "已公开")]
    assert looked(replace(ROW, note="刚刚开始")).updates[0].fields == [("进度", "10%", "60%")]
    assert found.counts == {"updates": 1, "additions": 0, "conflicts": 0, "problems": 0}


def test_a_row_that_nobody_touched_says_nothing_whatever_the_web_did() -> None:
    untouched = replace(ROW, percent=10, note="刚刚开始")
    found = looked(untouched, replace(SHARE, percent=80, note="网页上写的", version=6))
    assert (found.to_write, found.untouched, found.counts["conflicts"]) == (0, 1, 0)


def test_what_is_there_already_is_not_written_again() -> None:
    found = looked(ROW, replace(SHARE, percent=60, note="已公开", version=6))
    assert (found.to_write, found.untouched) == (0, 1)


def test_what_the_web_changed_meanwhile_is_a_conflict_with_both_values() -> None:
    found = looked(ROW, replace(SHARE, percent=80, note="网页上写的", version=6))
    assert found.updates == []
    assert found.conflicts[0].fields == [("进度", "80%", "60%"), ("进展说明", "网页上写的", "已公开")]


def test_a_new_state_alone_is_no_conflict() -> None:
    assert len(looked(ROW, replace(SHARE, version=6)).updates) == 1


@pytest.mark.parametrize(
    ("row", "share", "words"),
    [
        (ROW, replace(SHARE, refusal="这项任务还没有签收。"), "第3行：《第1项》的进展不能写入：这项任务还没有签收。"),
        (replace(ROW, note=""), SHARE, "第3行K列：请填写进展说明"),
        (ROW, None, "第3行：这项任务已不由本单位办理"),
    ],
)
def test_what_cannot_be_written_is_told_with_its_place(row: ProgressRow, share: Share | None, words: str) -> None:
    found = looked(row, share)
    assert [words in problem.message for problem in found.errors] == [True]
    assert found.to_write == 0


def test_a_refused_row_that_nobody_touched_is_no_problem() -> None:
    untouched = replace(ROW, percent=10, note="刚刚开始")
    assert looked(untouched, replace(SHARE, refusal="等审核。")).errors == ()
    assert looked(untouched, None).errors == ()


def test_a_new_disclosure_is_added() -> None:
    found = looked(entries=(ENTRY,))
    assert [(each.row.entry.title, each.item) for each in found.additions] == [("某批复", "第1项")]


def test_a_disclosure_on_record_is_known_again() -> None:
    same = replace(ENTRY, title=" 某 批复")
    found = looked(entries=(same,), recorded=(Recorded(9, 100, ENTRY),))
    assert (found.to_write, found.known[0].fields) == (0, ())


def test_a_disclosure_on_record_with_other_words_is_shown_and_left() -> None:
    found = looked(entries=(replace(ENTRY, document_number="王发〔2018〕3号"),), recorded=(Recorded(9, 100, ENTRY),))
    assert found.known[0].fields == (("文号", "—", "王发〔2018〕3号"),)
    assert found.counts["conflicts"] == 1


@pytest.mark.parametrize("other", [{"formed_on": date(2018, 9, 21)}, {"title": "另一批复"}])
def test_another_day_or_title_is_another_disclosure(other: dict[str, object]) -> None:
    found = looked(entries=(replace(ENTRY, **other),), recorded=(Recorded(9, 100, ENTRY),))  # type: ignore[arg-type]
    assert len(found.additions) == 1


@pytest.mark.parametrize(
    ("entries", "task_id", "words"),
    [
        ((ENTRY, ENTRY), 100, "第4行：与第3行重复"),
        ((ENTRY,), 999, "第3行A列：这不是本单位的任务"),
        ((replace(ENTRY, formed_on=None),), 100, "第3行E列：一般信息从形成或变更之日起算期限"),
        ((replace(ENTRY, formed_on=date(2018, 12, 21)),), 100, "第3行E列：形成（变更）日期不能晚于今天"),
    ],
)
def test_a_wrong_disclosure_is_told_with_its_place(entries: tuple[Entry, ...], task_id: int, words: str) -> None:
    found = looked(entries=entries, task_id=task_id)
    assert [words in problem.message for problem in found.errors] == [True]


def test_a_withdrawn_task_takes_no_disclosure() -> None:
    found = looked(share=replace(SHARE, is_withdrawn=True), entries=(ENTRY,))
    assert "任务已撤销" in found.errors[0].message


def test_rows_of_two_years_are_told() -> None:
    other = replace(ROW, key=replace(KEY, assignment_id=2, year=2019))
    filled = Filled((ROW, other), problems=Problems("表.xlsx"), row_keys=(ROW.key, other.key))
    found = compare(filled, [SHARE, replace(SHARE, id=2)], (), TODAY)
    assert "2018、2019" in found.errors[0].message


def test_the_digest_tells_one_preview_from_another() -> None:
    assert looked(ROW).digest == looked(ROW).digest
    others = [looked(replace(ROW, percent=61)), looked(ROW, replace(SHARE, version=6)), looked(entries=(ENTRY,))]
    assert len({looked(ROW).digest, *(other.digest for other in others)}) == 4
