"""What is stated when a request is recorded, and what is wrong with the statement: pure rules."""

import re
from dataclasses import dataclass, fields
from datetime import date

from tracker.choices import Choice
from tracker.requests.choices import ApplicantKind, RequestChannel

NAMES = {"received_on": "收到日期", "channel": "提交方式", "applicant_kind": "申请人", "subject": "申请公开的内容"}
PRIVATE = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])"), "身份证号"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "手机号码"),
    (re.compile(r"(?<!\d)0\d{2,3}[-－ ]?\d{7,8}(?!\d)"), "电话号码"),
    (re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,253}\.\w"), "电子邮箱"),
)


@dataclass(frozen=True)
class Filing:
    received_on: date
    channel: RequestChannel
    applicant_kind: ApplicantKind
    subject: str

    def problems(self, today: date) -> dict[str, str]:
        """Field -> what is wrong with it."""
        return {"received_on": f"收到日期不能晚于今天（{today}）"} if self.received_on > today else {}

    def shown(self) -> dict[str, str]:
        """Each field as people read it, by its Chinese name."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {NAMES[name]: value.label if isinstance(value, Choice) else str(value) for name, value in values}


def private_data(text: str) -> str | None:
    """What in the text tells who the applicant is, as far as a pattern can say; None when nothing does.

    The register keeps no personal data: a number found here is an error at the field.
    """
    return next((name for pattern, name in PRIVATE if pattern.search(text)), None)
