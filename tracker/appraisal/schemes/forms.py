"""Forms of the scheme: one number a rule, 0 where the rule is not used."""

from dataclasses import replace
from datetime import date
from typing import Any

from wtforms import SelectField

from tracker.appraisal.indicators import BONUSES, CHECKS, INDICATORS
from tracker.appraisal.models import AppraisalScheme
from tracker.appraisal.scheme import Bonus, Deduction, Indicator, RedLine, Scheme, default
from tracker.choices import UnitKind
from tracker.forms import Form, VersionedForm, day_field, long_text_field, number_field, text_field

DEFAULT = default(2018)
MORE = (
    Indicator("inspections", "督查抽查", 0, "实施方案四（二）"),
    Indicator("reminders", "提醒办理", 0, "实施方案四（二）"),
    Indicator("requests", "依申请公开", 0, "实施方案三（三）；《中华人民共和国政府信息公开条例》"),
    Indicator("reports", "年度工作进展报告", 0, "实施方案四（三）“每年要上报”"),
    Indicator("outside_city", "市级考核（外部评价）", 0, "实施方案四（三）"),
    Indicator("outside_third_party", "第三方评估（外部评价）", 0, "实施方案四（三）"),
    Indicator(
        "outside_social", "社会评议（外部评价）", 0, "《中华人民共和国政府信息公开条例》关于考核、社会评议的规定"
    ),
)  # for schemes that give them a weight
NAMES = {each.key: each.name for each in (*DEFAULT.indicators, *MORE)}
CHECK_NAMES = {
    "far_late": "严重逾期",
    "late_rectifications": "整改逾期",
    "low_completion": "任务完成率过低",
    "dead_links": "网址打不开",
    "findings": "督查发现问题",
    "unanswered_papers": "催办督办逾期未反馈",
    "late_requests": "依申请公开逾期",
    "late_reports": "年度报告未按期报送",
    "returned_reports": "年度报告被退回",
}
LIMITED = ("far_late", "low_completion")  # those whose limit means something
BONUS_NAMES = {"rectified": "按期整改", "answered": "舆情按时回应", "interpreted": "政策按期解读"}
APART = "单独排名"


class SchemeForm(VersionedForm):
    """Each rule of the closed lists has its fields; ``scheme`` puts them together, or says what does not add up."""

    name = text_field("方案名称", limit=120)
    commend_from = number_field("表扬线（分）", 0, 100)
    criticise_below = number_field("批评线（低于，分）", 0, 100)
    commend_share = number_field("表扬名额（占参加排名单位的%）", 0, 100)
    least_tasks = number_field("参加排名至少承担任务（项）", 0, 100)
    least_weight = number_field("评分至少适用分值（分）", 1, 100)
    bonus_from = number_field("加分门槛（加分前得分不低于）", 0, 100)
    bonus_most = number_field("加分合计最多（分）", 0, 50)
    excellent_from = number_field("等次优秀（不低于，分）", 0, 100)
    good_from = number_field("等次良好（不低于，分）", 0, 100)
    pass_from = number_field("等次合格（不低于，分）", 0, 100)
    statement_workdays = number_field("申述期限（确认名单后的工作日，0为不设）", 0, 60)
    settling_day = text_field("年终结算日（月-日，此前没有期限的任务不算到期）", limit=5)
    rectified_back = number_field("整改按期销号，年度考核返还所失分值的%", 0, 100)

    def read(self, content: Scheme) -> None:
        """Fill the form in from a scheme."""
        for name in OWN_FIELDS:
            self[name].data = getattr(content, name)
        weights = {each.key: each for each in content.indicators}
        for key in INDICATORS:
            self[f"weight_{key}"].data = weights[key].weight if key in weights else 0
        deductions, red = (
            {each.key: each for each in content.deductions},
            {each.key: each for each in content.red_lines},
        )
        for key in CHECKS:
            of, line = deductions.get(key), red.get(key)
            self[f"each_{key}"].data, self[f"most_{key}"].data = (of.each, of.most) if of else (0, 0)
            self[f"limit_{key}"].data = of.limit if of else 0
            self[f"least_{key}"].data, self[f"red_{key}"].data = (line.least, line.limit) if line else (0, 0)
        bonuses = {each.key: each for each in content.bonuses}
        for key in BONUSES:
            bonus = bonuses.get(key)
            self[f"plus_{key}"].data, self[f"top_{key}"].data = (bonus.each, bonus.most) if bonus else (0, 0)
        quotas, joined = dict(content.quotas), dict(content.ranked_with)
        for kind in UnitKind:
            self[f"places_{kind.value}"].data = quotas.get(kind.value)
            self[f"with_{kind.value}"].data = joined.get(kind.value, "")

    def scheme(self, before: Scheme) -> Scheme:
        """The scheme that the form describes. Raises SchemeProblem where it does not hold together."""
        bases = {each.key: each for each in (*DEFAULT.indicators, *MORE, *before.indicators)}
        places = {kind.value: self[f"places_{kind.value}"].data for kind in UnitKind}
        joined = {kind.value: self[f"with_{kind.value}"].data for kind in UnitKind}
        return replace(
            before,
            indicators=tuple(
                Indicator(key, bases[key].name, self._number(f"weight_{key}"), bases[key].basis)
                for key in INDICATORS
                if self._number(f"weight_{key}")
            ),
            deductions=tuple(self._deductions()),
            red_lines=tuple(self._red_lines(before)),
            bonuses=tuple(
                Bonus(key, BONUS_NAMES[key], self._number(f"plus_{key}"), self._number(f"top_{key}"))
                for key in BONUSES
                if self._number(f"plus_{key}") or self._number(f"top_{key}")
            ),
            quotas=tuple((kind, number) for kind, number in places.items() if number is not None),
            ranked_with=tuple((kind, other) for kind, other in joined.items() if other),
            **{name: self[name].data for name in OWN_FIELDS},
        )

    def differences(self, other: "SchemeForm") -> list[tuple[str, str, str]]:
        """Label and both values of each field in which another scheme's form differs."""
        pairs = [(field, other[field.name]) for field in self if field.name != "version"]
        return [(one.label.text, _said(one), _said(two)) for one, two in pairs if _said(one) != _said(two)]

    def _deductions(self) -> Any:
        for key in CHECKS:
            each, most = self._number(f"each_{key}"), self._number(f"most_{key}")
            if each or most:
                yield Deduction(key, CHECK_NAMES[key], each, most, self._number(f"limit_{key}"))

    def _red_lines(self, before: Scheme) -> Any:
        names = {each.key: each for each in (*DEFAULT.red_lines, *before.red_lines)}
        for key in CHECKS:
            least, limit = self._number(f"least_{key}"), self._number(f"red_{key}")
            if least:
                old = names.get(key)
                same = old is not None and (old.least, old.limit) == (least, limit)
                yield RedLine(key, old.name if same and old else _red_name(key, least, limit), limit, least)

    def _number(self, name: str) -> int:
        return int(self[name].data or 0)


