"""The working calendar of the demo year, entered from the true notices as they came, and the feeds that people keep."""

from datetime import date
from functools import partial

from sqlalchemy import select

from tracker.calendar import amending, arranging, book, notice
from tracker.calendar.entry import Arrangement
from tracker.calendar.models import CalendarYear
from tracker.choices import Role
from tracker.db import db
from tracker.demo.diary import Diary, acting
from tracker.feeds import keys
from tracker.people.models import User

OF_2018 = """\
国务院办公厅关于2018年部分节假日安排的通知
国办发明电〔2017〕12号
一、元旦：1月1日放假，与周末连休。
二、春节：2月15日至21日放假调休，共7天。2月11日（星期日）、2月24日（星期六）上班。
三、清明节：4月5日至7日放假调休，共3天。4月8日（星期日）上班。
四、劳动节：4月29日至5月1日放假调休，共3天。4月28日（星期六）上班。
五、端午节：6月18日放假，与周末连休。
六、中秋节：9月24日放假，与周末连休。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期六）、9月30日（星期日）上班。
国务院办公厅
2017年11月30日"""
OF_2019 = """\
国务院办公厅关于2019年部分节假日安排的通知
国办发明电〔2018〕15号
一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。
二、春节：2月4日至10日放假调休，共7天。2月2日（星期六）、2月3日（星期日）上班。
三、清明节：4月5日放假，与周末连休。
四、劳动节：5月1日放假。
五、端午节：6月7日放假，与周末连休。
六、中秋节：9月13日放假，与周末连休。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
国务院办公厅
2018年12月1日"""
SECOND_CAME_ON = date(2018, 12, 6)
FEEDS = ((date(2018, 6, 4), "liaison-fgj", "（演示）手机"), (date(2018, 6, 5), Role.OFFICE.value, "（演示）办公室电脑"))


def enter_first() -> None:
    """The year as its own notice has it: nothing is known yet of how it ends."""
    _enter(OF_2018, 2018, Arrangement({}, frozenset()))


def plan(diary: Diary) -> None:
    """The next notice moves the last days of this year too; two people subscribe."""
    for year in (2018, 2019):
        diary.note(SECOND_CAME_ON, partial(_enter, OF_2019, year))
    for on, username, name in FEEDS:
        diary.note(on, partial(_subscribe, username, name))


def _present(year: int) -> Arrangement:
    days = book.days_of(year)
    off = {day: name for day, is_worked, name in days if not is_worked}
    return Arrangement(off, frozenset(day for day, is_worked, _ in days if is_worked))


def _enter(text: str, year: int, present: Arrangement | None = None) -> None:
    admin, found = _person(Role.ADMIN.value), notice.read(text)
    own = db.session.get(CalendarYear, year)
    source = amending.source(found, year, own.notice if own else "", is_known=True)
    arrangement = amending.propose(found, year, present or _present(year)).arrangement
    with acting(admin):
        arranging.arrange(year, source, arrangement, own.version if own else 0, admin)


def _subscribe(username: str, name: str) -> None:
    person = _person(username)
    with acting(person):
        keys.create(person, name)


def _person(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()
