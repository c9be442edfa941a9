"""The outside world: databases, files of marketplaces. Only `wiring` names what is here."""
