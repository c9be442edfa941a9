"""The rules of the house that no ready-made tool knows: what each looks for, and what it accepts.

Every rule is a function from a `Tree` to the `Offence`s in it. `tools/check_house.py` runs them all.
"""
