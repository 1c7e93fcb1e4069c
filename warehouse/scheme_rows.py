"""The scoring scheme as rows: one function for each table `rulebook.scheme*`, and the grades.

Belongs here: turning the editions of a profile's scheme into rows, clauses that no indicator names included.
Does not belong here: rows from clauses (`clause_rows.py`) and profiles (`rules.py`), scoring.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from rulebook.clause import Clause
from rulebook.curve import Cliff, Curve, Relative, Steps, anchors_of
from rulebook.governing import governs
from rulebook.loader import Rulebook
from rulebook.profile import Profile
from rulebook.scheme import Edition, Scheme
from rulebook.scheme_parts import Caps, Gate, GradeGate, Indicator, Money, Of, Ranking, Side
from rulebook.strict_yaml import Bilingual
from warehouse.clause_rows import Row, in_both
from warehouse.versions import Numbered

SCALE = Decimal("0.00000001")
"""Decimals of a weight in `rulebook.scheme_indicator`."""


def scheme_rows(book: Rulebook, profile: Profile, versions: list[Numbered]) -> dict[str, list[Row]]:
    """The rows of every table that comes from the profile's scheme, by name below the schema `rulebook`."""
    scheme = book.schemes[profile.scheme]
    clauses = {one.clause_id: one.clause for one in versions}
    governing = [one for one in clauses if governs(book, profile, one)[1]]
    editions = list(enumerate(scheme.editions, start=1))
    scored = {
        number: _scored(one, {name: clauses[name] for name in governing})
        for number, one in editions
    }
    return {
        "scheme": [_edition(profile.scheme, scheme, number, one) for number, one in editions],
        "scheme_group": [row for number, one in editions for row in _groups(number, one)],
        "scheme_indicator": [
            {
                "edition_no": number,
                "indicator_id": name,
                "is_default": name not in scheme.editions[number - 1].indicators,
                **_indicator(one, clauses),
            }
            for number, found in scored.items()
            for name, one in found.items()
        ],
        "scheme_anchor": [
            {"edition_no": number, "indicator_id": name, **anchor.model_dump()}
            for number, found in scored.items()
            for name, one in found.items()
            for anchor in anchors_of(one.curve)
        ],
        "scheme_incident": [row for number, one in editions for row in _incidents(number, one)],
        "scheme_veto": [row for number, one in editions for row in _vetoes(number, one)],
        "grade": [
            {
                "edition_no": number,
                **grade.model_dump(exclude={"source"}),
                **in_both("source", grade.source),
            }
            for number, one in editions
            for grade in one.grades
        ],
    }


def _edition(scheme_id: str, scheme: Scheme, number: int, one: Edition) -> Row:
    later = scheme.editions[number:]
    return {
        "edition_no": number,
        "scheme_id": scheme_id,
        "valid_from": one.from_,
        "valid_until": later[0].from_ if later else None,
        "title_zh": scheme.title.zh,
        "title_en": scheme.title.en,
        "base_points": one.base_points,
        "currency": scheme.currency,
        "round_points": one.rounding.points,
        "round_cny": one.rounding.money,
        "rounding_moment": one.rounding.moment,
        "confidence_use": one.confidence,
        "min_coverage_rate": one.gates.min_coverage if one.gates else None,
        "min_clauses": one.gates.min_clauses if one.gates else None,
        "rank_min_n": one.ranking.min_n if one.ranking else None,
        "reward_cap_cny": one.caps.reward_cny if one.caps else None,
        "penalty_collar_cny": one.caps.penalty_cny if one.caps else None,
        "reward_ledger": one.ledgers.reward or None,
        "indicator_reward_ledger": one.ledgers.indicator_reward or None,
        "penalty_ledger": one.ledgers.penalty or None,
        **in_both("scheme_source", scheme.source),
        **in_both("source", _joined(one.source, *_sources(one.gates, one.caps, one.ranking))),
    }


def _sources(*parts: GradeGate | Caps | Ranking | Side | None) -> list[Bilingual]:
    return [part.source for part in parts if part]


def _joined(*sources: Bilingual) -> Bilingual:
    zh, en = (dict.fromkeys(getattr(one, lang) for one in sources) for lang in ("zh", "en"))
    return Bilingual(zh="；".join(zh), en="; ".join(en))


