"""Python's garbage collector, told what it cannot know: what stays until the end, and when there is no garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Requests and imports make many objects and few cycles; the usual 700 has the collector look at all of them again.
_YOUNG = 20_000


def settle() -> None:
    """To be called once all is loaded: from here on only new objects are looked at, and less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)


@contextmanager
def paused() -> Iterator[None]:
    """For a computation that makes very many objects, none of which is garbage before it ends."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
