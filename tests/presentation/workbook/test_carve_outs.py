"""The sheets put a carve-out back into the published part it comes from, at whatever depth."""

import itertools

import pytest

from dxsim.presentation.workbook.sheets import projection

NAMES = ("ict", "platform", "data", "clouds")


def given_by_formula(term, host):
    """Return what a term of a sum gives, 1 for the level, where each name is carved from `host`."""
    functions = {
        "IF": lambda condition, there, otherwise: there if condition else otherwise,
        "OR": lambda *parts: any(parts),
        "AND": lambda *parts: all(parts),
    }
    cells = {f"{name}_carved_from": host.get(name) for name in NAMES}
    level = term[term.index("[level.") : term.index("]") + 1]
    return eval(term.replace('="', '=="').replace(level, "1"), functions | cells)


@pytest.mark.parametrize("order", list(itertools.permutations(NAMES[1:])))
@pytest.mark.parametrize("apart", [0, 1, 2, 3])
def test_a_chain_of_carve_outs_is_put_back_to_its_end(monkeypatch, order, apart):
    """Each is carved from the one before; the chain from ICT is cut before one of them."""
    monkeypatch.setattr(projection, "component_names", lambda: NAMES)
    host = dict(zip(order, ("ict", *order), strict=False))
    if apart < len(order):
        del host[order[apart]]
    found = [given_by_formula(term, host) for term in projection.carved_chain("ict")]
    inside = order[: min(apart, len(order))]
    assert found == [int(name in inside) for name in NAMES[1:]]
