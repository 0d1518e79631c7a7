"""Amounts: stored as whole yuan, typed and shown in 万元 (pure)."""

import re
from decimal import Decimal

WAN = 10_000
UNITS = {"亿元": 100_000_000, "亿": 100_000_000, "万元": WAN, "万": WAN, "元": 1}
MOST = 10**12
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # not NFKC, to which 5² is 52
NOISE = Decimal("0.005")  # what a computed cell may differ from whole yuan
_AMOUNT = re.compile(r"(\d{1,15}(?:\.\d{1,20})?|\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,20})?)(亿元|亿|万元|万|元)?", re.ASCII)


def yuan(text: str, unit: int = WAN) -> int:
    """1234.5, 1,234.5 or 1.2亿元 as whole yuan; ``unit`` is how many yuan a bare number counts in.

    Raises ValueError, with what to write instead, for anything else.
    """
    plain = "".join(text.translate(NARROW).split())
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise ValueError("请填写金额的数字，例如 1234.5")
    amount = Decimal(found[1].replace(",", "")) * UNITS.get(found[2], unit)
    whole = amount.to_integral_value()
    if abs(amount - whole) > NOISE:
        raise ValueError("金额最多精确到元（以万元计四位小数）")
    if not 0 < whole <= MOST:
        raise ValueError("金额应大于0，且不超过1万亿元；没有金额的不填")
    return int(whole)


def wan(amount: int | None) -> str:
    """12345000 as 1,234.5; "" for none."""
    if amount is None:
        return ""
    text = f"{in_wan(amount):,.4f}"
    return text.rstrip("0").rstrip(".")


def in_wan(amount: int) -> Decimal:
    return Decimal(amount) / WAN
