"""Python's garbage collector, told what it cannot know: what start-up has made stays until the end."""

import gc

# Requests and imports make many objects and few cycles; the usual 700 has the collector look at all of them again.
_YOUNG = 20_000


def settle() -> None:
    """To be called once all is loaded: from here on only new objects are looked at, and less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)
