"""Posts webhooks with httpx: no redirects, no proxies, short waits, little read, public addresses only.

A name is looked up when a connection is made, and the very address that was found good is connected to: a
name that leads elsewhere a moment later gains nothing.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable

import httpcore
import httpx

from hejie.adapters.notices.addresses import Resolve, is_public, resolve
from hejie.casework.courier import SendingFailed
from hejie.casework.webhooks import wrong_url

CONNECT_SECONDS = 5.0
SEND_SECONDS = 15.0
"""All of it, from the look-up of the name to the end of the answer."""

ANSWER_BYTES_MOST = 65_536
"""What is read of an answer, so that its connection can be used again; nobody looks at it."""

_CONNECTIONS = 128
_IDLE_CONNECTIONS = 32
_IDLE_SECONDS = 30.0


class HttpWebhooks:
    """See `hejie.casework.courier.WebhookSender`. Use as an async context manager.

    `allow_private`: addresses that are not public are reached as well, and this machine without encryption.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        send_seconds: float = SEND_SECONDS,
        tls: ssl.SSLContext | None = None,
        look_up: Resolve = resolve,
    ) -> None:
        self._allow_private = allow_private
        self._send_seconds = send_seconds
        gate = _Gate(look_up, allow_private=allow_private)
        self._client = httpx.AsyncClient(
            transport=_Transport(gate, tls or ssl.create_default_context()),
            timeout=httpx.Timeout(send_seconds, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
            headers={"user-agent": "Hejie-Webhooks/1", "accept-encoding": "identity"},
        )

    async def __aenter__(self) -> "HttpWebhooks":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """The status of the answer. Raises: SendingFailed."""
        try:
            async with asyncio.timeout(self._send_seconds):
                return await self._post(url, headers, body)
        except TimeoutError:
            raise SendingFailed(f"no answer within {self._send_seconds:g} s") from None
        except _Refused as refused:
            raise SendingFailed(str(refused)) from None
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise SendingFailed(f"no answer in time ({type(error).__name__})") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise SendingFailed(f"not reached: {type(error).__name__}: {error}") from None

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        wrong = wrong_url(url, allow_private=self._allow_private)
        if wrong is not None:
            raise _Refused(wrong.en)
        async with self._client.stream("POST", url, headers=headers, content=body) as answer:
            read = 0
            async for chunk in answer.aiter_raw():
                read += len(chunk)
                if read > ANSWER_BYTES_MOST:
                    break  # leaving closes the connection
            return answer.status_code


class _Refused(Exception):
    """Nothing is sent there."""


class _Gate(httpcore.AnyIOBackend):
    """Makes connections, to addresses that may be reached."""

    def __init__(self, look_up: Resolve, *, allow_private: bool) -> None:
        super().__init__()
        self._look_up = look_up
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failed: Exception = httpcore.ConnectError("the name has no address")
        for address in await self._good_addresses(host, port):
            try:
                return await super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def _good_addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await self._look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name is not known: {error}") from None
        if not self._allow_private and not all(map(is_public, found)):
            raise _Refused("the address leads into a private network; the operator may allow that")
        return found


class _Transport(httpx.AsyncBaseTransport):
    """httpx over connections that pass the gate."""

    def __init__(self, gate: _Gate, tls: ssl.SSLContext) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_IDLE_CONNECTIONS,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=gate,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answer = await self._pool.handle_async_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Answer(answer))

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Answer(httpx.AsyncByteStream):
    """What comes back, piece by piece."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._answer.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()
