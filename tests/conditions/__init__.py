"""The condition language and decision tables: held to CEL, to their specification, and to bad input."""
