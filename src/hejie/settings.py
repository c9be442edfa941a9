"""What the operator decided: the only reader of the environment."""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

LANGUAGES = ("zh", "en")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names of this very machine: plain http is accepted for these alone."""

_PORTS = range(1, 65_536)


class SettingsError(Exception):
    """A setting cannot be used; says which one and what is accepted."""


class Issuer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A marketplace that hands over its signed-in consumers and merchants. `keys`: its key set (JWKS), an
    address or a file."""

    issuer: str
    venue: str
    audience: str
    keys: str


class Settings(msgspec.Struct, frozen=True):
    """`home` None: the usual place of this user. `database_url` None: the embedded PostgreSQL.

    `public_url`: where people reach the desks, without a slash at its end. `trusted_proxies`: networks whose
    `X-Forwarded-For` is believed. `blobs`: a folder or a URL, empty: below home. `mail_url`: the mail server
    as apprise writes it, empty: no e-mail. `private_webhooks`: endpoints may lie in private networks, and on
    this machine without encryption.
    """

    home: Path | None = None
    database_url: str | None = None
    language: str = "en"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: tuple[str, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    metrics_token: str = ""
    blobs: str = ""
    mail_url: str = ""
    private_webhooks: bool = False


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `HEJIE_HOME`, `DATABASE_URL`, `HEJIE_LANG` (else the locale), `HEJIE_HOST`, `PORT`,
    `HEJIE_PUBLIC_URL`, `HEJIE_TRUSTED_PROXIES`, `HEJIE_ISSUERS`, `HEJIE_METRICS_TOKEN`,
    `HEJIE_BLOBS`, `HEJIE_MAIL_URL`, `HEJIE_PRIVATE_WEBHOOKS`.

    Raises: SettingsError.
    """
    home = environment.get("HEJIE_HOME", "").strip()
    url = environment.get("DATABASE_URL", "").strip()
    if url and not url.startswith(("postgresql://", "postgres://")):
        raise SettingsError("DATABASE_URL must begin with postgresql://")
    port = _port(environment)
    return Settings(
        home=Path(home) if home else None,
        database_url=url or None,
        language=_language(environment),
        host=environment.get("HEJIE_HOST", "").strip() or "127.0.0.1",
        port=port,
        public_url=_public_url(environment, port),
        trusted_proxies=_trusted_proxies(environment),
        issuers=_issuers(environment),
        metrics_token=environment.get("HEJIE_METRICS_TOKEN", "").strip(),
        blobs=environment.get("HEJIE_BLOBS", "").strip(),
        mail_url=environment.get("HEJIE_MAIL_URL", "").strip(),
        private_webhooks=_flag(environment, "HEJIE_PRIVATE_WEBHOOKS"),
    )


def local_url(port: int) -> str:
    """Where the desks are reached on this very machine."""
    return f"http://127.0.0.1:{port}"


def is_safe_address(url: str) -> bool:
    """Whether an address is https, or http on this very machine."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return named and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def _language(environment: Mapping[str, str]) -> str:
    chosen = environment.get("HEJIE_LANG", "").strip()
    if chosen and chosen not in LANGUAGES:
        raise SettingsError(f"HEJIE_LANG is {chosen!r}; accepted are {' and '.join(LANGUAGES)}")
    if chosen:
        return chosen
    locale = next((value for name in ("LC_ALL", "LANG") if (value := environment.get(name))), "")
    return "zh" if locale.startswith("zh") else "en"


def _flag(environment: Mapping[str, str], name: str) -> bool:
    chosen = environment.get(name, "").strip().lower()
    if chosen not in ("", "0", "1", "no", "yes"):
        raise SettingsError(f"{name} is {chosen!r}; accepted are yes and no")
    return chosen in ("1", "yes")


def _port(environment: Mapping[str, str]) -> int:
    chosen = environment.get("PORT", "").strip() or "8000"
    if not chosen.isascii() or not chosen.isdigit() or int(chosen) not in _PORTS:
        raise SettingsError(f"PORT is {chosen!r}; accepted is a number from {_PORTS[0]} to {_PORTS[-1]}")
    return int(chosen)


def _public_url(environment: Mapping[str, str], port: int) -> str:
    chosen = environment.get("HEJIE_PUBLIC_URL", "").strip().rstrip("/")
    if not chosen:
        return local_url(port)
    parts = urlsplit(chosen) if is_safe_address(chosen) else None
    if parts is None or parts.path or parts.query or parts.fragment or parts.username:
        raise SettingsError(
            f"HEJIE_PUBLIC_URL is {chosen!r}; accepted is https://name[:port], or http:// on this"
            " very machine (sessions are kept by browsers over https alone)"
        )
    return chosen


def _trusted_proxies(environment: Mapping[str, str]) -> tuple[str, ...]:
    chosen = [one.strip() for one in environment.get("HEJIE_TRUSTED_PROXIES", "").split(",") if one.strip()]
    for one in chosen:
        try:
            ip_network(one)
        except ValueError as error:
            raise SettingsError(
                f"HEJIE_TRUSTED_PROXIES: {error}; accepted are 10.0.0.7, 10.0.0.0/8"
            ) from None
    return tuple(chosen)


def _issuers(environment: Mapping[str, str]) -> tuple[Issuer, ...]:
    path = environment.get("HEJIE_ISSUERS", "").strip()
    if not path:
        return ()
    try:
        issuers = msgspec.json.decode(Path(path).read_bytes(), type=tuple[Issuer, ...])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f'HEJIE_ISSUERS: {path}: {error}; accepted is [{{"issuer", "venue", "audience", "keys"}}]'
        ) from None
    for one in issuers:
        if "://" in one.keys and not is_safe_address(one.keys):
            raise SettingsError(f"HEJIE_ISSUERS: the keys of {one.issuer} must come over https")
        if not (one.issuer and one.venue and one.audience and one.keys):
            raise SettingsError(f"HEJIE_ISSUERS: {path}: issuer, venue, audience and keys must all be said")
    if len({one.issuer for one in issuers}) < len(issuers):
        raise SettingsError(f"HEJIE_ISSUERS: {path}: each issuer is named once")
    return issuers
