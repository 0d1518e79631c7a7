"""Forms of a report: completing it, handing it on, giving it back, setting the date."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wtforms import DecimalField
from wtforms.validators import Optional, ValidationError

from tracker.forms import Form, VersionedForm, day_field, long_text_field, number_field, text_field
from tracker.progress_reports import annual
from tracker.progress_reports.annual import Annual
from tracker.progress_reports.choices import Section

MOST = 1_000_000


class DraftForm(Form):
    year = number_field("年度", 2008, 2099)


class TextForm(VersionedForm):
    overall = long_text_field(Section.OVERALL.label, required=False)
    proactive = long_text_field(Section.PROACTIVE.label, required=False)
    requests = long_text_field(Section.REQUESTS.label, required=False)
    response = long_text_field(Section.RESPONSE.label, required=False)
    problems_text = long_text_field(Section.PROBLEMS.label, required=False)
    other = long_text_field(Section.OTHER.label, required=False)

    def fill(self, added: Mapping[str, str]) -> None:
        for section in Section:
            self.of(section).data = added.get(section.value, "")

    def of(self, section: Section) -> Any:
        return self["problems_text" if section is Section.PROBLEMS else section.value]

    def added(self) -> dict[Section, str]:
        return {section: self.of(section).data or "" for section in Section}


class AnnualForm(VersionedForm):
    """Tables 2 and 4: a field for each cell; money in 万元."""

    def fill(self, kept: Annual) -> None:
        for key in annual.KEYS:
            number = kept.get(key, 0)
            self[key].data = Decimal(number) / annual.YUAN if key == annual.FEES[0] else number

    def tables(self) -> dict[str, int]:
        found = {key: self[key].data or 0 for key in annual.KEYS}
        return {key: int(number * annual.YUAN if key == annual.FEES[0] else number) for key, number in found.items()}

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        if not super().validate(*args, **kwargs):
            return False
        wrong = annual.problems(self.tables())
        for key, problem in wrong.items():
            self[key].errors = [problem]
        return not wrong


def _add_cells() -> None:
    for row, name in annual.PAPERS:
        for column, heading in annual.PAPER_COLUMNS:
            setattr(AnnualForm, f"{row}_{column}", number_field(f"{name}：{heading}", 0, MOST, required=False))
    for key, _, name in annual.DECISIONS:
        setattr(AnnualForm, key, number_field(f"{name}：本年处理决定数量", 0, MOST, required=False))
    fees = f"{annual.FEES[2]}：本年收费金额（万元）"
    setattr(AnnualForm, annual.FEES[0], DecimalField(fees, validators=[Optional(), money], places=None))
    for row, name in annual.CASES:
        for column, heading in (*annual.RESULTS, annual.TOTAL):
            setattr(AnnualForm, f"{row}_{column}", number_field(f"{name}：{heading}", 0, MOST, required=False))


def money(_form: Form, field: Any) -> None:
    number = field.data
    if number is not None and (not 0 <= number <= MOST or number * annual.YUAN % 1):
        raise ValidationError(f"请填写0至{MOST}之间的数，单位万元，最多四位小数")


_add_cells()


class ChapterForm(VersionedForm):
    """One paragraph a line."""

    text = long_text_field("正文", limit=40_000)
    note = text_field("修改说明", required=False, limit=400)

    def paragraphs(self) -> list[str]:
        return [line.strip() for line in (self.text.data or "").splitlines() if line.strip()]


class StepForm(VersionedForm):
    """A step that needs no words."""


class NoteForm(VersionedForm):
    note = long_text_field("退回原因", limit=1000)


class SubmitForm(VersionedForm):
    document_number = text_field("本单位发文字号", required=False, limit=40)


class DueForm(Form):
    due_on = day_field("报送期限")
