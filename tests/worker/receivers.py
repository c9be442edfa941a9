"""What stands outside: an HTTP server that answers as a test tells it, and a mail server. Both are real."""

import asyncio
import logging
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, NamedTuple

from aiosmtpd.smtp import SMTP, Envelope
from standardwebhooks import Webhook

from hejie.casework.webhooks import show_secret


class Request(NamedTuple):
    """What an HTTP server was asked."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The id of the webhook."""
        return self.headers["webhook-id"]

    def is_signed_with(self, secret: bytes) -> bool:
        """Whether the standard's own library makes the same signature."""
        stamp = self.headers["webhook-timestamp"]
        signed = Webhook(show_secret(secret)).sign(self.id, _Stamp(stamp), self.body.decode())  # type: ignore[arg-type]
        return signed == self.headers["webhook-signature"]


class _Stamp:
    """A timestamp as the library's `sign` takes it, whatever the clock of the test says."""

    def __init__(self, seconds: str) -> None:
        self._seconds = int(seconds)

    def replace(self, **_: Any) -> "_Stamp":
        return self

    def timestamp(self) -> int:
        return self._seconds


Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Receiver:
    """Answers with the statuses in `answers`, then with 204. `delay_seconds` come before each answer."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: deque[int | Answer] = deque()
        self.delay_seconds = 0.0
        self.url = ""
        self.busy = 0
        self.busiest = 0
        self.connections = 0
        self._came = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()

    async def wait_for(self, count: int, seconds: float = 20) -> None:
        """Wait until so many requests have come."""
        async with asyncio.timeout(seconds):
            while len(self.requests) < count:
                self._came.clear()
                await self._came.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes over one connection."""
        self.connections += 1
        self._writers.add(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                line, *rest = head.rstrip().split("\r\n")
                headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in rest)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                await self._answer(Request(line, headers, body), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self.requests.append(request)
        self._came.set()
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        answer = self.answers.popleft() if self.answers else 204
        try:
            if self.delay_seconds:
                await asyncio.sleep(self.delay_seconds)
            if isinstance(answer, int):
                more = "location: /elsewhere\r\n" if 300 <= answer < 400 else ""
                writer.write(f"HTTP/1.1 {answer} Said\r\n{more}content-length: 0\r\n\r\n".encode())
                await writer.drain()
            else:
                await answer(writer)
        finally:
            self.busy -= 1

    def hang_up(self) -> None:
        """Break off every connection."""
        for writer in self._writers:
            writer.transport.abort()


@asynccontextmanager
async def a_receiver(tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """A receiver on this machine."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=tls)
    scheme, port = ("https" if tls else "http"), server.sockets[0].getsockname()[1]
    receiver.url = f"{scheme}://127.0.0.1:{port}/hooks"
    try:
        yield receiver
    finally:
        receiver.hang_up()
        server.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await server.wait_closed()


class Mailbox:
    """A mail server that keeps what it takes; it refuses the addresses in `refused`."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self.refused: set[str] = set()
        self.port = 0
        self.busy = 0
        self.busiest = 0
        self.delay_seconds = 0.0

    @property
    def url(self) -> str:
        """The server as the operator names it."""
        return f"mailto://127.0.0.1:{self.port}?from=desk@mail.example&to=nobody@mail.example"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: object, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail."""
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(self.delay_seconds)
        self.busy -= 1
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters += [(to, letter) for to in envelope.rcpt_tos]
        return "250 OK"


@asynccontextmanager
async def a_mailbox() -> AsyncIterator[Mailbox]:
    """A mail server on this machine."""
    mailbox = Mailbox()
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the server's own log is not ours
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, hostname="localhost"), "127.0.0.1", 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await server.wait_closed()
