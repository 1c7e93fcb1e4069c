"""The oracle: a second, slow, obvious implementation of the verdicts, and its agreement with the engine.

Belongs here: plain Python that judges record by record (datetime, Decimal, dicts; no SQL and no data
frames), random evidence, and tests that both implementations give the same answers.
Does not belong here: anything of the engine's own; the oracle shares with it the definitions (`rulebook/`)
and nothing else, so that a mistake has to be made twice to pass.

`world` what an audit is asked · `known` what of it is known · `records`, `tables`, `readings` what a record
is · `versions` which text speaks of it · `clocks` when something is due · `deadline`, `states`, `counts` and
`duties` (over `periods`), `shares` (over `expected`), `named_rates` the kinds of clause · `judge` all of them ·
`holders` in whose hands a ticket was · `attribution` whose a lateness is ·
`readable` which clauses of the rulebook it can judge · `engine`, `agreement` the other side and the comparison ·
`clauses*` chosen clauses, `draw_rules*` random ones, `draw*` random evidence · `small` single cases.
"""
