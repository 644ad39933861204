"""A passkey without a device: makes and answers the challenges that a browser would pass on
(WebAuthn level 2, attestation "none")."""

import hashlib
import html
import json
import re
import secrets
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, WITH_KEY = 1, 4, 64


def options_on(page) -> dict:
    """The challenge that stands on a page for its script."""
    found = re.search(r'data-options="([^"]+)"', page.content.decode())[1]
    return json.loads(html.unescape(found))["publicKey"]


class Passkey:
    def __init__(self, site: str = "testserver"):
        self.site, self.count = site, 0
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)

    def _head(self, flags: int) -> bytes:
        self.count += 1
        return hashlib.sha256(self.site.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": f"http://{self.site}"}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        name = websafe_encode(self.id)
        said = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said,
                           "clientExtensionResults": {}})  # fmt: skip

    def create(self, options: dict, with_key: bool = True) -> str:
        cose = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        data = self._head(PRESENT | VERIFIED | (WITH_KEY if with_key else 0))
        if with_key:
            data += bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        return self._answer(
            clientDataJSON=self._client("create", options["challenge"]),
            attestationObject=cbor.encode({"fmt": "none", "attStmt": {}, "authData": data}),
        )

    def get(self, options: dict) -> str:
        client, data = self._client("get", options["challenge"]), self._head(PRESENT | VERIFIED)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signed)
