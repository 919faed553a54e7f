"""An ensemble on a cluster gives the numbers of one machine, to the last bit."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from dxsim.analysis.uncertainty import ensemble
from dxsim.analysis.uncertainty.engine.engines import choose, run_blocks
from dxsim.analysis.uncertainty.engine.samplers import sampler
from dxsim.analysis.uncertainty.ensemble import Plan, as_dataset, futures, study_of
from dxsim.batch.cluster import ensembles
from dxsim.batch.cluster.ensembles import (
    _InOrder,
    _packed,
    _study,
    _told,
    cluster_futures,
    read_sums,
    run_part,
    sums_as_bytes,
)
from dxsim.batch.jobs import package_hash
from dxsim.batch.store import BatchError
from dxsim.scenario.loading import list_scenarios, load_scenario

FEW = Plan(draws=20_000, engine="numpy")


def told(name, plan=FEW, keep=True):
    study = study_of(load_scenario(name))
    source = sampler(study.process, plan.draws, plan.seed, plan.method)
    return study, source, _told(study, choose(study, plan.draws, plan.engine), source, keep=keep)


def same_bits(one, other):
    for name in (field.name for field in fields(one)):
        a, b = getattr(one, name), getattr(other, name)
        if not isinstance(a, np.ndarray):
            assert a == b, name
            continue
        assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes()), name


@pytest.mark.parametrize("name", list_scenarios())
def test_a_study_travels_as_plain_values_and_arrives_whole(name):
    study, _, plain = told(name)
    there = _study(json.loads(json.dumps(plain)))
    assert there.targets == study.targets
    assert there.scenario.model_copy(update={"uncertainty": study.scenario.uncertainty}) == (
        study.scenario
    )
    same_bits(there.process, study.process)


@pytest.mark.parametrize("keep", [True, False], ids=["kept shares", "histogram"])
def test_parts_in_any_order_are_the_whole(keep):
    study, source, plain = told("plan-repeated", replace(FEW, draws=FEW.draws - 1), keep)
    cuts = [0, 1, source.blocks // 2, source.blocks]
    spans = dict(zip("abc", zip(cuts, cuts[1:], strict=False), strict=True))
    parts = _InOrder(spans)
    for name in "cab":
        part = read_sums(run_part(_packed(plain, *spans[name])))
        parts.add(name, replace(part, shares=None))
    whole = run_blocks(choose(study, source.draws, "numpy"), source, 0, source.blocks)
    if keep:
        whole = replace(whole, counts=None)
    same_bits(parts.total[0], whole)


def test_sums_that_are_none_are_refused():
    whole = sums_as_bytes(_sums())
    same_bits(read_sums(whole), _sums())
    for bad in (b"", whole[:-30], b"PK", json.dumps({"reached": 1}).encode()):
        with pytest.raises(BatchError, match="cannot be read"):
            read_sums(bad)


def _sums():
    return read_sums(run_part(_packed(told("baseline")[2], 0, 1)))


def test_another_package_is_refused():
    other = {**told("baseline")[2], "package": "0" * 64}
    with pytest.raises(BatchError, match="not the one that sent"):
        run_part(_packed(other, 0, 1))


def test_a_fault_on_a_worker_is_one_line(cluster, monkeypatch):
    monkeypatch.setattr(ensembles, "package_hash", lambda: "0" * 64)
    study = study_of(load_scenario("baseline"))
    with pytest.raises(BatchError, match=r"^blocks-\d+-\d+: the worker's dxsim is not the one"):
        cluster_futures(study, FEW, cluster[0])
    assert package_hash() != "0" * 64
    assert np.isfinite(futures(study, FEW).quantiles).all()


@pytest.fixture
def heard(monkeypatch):
    """What was read of the workers' sums so far; a function put in it is called at the second."""
    answers, then = [], []

    def read(data):
        answers.append(data)
        if len(answers) == 2:
            for act in then:
                act()
        return read_sums(data)

    monkeypatch.setattr(ensembles, "read_sums", read)
    return answers, then


def test_a_worker_killed_half_way_changes_no_bit(cluster, heard, monkeypatch):
    address, workers = cluster
    answers, then = heard
    then.append(workers[0].kill)
    for name, exact in (("plan-fading", FEW.draws), ("plan-repeated", 0)):
        monkeypatch.setattr(ensemble, "EXACT_DRAWS", exact)
        study = study_of(load_scenario(name))
        here = futures(study, replace(FEW, threads=3))
        there = cluster_futures(study, FEW, address)
        assert (there.sums.shares is None) == (exact == 0)
        same_bits(there.sums, here.sums)
        assert there.quantiles.tobytes() == here.quantiles.tobytes()
        assert as_dataset(there).identical(as_dataset(here))
    assert workers[0].wait(timeout=10) != 0 and workers[1].poll() is None
    assert len(answers) == 8 + 4  # four parts a worker: two, then one
