"""Signatures in the format of minisign, held against the minisign program where it is installed."""

import shutil
import subprocess
import sys
from pathlib import Path

import minisign
import pytest
from click.testing import CliRunner, Result

from coesa.cli import main
from tests.test_verify import unpacked, with_zip

program = pytest.mark.skipif(
    shutil.which("minisign") is None, reason="the minisign program is not installed"
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return with_zip(unpacked(tmp_path / "built"))


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """A public and a secret key without a password."""
    pair = minisign.KeyPair.generate()
    public, secret = tmp_path / "k.pub", tmp_path / "k.key"
    public.write_bytes(bytes(pair.public_key) + b"\n")
    secret.write_bytes(bytes(pair.secret_key) + b"\n")
    return public, secret


def run(*arguments: object, told: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=told)


def test_a_signature_is_made_and_checked(built: Path, keys: tuple[Path, Path]) -> None:
    public, secret = keys
    bundle = built / "x-1.zip"

    signed = run("sign", bundle, "--key", secret)

    assert signed.exit_code == 0, signed.output
    first = (built / "x-1.zip.minisig").read_bytes()
    for target in (bundle, built):
        checked = run("verify", target, "--public-key", public)
        assert checked.exit_code == 0, checked.output
        assert "is the signature of this key" in checked.stdout
        assert "was not checked; name the key" in run("verify", target).stderr
    assert run("sign", bundle, "--key", secret).exit_code == 0
    assert (built / "x-1.zip.minisig").read_bytes() == first


def test_a_key_with_a_password(built: Path, keys: tuple[Path, Path]) -> None:
    public, secret = keys
    key = minisign.SecretKey.from_file(secret)
    key.encrypt("parola", opslimit=32768, memlimit=1 << 24)
    secret.write_bytes(bytes(key) + b"\n")

    wrong = run("sign", built / "x-1.zip", "--key", secret, told="Parola\n")
    right = run("sign", built / "x-1.zip", "--key", secret, told="parola\n")

    assert (wrong.exit_code, right.exit_code) == (1, 0)
    assert "wrong password" in wrong.stderr
    assert run("verify", built, "--public-key", public).exit_code == 0


def test_signatures_that_do_not_hold(built: Path, keys: tuple[Path, Path]) -> None:
    public, secret = keys
    bundle, signature = built / "x-1.zip", built / "x-1.zip.minisig"
    assert "there is no signature" in run("verify", bundle, "--public-key", public).stderr
    run("sign", bundle, "--key", secret)
    good = signature.read_text()

    signature.write_text(good.replace("file:x-1.zip", "file:y-1.zip"))
    changed = run("verify", bundle, "--public-key", public)
    signature.write_text("signed")
    unread = run("verify", bundle, "--public-key", public)
    signature.write_text(good)
    public.write_bytes(bytes(minisign.KeyPair.generate().public_key))
    other = run("verify", bundle, "--public-key", public)

    for result in (changed, unread, other):
        assert result.exit_code == 1
        assert result.stderr.endswith("; do not trust the bundle\n")


def test_a_bundle_with_a_fault_is_not_signed(built: Path, keys: tuple[Path, Path]) -> None:
    bundle = built / "x-1.zip"
    bundle.write_bytes(bundle.read_bytes() + b"\0")

    result = run("sign", bundle, "--key", keys[1])

    assert result.exit_code == 1
    assert "only a bundle without a fault is signed" in result.stderr
    assert not (built / "x-1.zip.minisig").exists()


def test_a_file_that_is_no_key(built: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret")

    result = run("sign", built / "x-1.zip", "--key", tmp_path / "key")

    assert result.exit_code == 1
    assert result.stderr.endswith("expected a secret key of minisign\n")


def test_without_the_library_one_line_says_what_to_install(
    built: Path, keys: tuple[Path, Path]
) -> None:
    script = "import sys; sys.modules['minisign'] = None; from coesa.cli import main; main()"
    sign = ["sign", str(built / "x-1.zip"), "--key", str(keys[1])]

    ended = subprocess.run(
        [sys.executable, "-c", script, *sign], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert ended.stderr.endswith('pip install ".[sign]" in its folder\n')
    assert ended.stderr.count("\n") == 1


@program
def test_minisign_checks_what_we_sign(built: Path, keys: tuple[Path, Path]) -> None:
    public, secret = keys
    run("sign", built / "x-1.zip", "--key", secret)
    check = ["minisign", "-V", "-H", "-p", str(public), "-m", str(built / "x-1.zip")]

    told = subprocess.run(check, capture_output=True, text=True, check=True).stdout

    assert "Signature and comment signature verified" in told


@program
def test_we_check_what_minisign_signs(built: Path, tmp_path: Path) -> None:
    public, secret = tmp_path / "m.pub", tmp_path / "m.key"
    subprocess.run(
        ["minisign", "-G", "-W", "-p", str(public), "-s", str(secret)],
        check=True,
        capture_output=True,
    )
    sign = ["minisign", "-S", "-s", str(secret), "-m", str(built / "x-1.zip")]
    subprocess.run(sign, check=True, capture_output=True)

    result = run("verify", built, "--public-key", public)

    assert result.exit_code == 0, result.output
