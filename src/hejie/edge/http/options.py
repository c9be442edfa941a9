"""What the operator decided about this door, made from the settings."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

import msgspec

from hejie.settings import LOOPBACK, Issuer, Settings

Network = IPv4Network | IPv6Network


class Options(msgspec.Struct, frozen=True):
    """`public_url`: where people reach the desks. Rates are requests a second, each with a burst of thrice as
    much. `metrics_token` empty: figures are shown to this machine alone."""

    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: tuple[Network, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    metrics_token: str = ""
    private_webhooks: bool = False
    """Whether webhooks may lead to this very machine, and without encryption."""
    person_rate: float = 20
    stranger_rate: float = 20
    """Of one address, without a session or a token that is known."""
    machine_rate: float = 200

    @property
    def secure(self) -> bool:
        """Whether people come over https. Settings allow http on this very machine only."""
        return self.public_url.startswith("https://")

    @property
    def origin(self) -> str:
        """The origin of the desks, as browsers name it."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; the prefix binds it to this host and to https."""
        return "__Host-hejie" if self.secure else "hejie"

    def is_ours(self, origin: str) -> bool:
        """Whether an `Origin` is that of the desks. On this machine any port is: a development server's."""
        if origin == self.origin:
            return True
        try:
            return not self.secure and urlsplit(origin).hostname in LOOPBACK
        except ValueError:
            return False


def options_of(settings: Settings) -> Options:
    """The options of this door. The settings have been checked."""
    return Options(
        public_url=settings.public_url,
        trusted_proxies=tuple(ip_network(proxy) for proxy in settings.trusted_proxies),
        issuers=settings.issuers,
        metrics_token=settings.metrics_token,
        private_webhooks=settings.private_webhooks,
    )
