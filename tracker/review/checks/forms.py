"""What a spot check is drawn by and from."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField

from tracker.choices import Area
from tracker.clock import today
from tracker.disclosures.scope import STATES
from tracker.forms import Form, number_field, text_field

SIZES = (5, 10, 20, 50)
WHOLE = "全部"


class DrawForm(Form):
    """Without a number the day's is taken."""

    seed = number_field("抽查号", 0, 999_999_999, required=False)
    size = SelectField("条数", coerce=int, choices={str(size): f"{size}条" for size in SIZES}, default=10)
    state = SelectField("范围", choices=dict(STATES), default="unchecked")
    area = SelectField("重点领域", choices={"": WHOLE} | dict(Area.options()), default="")
    unit = SelectField("责任单位", choices={}, default="")
    q = text_field("标题、文号、任务", required=False, limit=100)

    def offer(self, units: Sequence[Any]) -> None:
        self.unit.choices = {"": WHOLE} | {str(unit.id): unit.short_name for unit in units}

    @property
    def number(self) -> int:
        return int(f"{today():%Y%m%d}") if self.seed.data is None else int(self.seed.data)

    @property
    def asked(self) -> dict[str, str]:
        """The filters as the register of disclosures takes them."""
        return {name: self[name].data for name in ("state", "area", "unit", "q") if self[name].data}

    @property
    def scope(self) -> str:
        """The filters in words."""
        words = [dict(self[name].choices)[self[name].data] for name in ("state", "area", "unit") if self[name].data]
        return "、".join([*words, f"含“{self.q.data}”"] if self.q.data else words)
