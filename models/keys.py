"""What actions ask of the key store and of the opener, which is `bot/sealing.py`."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol


class KeyLost(Exception):  # noqa: N818 - a state of the store, not an error
    """The key of this ballot is gone for good: its envelopes can never be opened."""


class StoreAway(Exception):  # noqa: N818 - a state of the store, not an error
    """The key store cannot be reached just now (not mounted, no permission): nothing is lost."""


class Keys(Protocol):
    """The keys of open secret ballots. A ballot is called by its random `seal`."""

    def create(self, seal: str) -> str:
        """Make and keep a ballot's key; returns its public key in hexadecimal digits.

        Raises OSError where it cannot be kept.
        """

    def unseal(self, seal: str, envelopes: Sequence[bytes]) -> list[bytes | None]:
        """The contents of envelopes, in their order; None for one that is none of ours.

        Raises KeyLost, StoreAway.
        """

    def destroy(self, seal: str) -> None:
        """Forget a ballot's key. Twice is harmless; raises StoreAway."""

    def tokens(self, seal: str, about: str, choices: Collection[str]) -> Mapping[str, str]:
        """Opaque words for buttons: choice -> token, the same for the same key, `about`, choice.

        Raises KeyLost, StoreAway.
        """

    def veil(self, seal: str, plain: bytes) -> bytes:
        """Encrypt what a screen shows of an uncast choice, padded. Raises KeyLost, StoreAway."""

    def unveil(self, seal: str, veiled: bytes) -> bytes:
        """What `veil` hid. Raises KeyLost, StoreAway, ValueError for what is none of ours."""


class NoKeys:
    """Where no turn has keys: whatever asks for one finds the store away."""

    def __getattr__(self, name: str) -> Any:
        raise StoreAway
