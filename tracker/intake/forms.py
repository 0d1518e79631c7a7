"""Forms of this room."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from tracker.choices import Area
from tracker.files.store import MAX_SIZE, clean_name
from tracker.forms import Form, number_field
from tracker.intake.batches import MOST_FILES
from tracker.intake.pipeline import Source
from tracker.intake.presenting import NO_UNIT, field_of
from tracker.intake.resolving import Decisions, Question

EARLIEST_YEAR, LATEST_YEAR = 2008, 2099


class UploadForm(Form):
    files = MultipleFileField("任务分解表")
    year = number_field("年度", EARLIEST_YEAR, LATEST_YEAR)
    sources: list[Source]

    def validate_files(self, field: MultipleFileField) -> None:
        chosen = [file for file in field.data or [] if isinstance(file, FileStorage) and file.filename]
        if not chosen:
            raise ValidationError("请选择要导入的文件")
        if len(chosen) > MOST_FILES:
            raise ValidationError(f"一次最多导入{MOST_FILES}个文件，现在选择了{len(chosen)}个")
        self.sources = []
        for file in chosen:
            name, data = clean_name(file.filename or ""), file.stream.read(MAX_SIZE + 1)
            if len(data) > MAX_SIZE:
                raise ValidationError(f"《{name}》超过10MB。请删去图片、隐藏内容等多余部分，或拆成几个文件")
            self.sources.append(Source(name, data))


def decided_units(typed: Mapping[str, Any], questions: tuple[Question, ...], units: set[int]) -> Decisions:
    """What was chosen for each unknown name; what was not chosen, or is no unit, stays open."""
    found: dict[str, int | None] = {}
    for question in questions:
        value = str(typed.get(field_of(question), ""))
        if value == NO_UNIT:
            found[question.key] = None
        elif value.isascii() and value.isdigit() and len(value) < 10 and int(value) in units:
            found[question.key] = int(value)
    return found


def decided_areas(typed: Mapping[str, Any], file_ids: list[int]) -> dict[int, Area | None]:
    """The area chosen for each file; None leaves it to the table."""
    by_value = {area.value: area for area in Area}
    return {number: by_value.get(str(typed.get(f"area-{number}", ""))) for number in file_ids}