def _groups(number: int, one: Edition) -> Iterator[Row]:
    for name, group in one.groups.items():
        yield {
            "edition_no": number,
            "group_id": name,
            "title_zh": group.title.zh,
            "title_en": group.title.en,
            "absent": group.absent,
        }


def _scored(one: Edition, governing: Mapping[str, Clause]) -> dict[str, Indicator]:
    """What an edition scores: the indicators it names, and where it has a default the other governing clauses."""
    if one.default is None:
        return one.indicators
    named = {indicator.of.clause for indicator in one.indicators.values() if not indicator.shadow}
    rest = [clause_id for clause_id in governing if clause_id not in named]
    weight = one.default.points
    if one.default.counts == "together" and rest:
        weight = (weight / len(rest)).quantize(SCALE)
    others = {
        clause_id: Indicator(
            of=Of(clause=clause_id),
            group=one.default.group,
            points=weight,
            curve=one.default.curve,
            gate=one.default.gate,
            source=one.default.source,
        )
        for clause_id in rest
    }
    return {**one.indicators, **others}


def _indicator(one: Indicator, clauses: Mapping[str, Clause]) -> Row:
    title = one.title or _title(one.of.clause, clauses)
    return {
        "clause_id": one.of.clause or None,
        "figure": one.of.figure or None,
        "group_id": one.group,
        "title_zh": title.zh,
        "title_en": title.en,
        "points": one.points,
        "is_shadow": one.shadow,
        "reads": one.reads,
        **in_both("source", one.source),
        **_curve(one.curve),
        **_gate(one.gate),
        **_money(one.money),
    }


def _title(clause_id: str, clauses: Mapping[str, Clause]) -> Bilingual:
    # A clause of a regulation that the profile leaves out has only its name.
    return (
        clauses[clause_id].title if clause_id in clauses else Bilingual(zh=clause_id, en=clause_id)
    )


def _curve(curve: Curve) -> Row:
    row: Row = {"curve": curve.kind}
    if isinstance(curve, Cliff | Steps | Relative):
        row["better"] = curve.better
    if isinstance(curve, Cliff | Steps):
        row["target"] = curve.target
    if isinstance(curve, Steps):
        row |= {
            "step": curve.step,
            "step_share_below": curve.costs,
            "step_share_above": curve.earns,
            "floor_share": curve.floor,
            "ceiling_share": curve.ceiling,
        }
    return row


def _gate(gate: Gate | None) -> Row:
    if gate is None:
        return {}
    return {
        "min_n": gate.min_n,
        "min_completeness": gate.min_completeness,
        "below_gate": gate.below,
        **in_both("gate_source", gate.source),
    }


def _money(money: Money | None) -> Row:
    if money is None:
        return {}
    row: Row = {
        "money_better": money.better,
        "money_target": money.target,
        "unit_size": money.unit.size,
        "unit_zh": money.unit.zh,
        "unit": money.unit.en,
        **in_both("money_source", _joined(money.source, *_sources(money.reward, money.penalty))),
    }
    for side, name, most in ((money.reward, "reward", "cap"), (money.penalty, "penalty", "collar")):
        if side:
            row |= {
                f"{name}_rate": side.rate,
                f"deadband_{name}": side.deadband,
                f"{most}_units": side.max_units,
                f"{most}_amount": side.max_amount,
            }
    return row


def _incidents(number: int, one: Edition) -> Iterator[Row]:
    for name, incident in one.incidents.items():
        yield {
            "edition_no": number,
            "incident_id": name,
            "clause_id": incident.clause,
            "title_zh": incident.title.zh,
            "title_en": incident.title.en,
            "one_per": incident.one_per,
            "amount_cny": incident.cny,
            "max_cny": incident.max_cny,
            **in_both("source", incident.source),
        }


def _vetoes(number: int, one: Edition) -> Iterator[Row]:
    for name, veto in one.vetoes.items():
        yield {
            "edition_no": number,
            "veto_id": name,
            "level": veto.level,
            "clause_id": veto.clause,
            "at_least": veto.at_least,
            "indicator_id": veto.indicator or None,
            "group_id": veto.group or None,
            "best_grade": veto.best_grade or None,
            "lifted_by": veto.lifted_by,
            "title_zh": veto.title.zh,
            "title_en": veto.title.en,
            **in_both("source", veto.source),
        }
