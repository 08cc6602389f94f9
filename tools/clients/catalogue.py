"""The running catalogue, asked in plain HTTP."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

URL = os.environ["SCICAT_URL"]


def password(account: str) -> str:
    return f"{account} of the clients"


def ask(
    method: str,
    path: str,
    token: str | None = None,
    body: object = None,
    headers: dict[str, str] | None = None,
    **query: object,
):
    """Status and parsed body; an empty body is None."""
    asked = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in query.items()
    }
    url = f"{URL}{path}" + (f"?{urllib.parse.urlencode(asked)}" if asked else "")
    headers = {"content-type": "application/json", **(headers or {})}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    return status, json.loads(text) if text else None


def sign_in(account: str, path: str = "/api/v3/auth/login") -> str:
    status, body = ask("POST", path, body={"username": account, "password": password(account)})
    assert status == 201, (status, body)
    return body["id"]


def in_path(pid: str) -> str:
    return urllib.parse.quote_plus(pid)
