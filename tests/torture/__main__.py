"""`python3 app.py torture [--rounds N] [--seed S]`: kill the server over and over, interrupt imports, fill the disk."""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.torture import full_disk, importing, restart
from tests.torture.rounds import Tally, run_round
from tests.torture.server import furnish

MOST_ROUNDS = 2000
RESTARTS_WITHIN = 5.0


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 app.py torture", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="how often the server is killed under load")
    parser.add_argument("--seed", type=int, default=None, help="for the same moments as in an earlier run")
    parser.add_argument("--rows", type=int, default=1000, help="rows of the import that is interrupted")
    parser.add_argument("--megabytes", type=int, default=100, help="size of the database for the restart")
    given = parser.parse_args(argv)
    if not 0 <= given.rounds <= MOST_ROUNDS:
        parser.error(f"--rounds must lie between 0 and {MOST_ROUNDS}")
    seed = given.seed if given.seed is not None else time.time_ns() % 1_000_000
    print(f"seed {seed}", flush=True)
    parts = [killed(given.rounds, random.Random(seed)), imported(given.rows, random.Random(seed)), filled()]
    return 0 if all([*parts, restarted(given.megabytes)]) else 1


def killed(rounds: int, chance: random.Random) -> bool:
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="tracker-") as name:
        folder = Path(name)
        shares = furnish(folder)
        for number in range(rounds):
            run_round(folder, shares, number, tally, chance)
            if not tally.is_clean or number % 10 == 9:
                print(f"killed: {tally}", flush=True)
            if not tally.is_clean:
                break
    return told("killed", tally)


def imported(rows: int, chance: random.Random) -> bool:
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="tracker-") as name:
        furnish(Path(name))
        importing.run(Path(name), rows, tally, chance)
    return told("import", tally)


def filled() -> bool:
    tally = Tally()
    if full_disk.run(tally):
        return told("full disk", tally)
    print("full disk: not tried, this machine lets nobody mount a small file system", flush=True)
    return True


def restarted(megabytes: int) -> bool:
    with tempfile.TemporaryDirectory(prefix="tracker-") as name:
        furnish(Path(name))
        found = restart.measure(Path(name), megabytes)
    print(
        f"restart: first answer after {found.large:.1f} s with {found.size:.0f} MB, of them {found.log:.0f} MB "
        f"write-ahead log; after {found.small:.1f} s with next to nothing",
        flush=True,
    )
    return found.large < RESTARTS_WITHIN


def told(part: str, tally: Tally) -> bool:
    print(f"{part}: {tally}", flush=True)
    for line in (*tally.lost, *tally.doubled, *tally.faults):
        print(f"  {line}", flush=True)
    return tally.is_clean


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
