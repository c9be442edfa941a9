"""The condition language and decision tables: a typed, total subset of CEL.

A condition is read (`syntax`), checked against the inputs and constants that its table may use (`check`),
and compiled to Python (`closure`). Rows of conditions make a table (`table`): the first row that holds
answers. Where inputs are missing, three-valued logic (`kleene`) answers only what stays true whatever
they turn out to be, and else says `Incomplete`. `lattice` tries a table on every boundary case and
finds rows that never fire and cases that no row covers.

How it differs from CEL, on purpose:
- A dotted name is one input, not a path through maps. There is no `null`: missing makes unknown.
- Values of different types are never compared; comparisons do not chain; texts and bools have no order.
- No division, remainder, decimals, `? :`, macros, functions but `duration("…")`, or comments.
- Durations are whole numbers of h, m, s, ms, us, in that order; `timestamp + duration` in that order only.
- A whole number beyond 64 bits, or an instant beyond the years 1 to 9999, makes unknown, as CEL makes an
  error; among constants it is refused beforehand.
- Durations made by arithmetic may be longer than the 292 years of a duration literal.
"""
