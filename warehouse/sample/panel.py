"""What a laboratory reports in the sample: parameters, units and the spread of their results.

Belongs here: the parameters of each round and how a result is drawn and written (censored, in words).
Does not belong here: where and when samples are taken (`quality.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from warehouse.sample.rhythm import Rng

RAW = (
    "turbidity", "colour", "odour_taste", "visible_matter", "permanganate_index", "ammonia_n",
    "total_bacteria", "total_coliforms", "e_coli", "ph",
)  # fmt: skip

DAILY = (
    "turbidity", "colour", "odour_taste", "visible_matter", "free_chlorine", "total_bacteria",
    "total_coliforms", "e_coli", "permanganate_index", "ph",
)  # fmt: skip

NETWORK = (
    "turbidity", "colour", "odour_taste", "visible_matter", "free_chlorine", "total_bacteria",
    "total_coliforms", "e_coli", "permanganate_index", "ph",
)  # fmt: skip


@dataclass(frozen=True)
class Usual:
    """The usual results of one parameter in treated water: evenly spread between two values.

    `below` is the share of results under the detection limit `low`, reported as `<low`.
    """

    unit: str
    low: float
    high: float
    decimals: int
    below: float = 0.0


USUAL: dict[str, Usual] = {
    "colour": Usual("度", 5, 5, 0, 0.9),
    "permanganate_index": Usual("mg/L", 0.9, 2.2, 2),
    "ph": Usual("", 7.2, 7.8, 2),
    "ammonia_n": Usual("mg/L", 0.02, 0.18, 2, 0.4),
    "nitrate_n": Usual("mg/L", 1.0, 4.5, 2),
    "fluoride": Usual("mg/L", 0.15, 0.5, 2),
    "chloride": Usual("mg/L", 15, 60, 1),
    "sulfate": Usual("mg/L", 20, 90, 1),
    "tds": Usual("mg/L", 180, 380, 0),
    "hardness": Usual("mg/L", 90, 220, 0),
    "aluminium": Usual("mg/L", 0.01, 0.11, 3, 0.2),
    "iron": Usual("mg/L", 0.02, 0.12, 3, 0.5),
    "manganese": Usual("mg/L", 0.005, 0.04, 3, 0.6),
    "copper": Usual("mg/L", 0.005, 0.05, 3, 0.6),
    "zinc": Usual("mg/L", 0.01, 0.1, 3, 0.5),
    "arsenic": Usual("mg/L", 0.001, 0.003, 4, 0.8),
    "cadmium": Usual("mg/L", 0.0005, 0.001, 4, 0.95),
    "chromium_vi": Usual("mg/L", 0.004, 0.01, 3, 0.9),
    "lead": Usual("mg/L", 0.001, 0.003, 4, 0.9),
    "mercury": Usual("mg/L", 0.0001, 0.0002, 5, 0.97),
    "selenium": Usual("mg/L", 0.0004, 0.002, 4, 0.9),
    "cyanide": Usual("mg/L", 0.002, 0.005, 3, 0.97),
    "chloroform": Usual("mg/L", 0.005, 0.02, 4),
    "bromodichloromethane": Usual("mg/L", 0.003, 0.012, 4),
    "dibromochloromethane": Usual("mg/L", 0.001, 0.008, 4, 0.3),
    "bromoform": Usual("mg/L", 0.001, 0.006, 4, 0.8),
    "dichloroacetic_acid": Usual("mg/L", 0.002, 0.012, 4, 0.3),
    "trichloroacetic_acid": Usual("mg/L", 0.002, 0.02, 4, 0.3),
    "bromate": Usual("mg/L", 0.002, 0.005, 4, 0.9),
    "chlorite": Usual("mg/L", 0.02, 0.1, 2, 0.9),
    "chlorate": Usual("mg/L", 0.02, 0.15, 2, 0.5),
}

FULL = (*DAILY, *(name for name in USUAL if name not in DAILY))
"""The monthly panel: 39 parameters."""

UNITS = {"turbidity": "NTU", "free_chlorine": "mg/L", "total_bacteria": "CFU/mL"}
ABSENT = ("total_coliforms", "e_coli")
WORDS = {"odour_taste": "无异臭、异味", "visible_matter": "无"}
CHLORINE = {
    "works_outlet": (0.45, 0.75),
    "network": (0.18, 0.5),
    "network_end": (0.1, 0.25),
    "tap": (0.1, 0.4),
}


def draw(
    rng: Rng, parameters: tuple[str, ...], point_type: str, samples: int
) -> tuple[list[str], list[str]]:
    """Results as texts, sample by sample, and the units of one sample's parameters."""
    one = _raw if point_type == "raw" else _treated
    columns = [one(rng, name, point_type, samples) for name in parameters]
    texts = np.array(columns, dtype=object).T.ravel().tolist()
    return texts, [unit(name) for name in parameters]


def unit(parameter: str) -> str:
    """Give the unit a parameter is reported in."""
    if parameter in ABSENT:
        return "MPN/100mL"
    return UNITS.get(parameter) or (USUAL[parameter].unit if parameter in USUAL else "")


def _written(values: list[float], decimals: int) -> list[str]:
    return [f"{value:.{decimals}f}" for value in values]


def _treated(rng: Rng, parameter: str, point_type: str, samples: int) -> list[str]:
    if parameter in ABSENT:
        return ["未检出"] * samples
    if parameter in WORDS:
        return [WORDS[parameter]] * samples
    if parameter == "turbidity":
        return _written(np.clip(rng.lognormal(-1.25, 0.28, samples), 0.08, 0.85).tolist(), 2)
    if parameter == "free_chlorine":
        return _written(rng.uniform(*CHLORINE[point_type], samples).tolist(), 2)
    if parameter == "total_bacteria":
        counts = np.minimum(rng.poisson(1.5, samples), 20).tolist()
        return [str(count) if count else "未检出" for count in counts]
    usual = USUAL[parameter]
    texts = _written(rng.uniform(usual.low, usual.high, samples).tolist(), usual.decimals)
    under = rng.random(samples) < usual.below
    least = f"<{usual.low:.{usual.decimals}f}"
    return [least if hidden else text for hidden, text in zip(under.tolist(), texts, strict=True)]


def _raw(rng: Rng, parameter: str, point_type: str, samples: int) -> list[str]:
    del point_type
    spread = {
        "turbidity": (4, 22, 1), "colour": (10, 20, 0), "permanganate_index": (2.2, 4.5, 2),
        "ammonia_n": (0.05, 0.4, 2), "total_bacteria": (80, 900, 0), "total_coliforms": (60, 1200, 0),
        "e_coli": (10, 200, 0), "ph": (7.3, 8.1, 2),
    }  # fmt: skip
    if parameter == "odour_taste":
        return ["有异味"] * samples
    if parameter == "visible_matter":
        return ["有"] * samples
    low, high, decimals = spread[parameter]
    return _written(rng.uniform(low, high, samples).tolist(), int(decimals))
