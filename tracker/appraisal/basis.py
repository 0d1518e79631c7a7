"""The clauses on which a year's list rests: the plan's section 四（三） and the Regulation in force on the day."""

from datetime import date

PLAN_SHORT = "实施方案四（三）"
COMMENDATION = "对工作成效突出的，给予通报表扬"
CRITICISM = "对未按照相关规定和要求开展工作的，进行通报批评并令其限期整改，且要在年度考核中予以体现"
REVISED_REGULATION = date(2019, 5, 15)


def regulation(on: date) -> str:
    """The Regulation in force on a day: State Council decree 492 until 2019-05-14, 711 since."""
    return f"《中华人民共和国政府信息公开条例》（国务院令第{711 if on >= REVISED_REGULATION else 492}号）"


def assessment(on: date) -> str:
    """The Regulation's article on assessment (考核、社会评议、责任追究); articles are cited of the revised one only."""
    return regulation(on) + ("第四十六条" if on >= REVISED_REGULATION else "")


def urging(on: date) -> str:
    """The article under which a unit that does not do what is asked is urged or criticised."""
    return regulation(on) + ("第四十七条" if on >= REVISED_REGULATION else "")
