"""What each step of the procedure does: checks of a command's fields, then the events that follow.

Who may take a step, and when, stands in `lifecycle`; these functions may rely on it. Each answers None
and has added its events, or answers a refusal and has added none.
"""
