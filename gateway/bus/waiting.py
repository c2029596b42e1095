"""The calls that wait for an answer, and what becomes of them as the broker speaks. Whoever calls holds the link's
lock, except for `__len__` and `forget`."""

from typing import Any

from .slot import Lost, Rejected, Slot, Unroutable


class Waiting:
    """Slots by correlation id; and by delivery tag, the ids of commands that the broker has not confirmed yet."""

    def __init__(self) -> None:
        self._slots: dict[str, Slot] = {}
        self._unconfirmed: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._slots)

    def add(self, slot: Slot, tag: int | None) -> None:
        """A call is about to be published; with a tag when the broker is to confirm it."""
        self._slots[slot.id] = slot
        if tag is not None:
            self._unconfirmed[tag] = slot.id

    def forget(self, slot: Slot) -> None:
        """Nobody waits for this one any more."""
        self._slots.pop(slot.id, None)

    def begin(self) -> None:
        """A new connection: its tags begin anew."""
        self._unconfirmed.clear()

    def taken(self) -> list[Slot]:
        """Every slot that waited; none does now."""
        return [slot for id_ in list(self._slots) if (slot := self._slots.pop(id_, None))]

    # What is heard

    def on_reply(self, message: Any) -> None:
        """The answer to a call; a late one finds no slot and is dropped."""
        slot = self._slots.pop(message.properties.get("correlation_id"), None)
        if slot is not None:
            slot.fill(message.body)

    def on_return(self, _error: Any, _exchange: str, _key: str, message: Any) -> None:
        """No queue takes it."""
        slot = self._slots.pop(message.properties.get("correlation_id"), None)
        if slot is not None:
            slot.fill(failure=Unroutable)

    def on_confirm(self, tag: int, multiple: bool) -> None:
        """The broker keeps it."""
        for confirmed in self._settled(tag, multiple):
            self._unconfirmed.pop(confirmed, None)

    def on_nack(self, tag: int, multiple: bool) -> None:
        """The broker would not keep it."""
        for refused in self._settled(tag, multiple):
            slot = self._slots.pop(self._unconfirmed.pop(refused, ""), None)
            if slot is not None:
                slot.fill(failure=Rejected)

    def _settled(self, tag: int, multiple: bool) -> list[int]:
        return [t for t in self._unconfirmed if t <= tag] if multiple else [tag]


def fail(slots: list[Slot]) -> None:
    """The connection is gone: each of these calls is lost."""
    for slot in slots:
        slot.fill(failure=Lost)
