"""Forms of a report: completing it, handing it on, giving it back, setting the date."""

from collections.abc import Mapping
from typing import Any

from tracker.forms import Form, VersionedForm, day_field, long_text_field, number_field, text_field
from tracker.progress_reports.choices import Section


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


class StepForm(VersionedForm):
    """A step that needs no words."""


class NoteForm(VersionedForm):
    note = long_text_field("退回原因", limit=1000)


class SubmitForm(VersionedForm):
    document_number = text_field("本单位发文字号", required=False, limit=40)


class DueForm(Form):
    due_on = day_field("报送期限")
