"""Stamps for the chain of events (RFC 3161): an authority outside the house says by when its newest hash was there.

What is stamped is the event's hash as it is printed, 64 digits in ASCII; the authority sees the SHA-256 of that, and nothing
else. It learns when the newsroom works and publishes, so that nothing is stamped unless the operator wants it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from db.chain import stamps
from db.engine import Database
from db.errors import DeskError
from db.tables import Stamp
from jobs.clock import Clock

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

log = logging.getLogger(__name__)

OFTEN = timedelta(days=1)  # a chain that grows is stamped so often, and at each publication
PATIENCE = 30.0  # seconds for the authority
QUERY = {"Content-Type": "application/timestamp-query"}

Ask = Callable[[bytes], Awaitable[bytes]]
Roots = Sequence["Certificate"]


class UnreadableRoot(DeskError, translated=False):
    """The file of the certificates that are trusted to stamp holds none, or cannot be read."""

    message = "TIMESTAMP_ROOT: {file} {trouble}. It is the authority's root certificate as a PEM file."


class BadStamp(DeskError, translated=False):
    """What an authority answered is no stamp of what it was asked."""

    message = "{trouble}"


def read_roots(file: Path) -> Roots:
    """The certificates that are trusted to stamp.

    Raises:
        UnreadableRoot
    """
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(file.read_bytes())
    except OSError as error:
        raise UnreadableRoot(file=file, trouble=f"cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise UnreadableRoot(file=file, trouble="holds no certificate") from None


def checked(answer: bytes, hash: str, roots: Roots | None, *, nonce: int | None = None) -> datetime:
    """When an authority stamped a hash (UTC, by its clock).

    Args:
        answer: what it answered, in DER.
        roots: the certificates that are trusted; None: whose signature it is is not asked.
        nonce: that of the query, where one was just put.

    Raises:
        BadStamp: it did not stamp it, or is not trusted to.
    """
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        response = decode_timestamp_response(answer)
        if response.status:
            raise BadStamp(
                trouble=f"the authority refused: {' '.join(response.status_string) or response.status}"
            )
        info = response.tst_info
        if roots is not None:
            VerifierBuilder(roots=list(roots), nonce=nonce).build().verify_message(response, hash.encode())
        elif info.message_imprint.message != hashlib.sha256(hash.encode()).digest():
            raise BadStamp(trouble="it is of another hash")
    except (ValueError, VerificationError) as error:
        # The library's words go on with OpenSSL's own stack of errors.
        raise BadStamp(trouble=str(error).split(": ErrorStack", 1)[0]) from error
    return info.gen_time.astimezone(UTC)


def trouble(stamp: Stamp, on_record: str | None, roots: Roots | None) -> str | None:
    """What is wrong with a stamp, None: nothing. `on_record`: the hash that its event has now, None where it is gone."""
    if on_record is None:
        return "it was removed after it was stamped"
    if on_record != stamp.hash:
        return "it is not what was stamped"
    try:
        if checked(stamp.answer, stamp.hash, roots) != stamp.stamped_at:
            return "the time of its stamp was changed"
    except BadStamp as error:
        return f"its stamp proves nothing: {error}"
    return None


class Stamper:
    """Has the chains of a desk stamped.

    `trouble`: why the last try failed; "": it did not.
    """

    def __init__(
        self, database: Database, clock: Clock, url: str, roots: Roots, ask: Ask | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._url = url
        self._roots = roots
        self._ask = ask or self._over_http
        self.trouble = ""

    async def tick(self) -> None:
        """Have stamped what wants a stamp, and keep the answers. What fails is tried again at the next tick."""
        async with self._database.read() as session:
            wanted = await stamps.unstamped(session, before=self._clock.now() - OFTEN)
        try:
            for end in wanted:
                await self._stamp(end)
        except (httpx.HTTPError, BadStamp) as error:
            self.trouble = str(error) or type(error).__name__
            log.warning("the chain could not be stamped: %s", self.trouble)
        else:
            self.trouble = ""

    async def _stamp(self, end: stamps.Unstamped) -> None:
        from rfc3161_client import TimestampRequestBuilder
        from rfc3161_client.base import HashAlgorithm

        builder = TimestampRequestBuilder().data(end.hash.encode()).hash_algorithm(HashAlgorithm.SHA256)
        query = builder.build()
        answer = await self._ask(query.as_bytes())
        stamped_at = checked(answer, end.hash, self._roots, nonce=query.nonce)
        async with self._database.write() as session:
            await stamps.keep(session, end, answer, stamped_at)

    async def _over_http(self, query: bytes) -> bytes:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.post(self._url, content=query, headers=QUERY)
            return answer.raise_for_status().content
