"""TLS is verified: a certificate that nobody vouches for ends the call."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from pytest_httpserver import HTTPServer

from apps.ingest.web import LiveWeb
from apps.resources.adapters.base import AdapterError, Pace, Trouble

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def secure(certificate: Path, settings: Any) -> Iterator[HTTPServer]:
    """A peer on this machine that speaks TLS, and may be reached."""
    settings.GATEWAY = ""
    settings.FETCH_PRIVATE_HOSTS = ["localhost"]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(host="localhost", port=0, ssl_context=context) as server:
        server.expect_request("/list").respond_with_data("contests")
        yield server


def get(server: HTTPServer) -> bytes:
    with LiveWeb(site_pace=Pace(calls=100), now=timezone.now()) as web:
        return web.get(server.url_for("/list")).body


def test_certificate_that_nobody_vouches_for_is_refused(secure: HTTPServer) -> None:
    with pytest.raises(AdapterError) as caught:
        get(secure)
    assert caught.value.trouble == Trouble.UNREACHABLE
    assert "CERTIFICATE_VERIFY_FAILED" in str(caught.value)
    assert secure.log == []


def test_certificate_of_a_known_authority_is_taken(
    secure: HTTPServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate))
    assert get(secure) == b"contests"
