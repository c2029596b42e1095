"""What the checker found."""

from dataclasses import dataclass, field


@dataclass
class Verdict:
    """Each sentence says one thing that must not be; nothing in the three lists is what Haven promises."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unverified: list[str] = field(default_factory=list)  # the ledger, a proof, an order, a permission does not hold
    notes: list[str] = field(default_factory=list)  # what was counted

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.unverified)

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.unverified + other.unverified,
            self.notes + other.notes,
        )

    def lines(self) -> list[str]:
        """As it is printed."""
        named = {"LOST": self.lost, "DOUBLED": self.doubled, "UNVERIFIED": self.unverified}
        return [f"{name}: {one}" for name, found in named.items() for one in found]
