"""How a result from outside is written: hundredths of a point as people write points."""


def points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
