"""Webhooks reach those whom they may reach, wait for nobody long, and read little of what comes back."""

import asyncio
import datetime
import ssl
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hejie.adapters.notices.addresses import Resolve, is_public
from hejie.adapters.notices.webhooks import ANSWER_BYTES_MOST, HttpWebhooks
from hejie.casework.courier import SendingFailed

from .receivers import Receiver, a_receiver

HEADERS = {"content-type": "application/json", "webhook-id": "one"}
BODY = b'{"type":"case.changed"}'


def naming(*addresses: str) -> Resolve:
    """A name service that gives these addresses for every name."""

    async def look_up(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return look_up


async def test_the_body_and_headers_arrive_as_they_were_given(receiver: Receiver) -> None:
    async with HttpWebhooks(allow_private=True) as webhooks:
        assert await webhooks.post(receiver.url, HEADERS, BODY) == 204
    (request,) = receiver.requests
    assert request.line == "POST /hooks HTTP/1.1"
    assert request.body == BODY
    assert request.headers["webhook-id"] == "one"
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",  # noqa: S104
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1",
        "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2002:c0a8:101::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
async def test_an_address_that_is_not_public_is_refused_after_the_name_was_looked_up(
    receiver: Receiver, address: str
) -> None:
    """Loopback, private and link-local networks, the cloud's metadata, whatever wraps one of them."""
    assert not is_public(address)
    async with HttpWebhooks(look_up=naming(address)) as webhooks:
        with pytest.raises(SendingFailed, match="private network"):
            await webhooks.post("https://shop.example/hooks", HEADERS, BODY)
    assert receiver.requests == []


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_addresses_of_the_public_internet_are_accepted(address: str) -> None:
    assert is_public(address)


async def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    async with HttpWebhooks(look_up=naming("1.1.1.1", "10.0.0.1")) as webhooks:
        with pytest.raises(SendingFailed, match="private network"):
            await webhooks.post("https://shop.example/", HEADERS, BODY)


async def test_this_machine_itself_is_refused_unless_the_operator_allows_it(receiver: Receiver) -> None:
    for url in (receiver.url, receiver.url.replace("http:", "https:"), "https://localhost:1/"):
        async with HttpWebhooks() as webhooks:
            with pytest.raises(SendingFailed):
                await webhooks.post(url, HEADERS, BODY)
    assert receiver.connections == 0


async def test_plain_http_to_another_machine_is_refused_even_then() -> None:
    async with HttpWebhooks(allow_private=True, look_up=naming("127.0.0.1")) as webhooks:
        with pytest.raises(SendingFailed, match="https://"):
            await webhooks.post("http://shop.example/", HEADERS, BODY)


async def test_a_redirect_is_an_answer_and_not_followed(receiver: Receiver) -> None:
    receiver.answers.extend([302, 307, 308])
    async with HttpWebhooks(allow_private=True) as webhooks:
        assert [await webhooks.post(receiver.url, HEADERS, BODY) for _ in range(3)] == [302, 307, 308]
    assert [request.line for request in receiver.requests] == ["POST /hooks HTTP/1.1"] * 3


async def test_proxies_named_in_the_environment_are_passed_over(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may set them for a shell does not see what is sent."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with HttpWebhooks(allow_private=True) as webhooks:
        assert await webhooks.post(receiver.url, HEADERS, BODY) == 204


async def test_no_answer_is_waited_for_longer_than_allowed(receiver: Receiver) -> None:
    receiver.delay_seconds = 5
    begun = time.monotonic()
    async with HttpWebhooks(allow_private=True, send_seconds=0.3) as webhooks:
        with pytest.raises(SendingFailed, match="no answer"):
            await webhooks.post(receiver.url, HEADERS, BODY)
    assert time.monotonic() - begun < 3


async def test_an_answer_that_drips_is_given_up(receiver: Receiver) -> None:
    """Every byte comes in time, and yet it never ends."""

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)

    receiver.answers.append(drip)
    begun = time.monotonic()
    async with HttpWebhooks(allow_private=True, send_seconds=0.5) as webhooks:
        with pytest.raises(SendingFailed, match="no answer"):
            await webhooks.post(receiver.url, HEADERS, BODY)
    assert time.monotonic() - begun < 4


async def test_of_a_huge_answer_little_is_read_and_its_status_counts(receiver: Receiver) -> None:
    sent = 0

    async def flood(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
        for _ in range(16_000):
            writer.write(bytes(ANSWER_BYTES_MOST))
            await writer.drain()
            sent += ANSWER_BYTES_MOST

    receiver.answers.append(flood)
    async with HttpWebhooks(allow_private=True) as webhooks:
        assert await webhooks.post(receiver.url, HEADERS, BODY) == 200
        assert await webhooks.post(receiver.url, HEADERS, BODY) == 204
    assert sent < 20_000_000


async def test_a_connection_is_used_again_for_the_same_endpoint(receiver: Receiver) -> None:
    async with HttpWebhooks(allow_private=True) as webhooks:
        for _ in range(5):
            await webhooks.post(receiver.url, HEADERS, BODY)
    assert receiver.connections == 1


@pytest.mark.parametrize(
    "answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1"]
)
async def test_what_is_no_answer_is_a_failure(receiver: Receiver, answer: bytes) -> None:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    receiver.answers.append(say)
    async with HttpWebhooks(allow_private=True) as webhooks:
        with pytest.raises(SendingFailed):
            await webhooks.post(receiver.url, HEADERS, BODY)


async def test_a_closed_port_and_an_unknown_name_are_failures() -> None:
    async def nobody(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    async with HttpWebhooks(allow_private=True) as webhooks:
        with pytest.raises(SendingFailed, match="not reached"):
            await webhooks.post("http://127.0.0.1:9/", HEADERS, BODY)
    async with HttpWebhooks(look_up=nobody) as webhooks:
        with pytest.raises(SendingFailed, match="not known"):
            await webhooks.post("https://shop.example/", HEADERS, BODY)


class Authority:
    """A certificate authority of one's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self._path = folder / "authority.pem"
        self._write(self._path, self._sign(self._name, self._key, None))

    def server_of(self, name: str) -> ssl.SSLContext:
        """TLS as the server of that name speaks it."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(x509.Name([]), key, name)
        path, key_path = self._folder / "server.pem", self._folder / "server.key"
        self._write(path, certificate)
        plain = serialization.NoEncryption()
        key_path.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path, key_path)
        return context

    def client(self) -> ssl.SSLContext:
        """TLS as somebody speaks it who trusts this authority."""
        return ssl.create_default_context(cafile=str(self._path))

    def _sign(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, name: str | None
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=name is None, path_length=None), critical=True)
        )
        if name is not None:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=True)
        own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        made = made.add_extension(own, critical=False).add_extension(issuer, critical=False)
        usage = x509.KeyUsage(
            digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=name is None, crl_sign=name is None, encipher_only=False,
            decipher_only=False,
        )  # fmt: skip
        return made.add_extension(usage, critical=True).sign(self._key, hashes.SHA256())

    def _write(self, path: Path, certificate: x509.Certificate) -> None:
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


