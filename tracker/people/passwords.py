"""Password hashing (Argon2id), the rules a new password must meet, and first passwords."""

import secrets
import string
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from zxcvbn import zxcvbn

from tracker.clock import wall_now
from tracker.people.models import User

SHORTEST, LONGEST, CLASSES = 10, 128, 3
COMMON = ("password", "passw0rd", "qwerty", "12345", "abc123", "admin", "iloveyou", "11111", "88888", "aa123456")
DISTRICT = ("wangyi", "tongchuan", "shaanxi", "王益", "铜川", "陕西", "wyq", "610202")
SYSTEM = (
    "tracker",
    "zwgk",
    "xxgk",
    "gongkai",
    "taizhang",
    "zhengwu",
    "zhengfu",
    "公开",
    "台账",
    "政务",
    "政府",
    "demo",
)
UNITS = (  # what is in the names of units, as it is typed without an input method
    *("qiyilu", "hongqijie", "taoyuan", "qingnianlu", "wangjiahe", "huangbao", "huangpu", "jiedao", "jingkaiqu"),
    *("fagaiju", "fagai", "caizheng", "zhujian", "minzheng", "jiaoke", "jiaoyu", "gongxin", "shenji", "tongji"),
    *("weijian", "shenpi", "yibao", "renshe", "jiaotong", "nongye", "wenlv", "wenlu", "yingji", "chengguan"),
)
OWN_WORDS = (*DISTRICT, *SYSTEM, *UNITS)
FEWEST_GUESSES = 10**9
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look alike on paper
INITIAL_VALID = timedelta(days=7)
LONGEST_JUDGED = 72  # what follows makes no password easier, and judging takes long


def _hasher() -> PasswordHasher:
    return PasswordHasher(**current_app.config["ARGON2"])


def hashed(password: str) -> str:
    return _hasher().hash(password)


def matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=4)
def _dummy(_parameters: str) -> str:
    return hashed("nobody's password")


def spend_the_same_time(password: str) -> bool:
    """Verify against nobody's hash, so that an unknown name takes as long as a known one; never right."""
    matches(_dummy(repr(current_app.config["ARGON2"])), password)
    return False


def weakness(password: str, username: str, words: Sequence[str] = ()) -> str | None:
    """Why a new password is refused, in words for its owner; None when it will do. ``words`` are those of the unit."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"密码应为{SHORTEST}至{LONGEST}个字符"
    kinds = (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())
    if sum(any(kind(char) for char in password) for kind in kinds) < CLASSES:
        return "密码应包含大写字母、小写字母、数字、符号中的至少三类"
    plain = password.lower()
    joined = "".join(char for char in plain if char.isalnum())
    if len(set(plain)) < 5 or any(word in plain or word in joined for word in (*COMMON, *OWN_WORDS, *words)):
        return "密码过于常见，或包含地区、单位、系统名称，请换一个"
    if username.lower() in plain:
        return "密码不能包含登录名"
    if _guesses(password) < FEWEST_GUESSES:
        return "密码过于常见或容易猜到，请换一个更长、更少见的"
    return None


def _guesses(password: str) -> float:
    """How many guesses a program needs that knows the 30,000 most common passwords, names, dates and keyboard rows."""
    return float(zxcvbn(password[:LONGEST_JUDGED])["guesses"])


def initial_password(username: str) -> str:
    """Random, easy to read out: three groups of four characters and a digit (over 65 bits)."""
    while True:
        groups = ["".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)]
        password = "-".join(groups) + secrets.choice(string.digits[2:])
        if weakness(password, username) is None:
            return password


def give(user: User) -> str:
    """A first password, valid for a week and to be changed at once; returned to be shown and kept nowhere."""
    password = initial_password(user.username)
    user.password_hash, user.password_set_at = hashed(password), wall_now()
    user.must_change_password, user.password_until = True, wall_now() + INITIAL_VALID
    return password
