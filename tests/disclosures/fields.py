"""What a browser sends for the channels of the form."""


def channel_fields(*chosen: tuple[str, str], own: tuple[str, str] = ("", "")) -> dict[str, str]:
    """Two listed channels that nobody ticked stand around the chosen ones; ``own`` is written into the free row."""
    rows = [("报纸", "", False), *((name, address, True) for name, address in chosen), ("广播", "http://x.y/", False)]
    found = {}
    for number, (name, address, ticked) in enumerate(rows):
        found |= {f"channels-{number}-name": name, f"channels-{number}-address": address}
        found |= {f"channels-{number}-on": "yes"} if ticked else {}
    last = f"channels-{len(rows)}"
    return found | {f"{last}-own": "yes", f"{last}-name": own[0], f"{last}-address": own[1]}
