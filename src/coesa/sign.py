"""Minisign signatures of a bundle: who made it, beside what is in it; alone knows minisign.

The files are those of the minisign program: what is signed here it checks, and the other way round.
The library is an extra (`pip install "coesa[sign]"`), so it is imported where it is needed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from coesa.errors import SignatureError
from coesa.verify import verify

SUFFIX = ".minisig"


def signature(bundle: Path, key: Path, password: Callable[[], str]) -> bytes:
    """Sign a zipped bundle with a secret key of minisign, after checking it.

    `password` is asked for only if the key has one. The same key and bundle give the same bytes.

    Raises:
        SignatureError: the bundle does not verify, or the key cannot be used.
    """
    library = _library()
    if bundle.is_dir():
        raise SignatureError(f"{bundle}: is a folder; expected the zip of a bundle")
    _, wrong = verify(bundle)
    if wrong:
        raise SignatureError(f"{wrong[0]}; only a bundle without a fault is signed")
    try:
        with library.SecretKey.from_file(key) as secret, bundle.open("rb") as content:
            if secret.is_encrypted():
                secret.decrypt(password())
            # No time: a signature says who, and the same bundle is signed the same way again.
            told = f"file:{bundle.name}\thashed"
            return bytes(secret.sign(content, trusted_comment=told)) + b"\n"
    except library.Error as error:
        raise SignatureError(f"{key}: {error}; expected a secret key of minisign") from error


def check_signature(target: Path, key: Path) -> Path:
    """Check the signature beside a zipped bundle, or beside the zip in a built folder; name it.

    Raises:
        SignatureError: there is none, or it is not that of the bundle by this key.
    """
    library = _library()
    signed = signature_of(target)
    if signed is None:
        raise SignatureError(f"{target}: there is no signature beside the zip; expected {SUFFIX}")
    bundle = signed.with_name(signed.name.removesuffix(SUFFIX))
    try:
        public = library.PublicKey.from_file(key)
    except library.Error as error:
        raise SignatureError(f"{key}: {error}; expected a public key of minisign") from error
    try:
        with bundle.open("rb") as content:
            public.verify(content, library.Signature.from_file(signed))
    except library.Error as error:
        raise SignatureError(f"{signed}: {error}; do not trust the bundle") from error
    return signed


def signature_of(target: Path) -> Path | None:
    """Find the signature of a zipped bundle, or of the zip in a built folder."""
    if target.is_dir():
        # A folder that verifies holds no zip but that of its own files.
        return next(iter(sorted(target.glob(f"*.zip{SUFFIX}"))), None)
    signed = target.with_name(target.name + SUFFIX)
    return signed if signed.is_file() else None


def _library() -> Any:
    try:
        import minisign
    except ImportError as error:
        message = (
            "signatures need the library py-minisign; "
            'install coesa with it: pip install ".[sign]" in its folder'
        )
        raise SignatureError(message) from error
    return minisign