def _said(field: Any) -> str:
    if isinstance(field, SelectField):
        return str(dict(field.choices)[field.data or ""])
    return "按比例" if field.data is None else str(field.data)


def filled(content: Scheme) -> SchemeForm:
    """The form as it reads for a scheme."""
    form = SchemeForm(formdata=None)
    form.read(content)
    return form


def _red_name(key: str, least: int, limit: int) -> str:
    return {
        "far_late": f"{least}条以上公开事项逾期超过{limit}个工作日",
        "late_rectifications": f"{least}项以上整改到期未完成",
        "low_completion": f"任务完成率低于{limit}%且{least}项以上未办结",
        "dead_links": f"{least}个以上政府网站网址打不开",
        "findings": f"督查发现{least}个以上问题",
        "late_requests": f"{least}件以上依申请公开逾期答复",
        "late_reports": f"{least}份以上年度工作进展报告未按期报送",
        "returned_reports": f"{least}份以上年度工作进展报告被退回",
        "unanswered_papers": f"{least}件以上提醒、催办、督办单逾期未反馈",
    }[key]


OWN_FIELDS = tuple(name for name, value in vars(SchemeForm).items() if hasattr(value, "field_class"))


def _add_fields() -> None:
    """One set of fields for each rule there is, so that a new rule is on the form by itself."""
    for key in INDICATORS:
        setattr(SchemeForm, f"weight_{key}", number_field(f"{NAMES[key]}分值", 0, 100, required=False))
    for key in CHECKS:
        what = CHECK_NAMES[key]
        setattr(SchemeForm, f"each_{key}", number_field(f"{what}：每条倒扣", 0, 100, required=False))
        setattr(SchemeForm, f"most_{key}", number_field(f"{what}：最多倒扣", 0, 100, required=False))
        setattr(SchemeForm, f"limit_{key}", number_field(f"{what}：倒扣界限", 0, 365, required=False))
        setattr(SchemeForm, f"least_{key}", number_field(f"{what}：红线条数", 0, 1000, required=False))
        setattr(SchemeForm, f"red_{key}", number_field(f"{what}：红线界限", 0, 365, required=False))
    for key in BONUSES:
        setattr(SchemeForm, f"plus_{key}", number_field(f"{BONUS_NAMES[key]}：每条加分", 0, 20, required=False))
        setattr(SchemeForm, f"top_{key}", number_field(f"{BONUS_NAMES[key]}：最多加分", 0, 50, required=False))
    for kind in UnitKind:
        others = {other.value: f"与{other.label}一并排名" for other in UnitKind if other is not kind}
        setattr(SchemeForm, f"places_{kind.value}", number_field(f"{kind.label}固定名额", 0, 2000, required=False))
        setattr(SchemeForm, f"with_{kind.value}", SelectField(f"{kind.label}排名", choices={"": APART} | others))


_add_fields()


class CopyForm(Form):
    source = SelectField("以哪一份为底稿", validate_choice=False)


class AdoptForm(VersionedForm):
    reason = long_text_field("采用的理由和依据", limit=1000)


class DiscardForm(VersionedForm):
    pass


class RehearsalForm(Form):
    """Read from the query string: an earlier day, another scheme, or both."""

    class Meta(Form.Meta):
        csrf = False

    as_of: Any = day_field("事实截至", required=False)
    scheme = SelectField("考核方案", validate_choice=False)

    def chosen(self, among: list[AppraisalScheme]) -> AppraisalScheme | None:
        return next((each for each in among if str(each.id) == self.scheme.data), None)

    def day(self) -> date | None:
        return self.as_of.data if isinstance(self.as_of.data, date) else None
