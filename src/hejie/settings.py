"""What the operator decided: the only reader of the environment."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

LANGUAGES = ("zh", "en")


class SettingsError(Exception):
    """A setting cannot be used; says which one and what is accepted."""


class Settings(msgspec.Struct, frozen=True):
    """`home` None: the usual place of this user. `database_url` None: the embedded PostgreSQL."""

    home: Path | None = None
    database_url: str | None = None
    language: str = "en"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `HEJIE_HOME`, `DATABASE_URL`, `HEJIE_LANG` (else the locale). Raises: SettingsError."""
    home = environment.get("HEJIE_HOME", "").strip()
    url = environment.get("DATABASE_URL", "").strip()
    if url and not url.startswith(("postgresql://", "postgres://")):
        raise SettingsError("DATABASE_URL must begin with postgresql://")
    return Settings(Path(home) if home else None, url or None, _language(environment))


def _language(environment: Mapping[str, str]) -> str:
    chosen = environment.get("HEJIE_LANG", "").strip()
    if chosen and chosen not in LANGUAGES:
        raise SettingsError(f"HEJIE_LANG is {chosen!r}; accepted are {' and '.join(LANGUAGES)}")
    if chosen:
        return chosen
    locale = next((value for name in ("LC_ALL", "LANG") if (value := environment.get(name))), "")
    return "zh" if locale.startswith("zh") else "en"
