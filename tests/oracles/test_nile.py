"""
The annual flow of the Nile at Aswan, 1871 to 1970: the textbook series of the local level model.

Published: variances 15099 and 1469.1 with an exact diffuse start (Durbin and Koopman, Time Series Analysis by
State Space Methods, 2nd ed. 2012, 2.2.5 and 2.10). The series ships with statsmodels (extra `methods`);
nothing of it is copied. Box and Jenkins' airline model, the other published check of the kind, is
seasonal, and no model here is (docs/decisions/0028).
"""

from __future__ import annotations

import importlib

import pytest

from commonweal.methods.forecast.drift import History, history_of
from commonweal.methods.forecast.state_space import fit_state_space


@pytest.fixture(scope="module")
def nile() -> History:
    """Return the flow in 10^8 cubic metres a year."""
    pytest.importorskip("statsmodels", reason="needs the extra methods")
    table = importlib.import_module("statsmodels.datasets.nile").load_pandas().data
    return history_of(
        {int(year): float(flow) for year, flow in zip(table["year"], table["volume"], strict=True)}
    )


def test_the_series_is_the_published_one(nile: History) -> None:
    assert (nile.years[0], nile.years[-1], nile.values[0], nile.values[-1]) == (1871, 1970, 1120, 740)


def test_the_published_variances_of_the_local_level(nile: History) -> None:
    model = fit_state_space(nile, "local level")
    assert model is not None
    assert model.error == pytest.approx(15099, abs=1)
    assert model.level_step == pytest.approx(1469.1, abs=0.2)
    assert model.log_likelihood == pytest.approx(-633.46, abs=0.005)


def test_the_forecast_stays_at_the_last_level_and_widens(nile: History) -> None:
    # figure 2.6 of the book: the forecast is a line at about 798, its interval widens
    model = fit_state_space(nile, "local level")
    assert model is not None
    assert {round(model.at(h).mean) for h in (1, 10, 30)} == {798}
    assert model.at(1).scale == pytest.approx(143.5, abs=0.5)
    assert model.at(30).scale > model.at(10).scale > model.at(1).scale
