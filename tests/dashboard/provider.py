"""A small identity provider, in the process of the tests: discovery, keys, codes, tokens, user info, logout.

Belongs here: answering as a provider does, and as one does that is wrong or hostile. Does not belong here: assertions.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "plumbline", "a-secret-of-tests"
GOOD = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
FOREIGN = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


@dataclass
class Provider:
    """The provider: who is at its keyboard, and how it misbehaves."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    override: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    key: Any = None
    algorithm: str = "RS256"
    error: str = ""
    token_status: int = 200
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def at_the_keyboard(self, name: str, **claims: Any) -> None:
        """Everything as it should be, and this person there."""
        self.claims = {"sub": f"id-{name}", "preferred_username": name, **claims}
        self.userinfo, self.override, self.metadata = {}, {}, {}
        self.key, self.algorithm, self.error, self.token_status = None, "RS256", "", 200
        self.asked.clear()

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.metadata,
        }

    def answers(self) -> dict[str, Callable[[dict[str, str]], dict[str, Any] | str]]:
        """Address -> what it says, or where it sends the browser."""
        return {
            "/.well-known/openid-configuration": lambda _: self.discovery(),
            "/keys": lambda _: {"keys": [GOOD.as_dict(private=False)]},
            "/userinfo": lambda _: {**self.claims, **self.userinfo},
            "/authorize": self.authorize,
            "/logout": lambda asked: asked["post_logout_redirect_uri"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        back = {"state": asked["state"]}
        if self.error:
            back["error"] = self.error
        else:
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            back["code"] = code
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(sent.get("code", ""), None)
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if self.token_status != 200 or authorization != f"Basic {known}":
            return (self.token_status if self.token_status != 200 else 401), {
                "error": "invalid_client"
            }
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked.get("code_challenge") != challenge:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
            **self.override,
        }
        signed = jwt.encode(
            {"alg": self.algorithm, "kid": "one"},
            {name: value for name, value in claims.items() if value is not None},
            self.key or GOOD,
            algorithms=[self.algorithm],
        )
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": signed}


@contextmanager
def providing(certificate: Path | None = None, key: Path | None = None) -> Iterator[Provider]:
    """A provider that listens, until the end of the block; with a certificate, over TLS."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            found = urlsplit(self.path)
            asked = {key: values[0] for key, values in parse_qs(found.query).items()}
            known = provider.answers().get(found.path)
            answer = known(asked) if known else {}
            if isinstance(answer, str):
                self._send_on(answer)
            else:
                self._say(200 if known else 404, answer)

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {key: values[0] for key, values in parse_qs(body).items()}
            self._say(*provider.token(sent, self.headers.get("Authorization", "")))

        def _say(self, status: int, what: dict[str, Any]) -> None:
            body = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _send_on(self, address: str) -> None:
            self.send_response(302)
            self.send_header("Location", address)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        provider.address = provider.address.replace("http:", "https:")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
