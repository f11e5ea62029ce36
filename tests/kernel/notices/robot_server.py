"""A server on this machine that speaks the three robots' protocols, as their manuals tell them.

It was written from the manuals and shares nothing with the sender: it proves signatures on its own.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

WECOM_KEY, DINGTALK_TOKEN, FEISHU_TOKEN = "wecom-key-1", "dingtalk-token-1", "feishu-token-1"
DINGTALK_SECRET, FEISHU_SECRET = "SECdingtalk", "feishu-secret"


@dataclass
class Robots:
    """What the server took, and the troubles that its next answers will have, oldest first."""

    port: int = 0
    taken: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    troubles: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)

    def secrets(self, kind: str) -> dict[str, str]:
        """What an administrator would enter for one of these robots."""
        base = f"http://127.0.0.1:{self.port}"
        return {
            "wecom": {"address": f"{base}/cgi-bin/webhook/send?key={WECOM_KEY}"},
            "dingtalk": {
                "address": f"{base}/robot/send?access_token={DINGTALK_TOKEN}",
                "secret": DINGTALK_SECRET,
            },
            "feishu": {
                "address": f"{base}/open-apis/bot/v2/hook/{FEISHU_TOKEN}",
                "secret": FEISHU_SECRET,
            },
        }[kind]


LIMITS = {
    "wecom": {"errcode": 45009, "errmsg": "api freq out of limit"},
    "dingtalk": {"errcode": 130101, "errmsg": "send too fast"},
    "feishu": {"code": 11232, "msg": "frequency limited"},
}
REFUSALS = {
    "wecom": {"errcode": 40058, "errmsg": "invalid Request Parameter"},
    "dingtalk": {"errcode": 430104, "errmsg": "content is not proper"},
    "feishu": {"code": 9499, "msg": "Bad Request"},
}


def judge_wecom(query: dict[str, list[str]], sent: Any) -> dict[str, Any]:
    if query.get("key") != [WECOM_KEY]:
        return {"errcode": 93000, "errmsg": "invalid webhook url"}
    kind = sent.get("msgtype")
    content = sent.get(kind, {}).get("content", "") if kind in ("text", "markdown") else ""
    most = 2048 if kind == "text" else 4096
    if not content or len(content.encode()) > most:
        return REFUSALS["wecom"]
    if not all(phone.isdecimal() for phone in sent[kind].get("mentioned_mobile_list", [])):
        return REFUSALS["wecom"]
    return {"errcode": 0, "errmsg": "ok"}


def judge_dingtalk(query: dict[str, list[str]], sent: Any) -> dict[str, Any]:
    if query.get("access_token") != [DINGTALK_TOKEN]:
        return {"errcode": 300001, "errmsg": "token is not exist"}
    (stamp,) = query.get("timestamp", ["0"])
    if abs(time.time() * 1000 - int(stamp)) > 3_600_000:
        return {"errcode": 310000, "errmsg": "invalid timestamp"}
    text = f"{stamp}\n{DINGTALK_SECRET}".encode()
    made = base64.b64encode(hmac.digest(DINGTALK_SECRET.encode(), text, hashlib.sha256)).decode()
    if query.get("sign") != [made]:
        return {"errcode": 310000, "errmsg": "sign not match"}
    if sent.get("msgtype") == "text" and sent["text"].get("content"):
        if all(f"@{p}" in sent["text"]["content"] for p in sent["at"]["atMobiles"]):
            return {"errcode": 0, "errmsg": "ok"}
    elif sent.get("msgtype") == "markdown" and sent["markdown"].keys() == {"title", "text"}:
        return {"errcode": 0, "errmsg": "ok"}
    return {"errcode": 400105, "errmsg": "unsupported message type"}


def judge_feishu(query: dict[str, list[str]], sent: Any) -> dict[str, Any]:
    stamp = str(sent.get("timestamp", ""))
    key = f"{stamp}\n{FEISHU_SECRET}".encode()
    made = base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()
    fresh = stamp.isdecimal() and abs(time.time() - int(stamp)) <= 3600
    if not fresh or sent.get("sign") != made:
        return {
            "code": 19021,
            "msg": "sign match fail or timestamp is not within one hour from current time",
        }
    is_text = sent.get("msg_type") == "text" and bool(sent["content"]["text"])
    is_card = sent.get("msg_type") == "interactive" and (
        sent["card"]["header"]["title"]["tag"] == "plain_text"
        and [part["tag"] for part in sent["card"]["elements"]] == ["markdown"]
    )
    return {"code": 0, "msg": "success", "data": {}} if is_text or is_card else REFUSALS["feishu"]


ROUTES = {
    "/cgi-bin/webhook/send": ("wecom", judge_wecom),
    "/robot/send": ("dingtalk", judge_dingtalk),
    f"/open-apis/bot/v2/hook/{FEISHU_TOKEN}": ("feishu", judge_feishu),
}


class Handler(BaseHTTPRequestHandler):
    robots: Robots

    def do_POST(self) -> None:
        address = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        kind, judge = ROUTES[address.path]
        self.robots.asked[kind] = self.robots.asked.get(kind, 0) + 1
        troubles = self.robots.troubles.get(kind, [])
        trouble = troubles.pop(0) if troubles else ""
        assert self.headers["Content-Type"] == "application/json"
        sent = json.loads(raw)
        match trouble:
            case "hang":
                self.robots.released.wait(30)
                self.close_connection = True
            case "500":
                self._answer(500, b"<html>oops</html>")
            case "429":
                self._answer(429, b"{}", {"Retry-After": "600"})
            case "garbage":
                self._answer(200, b"hello")
            case "limit":
                self._answer(200, json.dumps(LIMITS[kind]).encode())
            case "refuse":
                self._answer(200, json.dumps(REFUSALS[kind]).encode())
            case _:
                told = judge(parse_qs(address.query), sent)
                if not told.get("errcode", told.get("code")):
                    self.robots.taken.setdefault(kind, []).append(sent)
                self._answer(200, json.dumps(told).encode())

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving() -> Iterator[Robots]:
    robots = Robots()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"robots": robots}))
    robots.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield robots
    finally:
        robots.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