@pytest.fixture
async def secure(tmp_path: Path) -> AsyncIterator[tuple[Receiver, Authority]]:
    """A receiver with a certificate for `shop.example`, and who signed it."""
    authority = Authority(tmp_path)
    async with a_receiver(authority.server_of("shop.example")) as receiver:
        yield receiver, authority


async def test_over_tls_the_name_is_asked_for_though_its_address_is_connected_to(
    secure: tuple[Receiver, Authority],
) -> None:
    receiver, authority = secure
    url = receiver.url.replace("127.0.0.1", "shop.example")
    look_up = naming("127.0.0.1")
    async with HttpWebhooks(allow_private=True, tls=authority.client(), look_up=look_up) as webhooks:
        assert await webhooks.post(url, HEADERS, BODY) == 204
    assert receiver.requests[0].headers["host"].startswith("shop.example:")


async def test_a_certificate_of_another_name_or_of_nobody_is_not_trusted(
    secure: tuple[Receiver, Authority],
) -> None:
    receiver, authority = secure
    look_up = naming("127.0.0.1")
    async with HttpWebhooks(allow_private=True, tls=authority.client(), look_up=look_up) as webhooks:
        for name in ("other.example", "127.0.0.1"):
            with pytest.raises(SendingFailed, match="CERTIFICATE_VERIFY_FAILED"):
                await webhooks.post(receiver.url.replace("127.0.0.1", name), HEADERS, BODY)
    async with HttpWebhooks(allow_private=True, look_up=look_up) as webhooks:
        with pytest.raises(SendingFailed, match="CERTIFICATE_VERIFY_FAILED"):
            await webhooks.post(receiver.url.replace("127.0.0.1", "shop.example"), HEADERS, BODY)
    assert receiver.requests == []
