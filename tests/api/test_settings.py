"""What the operator decides, read from the environment, and what is said of what cannot be used."""

import json
from pathlib import Path

import pytest

from hejie.edge.http.options import options_of
from hejie.settings import SettingsError, read_settings

ISSUER = {"issuer": "https://shop", "venue": "olive", "audience": "hejie", "keys": "https://shop/keys"}


def test_without_an_environment_the_desks_are_for_this_machine_alone() -> None:
    """The defaults listen on the loopback, and say where."""
    settings = read_settings({})
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert read_settings({"PORT": "9000"}).public_url == "http://127.0.0.1:9000"
    assert not options_of(settings).secure


def test_a_public_address_is_told_without_its_last_slash() -> None:
    """However it is written, origins compare."""
    options = options_of(read_settings({"HEJIE_PUBLIC_URL": "https://desk.example/"}))
    assert options.secure
    assert options.origin == "https://desk.example"
    assert options.cookie == "__Host-hejie"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"), ("PORT", "65536"), ("PORT", "http"), ("PORT", "-1"), ("PORT", "八"),
        ("HEJIE_PUBLIC_URL", "http://desk.example"), ("HEJIE_PUBLIC_URL", "desk.example"),
        ("HEJIE_PUBLIC_URL", "https://"), ("HEJIE_PUBLIC_URL", "https://desk.example/path"),
        ("HEJIE_PUBLIC_URL", "https://user@desk.example"), ("HEJIE_PUBLIC_URL", "https://desk:port"),
        ("HEJIE_TRUSTED_PROXIES", "10.0.0.1/8"), ("HEJIE_TRUSTED_PROXIES", "everybody"),
        ("HEJIE_ISSUERS", "/nothing/there.json"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    """The message names the setting."""
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


def test_proxies_are_networks() -> None:
    """One or several, addresses or networks."""
    settings = read_settings({"HEJIE_TRUSTED_PROXIES": "10.0.0.7, fd00::/8 ,"})
    assert [str(one) for one in options_of(settings).trusted_proxies] == ["10.0.0.7/32", "fd00::/8"]


def test_issuers_are_read_from_their_file(tmp_path: Path) -> None:
    """Each with its venue, its audience and its keys."""
    path = tmp_path / "issuers.json"
    path.write_text(json.dumps([ISSUER]))
    (issuer,) = read_settings({"HEJIE_ISSUERS": str(path)}).issuers
    assert (issuer.issuer, issuer.venue) == ("https://shop", "olive")


@pytest.mark.parametrize(
    "content",
    [
        "{", "{}", '[{"issuer": "x"}]', json.dumps([ISSUER | {"keys": "http://shop.example/keys"}]),
        json.dumps([ISSUER | {"venue": ""}]), json.dumps([ISSUER, ISSUER]),
        json.dumps([ISSUER | {"more": 1}]),
    ],
)  # fmt: skip
def test_a_file_of_issuers_that_cannot_be_trusted_is_refused(tmp_path: Path, content: str) -> None:
    """No keys over plain http, nothing missing, nobody twice."""
    path = tmp_path / "issuers.json"
    path.write_text(content)
    with pytest.raises(SettingsError, match="HEJIE_ISSUERS"):
        read_settings({"HEJIE_ISSUERS": str(path)})
