"""Arrays that are computed when they are first asked for."""

from collections.abc import Callable, Collection, Iterator, Mapping

from dxsim.data.arrays import Array


class OnDemand(Mapping[str, Array]):
    """Arrays by name, each computed once, when it is first asked for.

    A large ensemble that asks for the share alone is spared the levels of every component.
    """

    def __init__(self, names: Collection[str], compute: Callable[[str], Array]) -> None:
        self._names, self._compute = names, compute
        self._known: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        """Return an array, a KeyError where there is none of that name."""
        if name not in self._names:
            raise KeyError(name)
        if name not in self._known:
            self._known[name] = self._compute(name)
        return self._known[name]

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as a dict of computed arrays."""
        return dict, (dict(self),)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self._names)
