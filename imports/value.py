"""Values that tables are turned into: by the thousand, and never changed once they are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def value(kind: type[T]) -> type[T]:
    """A frozen dataclass to the type checker, an open one when running: that is made in a third of the time."""
    return dataclass(slots=True, unsafe_hash=True)(kind)
