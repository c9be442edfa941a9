"""E-mail through apprise: the operator's URL says by which server and from whom, each letter says to whom.

apprise waits for the mail server, so letters are sent by a few threads of their own. What it logs names
addresses; its log is switched off, and what went wrong is said here without them.
"""

import asyncio
import logging
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType

from hejie.casework.courier import SendingFailed
from hejie.casework.letters import Mail

AT_ONCE = 4
_SCHEMES = ("mailto", "mailtos")


class MailUrlError(ValueError):
    """The URL of the mail server cannot be used."""


class AppriseMail:
    """See `hejie.casework.courier.MailSender`. Use as an async context manager.

    `url` is apprise's, e.g. `mailtos://user:password@mail.example:465?mode=ssl&from=desk@mail.example`; a
    recipient in it is passed over. Raises: MailUrlError.
    """

    def __init__(self, url: str) -> None:
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        self._asset = AppriseAsset(app_id="Hejie", app_desc="Hejie", app_url="", async_mode=False)
        self._url = url
        if not url.startswith(tuple(f"{scheme}://" for scheme in _SCHEMES)):
            raise MailUrlError(f"a mail server's URL begins with {' or '.join(_SCHEMES)}://")
        with warnings.catch_warnings():  # the first call loads all of apprise, which is not quite up to date
            warnings.simplefilter("ignore", DeprecationWarning)
            self._to("somebody@mail.example", {})
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")

    async def __aenter__(self) -> "AppriseMail":
        return self

    async def __aexit__(self, *_: object) -> None:
        # Who is being told just now is not told twice: what a thread has begun it ends.
        await asyncio.to_thread(self._threads.shutdown)

    async def send(self, id: UUID, address: str, mail: Mail) -> None:
        """Hand a mail to the mail server. Raises: SendingFailed."""
        loop = asyncio.get_running_loop()
        if not await loop.run_in_executor(self._threads, self._send, id, address, mail):
            raise SendingFailed("the mail server was not reached, or did not take the mail")

    def _send(self, id: UUID, address: str, mail: Mail) -> bool:
        headers = {"X-Hejie-Delivery": str(id), "Auto-Submitted": "auto-generated"}
        letter = self._to(address, headers)
        return bool(
            letter.notify(
                title=mail.subject,
                body=mail.text,
                notify_type=NotifyType.INFO,
                body_format=NotifyFormat.TEXT,
            )
        )

    def _to(self, address: str, headers: dict[str, str]) -> Any:
        """The operator's server with one recipient. Raises: MailUrlError."""
        made: Any = Apprise.instantiate(self._url, asset=self._asset)  # what it makes of it is an e-mail
        if made is None:
            raise MailUrlError("apprise does not understand the URL of the mail server")
        made.targets = [(False, address)]
        made.cc, made.bcc = set(), set()
        made.headers |= headers
        made.notify_format = NotifyFormat.TEXT
        return made
