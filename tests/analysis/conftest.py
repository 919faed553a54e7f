"""What several tests of the evidence side share: one run of the back-test."""

import pytest


@pytest.fixture(scope="session")
def scored():
    """The whole back-test with the information of February 2025, run once."""
    from dxsim.analysis.forecasts.scoring.backtest import run_backtest

    return run_backtest("2025-02-28")
