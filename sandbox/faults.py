"""Faults on order: the next calls of a method fail, or their answer is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Fault:
    """What the next `left` calls of `method` meet; with `drop` they take effect and the answer is lost."""

    method: str
    status: int
    description: str
    parameters: dict[str, Any] | None
    left: int
    drop: bool


class Faults:
    """The faults ordered and not yet spent, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Let the next calls fail."""
        if fault.left < 1:
            raise ValueError("a fault happens at least once")
        self._faults.append(fault)

    def take(self, method: str) -> Fault | None:
        """Return the fault that this call of a method meets, spending it; None where there is none."""
        for fault in self._faults:
            if fault.method.lower() == method.lower():
                fault.left -= 1
                if not fault.left:
                    self._faults.remove(fault)
                return fault
        return None
