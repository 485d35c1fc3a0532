"""A time-stamping authority of our own (RFC 3161), with a root that nobody else trusts, for tests of stamps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC))
POLICY = "1.3.6.1.4.1.4146.2.3"
SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"})


@dataclass
class Authority:
    """Stamps what it is asked to, at the time that it is told."""

    time: datetime = datetime(2024, 12, 2, 10, 0, tzinfo=UTC)
    asked: list[bytes] = field(default_factory=list)
    refuses: bool = False

    @cached_property
    def _keys(self) -> tuple[rsa.RSAPrivateKey, rsa.RSAPrivateKey]:
        return rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)

    @cached_property
    def root(self) -> x509.Certificate:
        """The certificate to trust."""
        key, _ = self._keys
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        parts: Sequence[tuple[x509.ExtensionType, bool]] = [
            (x509.BasicConstraints(True, None), True),
            (usage, True),
        ]
        return _certificate("Test Root", "Test Root", key.public_key(), key, parts)

    @cached_property
    def _own(self) -> x509.Certificate:
        key, own = self._keys
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        return _certificate("Test Authority", "Test Root", own.public_key(), key, [(usage, True)])

    def write_root(self, file: Path) -> Path:
        """The root as a file that TIMESTAMP_ROOT can name."""
        file.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        return file

    async def answer(self, query: bytes) -> bytes:
        """The answer to one query, as it goes over the line."""
        self.asked.append(query)
        if self.refuses:
            return bytes.fromhex("30053003020102")  # the status "rejection", and nothing more
        asked = tsp.TimeStampReq.load(query)
        info = tsp.TSTInfo(
            {
                "version": "v1", "policy": POLICY, "message_imprint": asked["message_imprint"],
                "serial_number": len(self.asked), "gen_time": self.time, "nonce": asked["nonce"],
            }
        )  # fmt: skip
        token = cms.ContentInfo({"content_type": "signed_data", "content": self._signed(info.dump())})
        return bytes(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump())

    def _signed(self, content: bytes) -> cms.SignedData:
        own = asn1.Certificate.load(self._own.public_bytes(serialization.Encoding.DER))
        named = tsp.ESSCertIDv2({"cert_hash": self._own.fingerprint(hashes.SHA256())})
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [hashlib.sha256(content).digest()]},
                {"type": "signing_certificate_v2", "values": [{"certs": [named]}]},
            ]
        )
        signer = {
            "version": "v1",
            "sid": cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number}),
            "digest_algorithm": SHA256,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": self._keys[1].sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()),
        }
        return cms.SignedData(
            {
                "version": "v3", "digest_algorithms": [SHA256],
                "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
                "certificates": [own], "signer_infos": [signer],
            }
        )  # fmt: skip


def _certificate(
    subject: str,
    issuer: str,
    of: rsa.RSAPublicKey,
    by: rsa.RSAPrivateKey,
    parts: Sequence[tuple[x509.ExtensionType, bool]],
) -> x509.Certificate:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = x509.CertificateBuilder(name(issuer), name(subject), of, x509.random_serial_number(), *LIFE)
    for part, critical in parts:
        builder = builder.add_extension(part, critical)
    return builder.sign(by, hashes.SHA256())
