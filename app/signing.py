"""Ed25519 keys of this installation: made on first use, readable by their owner only."""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from flask import current_app


def key_of(whose: str) -> Ed25519PrivateKey:
    """The key kept in VAR as ``<whose>-key.pem``."""
    path = Path(current_app.config["VAR"]) / f"{whose}-key.pem"
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(made)
        except FileExistsError:  # another process was first
            pass
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def public_pem(whose: str) -> str:
    """The key by which anybody can check what was signed."""
    return key_of(whose).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_id(whose: str) -> str:
    """The first 16 hex digits of SHA-256 over the public key."""
    raw = key_of(whose).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def is_signed(public: Ed25519PublicKey, signature: bytes, what: bytes) -> bool:
    """Whether the signature is of this key over these bytes."""
    try:
        public.verify(signature, what)
    except InvalidSignature:
        return False
    return True
