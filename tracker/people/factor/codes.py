"""One-time codes by time (RFC 6238): six digits, a new code every thirty seconds. Pure."""

import base64
import hashlib
import hmac
from urllib.parse import quote, urlencode

SECONDS, DIGITS = 30, 6
LEEWAY = 1  # a clock may be wrong by so many steps either way


def step_of(timestamp: float) -> int:
    return int(timestamp // SECONDS)


def code(seed: bytes, step: int) -> str:
    """The code of one step, by HMAC-SHA1 as every authenticator program computes it."""
    mac = hmac.digest(seed, step.to_bytes(8, "big"), "sha1")
    at = mac[-1] & 0x0F
    return str((int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def matching_step(seed: bytes, typed: str, now: int, after: int) -> int | None:
    """The step whose code was typed; None for a wrong code and for one at or before ``after``, which was used."""
    for step in range(now - LEEWAY, now + LEEWAY + 1):
        if hmac.compare_digest(code(seed, step).encode(), typed.encode()) and step > after:
            return step
    return None


def seed(server_key: str, user_id: int, nonce: str) -> bytes:
    """The shared secret, made from the server's key and the row's own nonce, so that a copied table holds none."""
    return hmac.digest(server_key.encode(), f"second factor {user_id} {nonce}".encode(), hashlib.sha256)[:20]


def shown(seed_: bytes) -> str:
    """The secret to be typed into an authenticator program, in groups of four."""
    text = base64.b32encode(seed_).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(seed_: bytes, username: str, issuer: str) -> str:
    """The same as an address that such programs open."""
    query = urlencode({"secret": shown(seed_).replace(" ", ""), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{query}"
