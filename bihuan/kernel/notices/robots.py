"""Webhook robots of group chats: WeCom, DingTalk, Feishu, each by its documented JSON.

One line goes as text, so that a phone number may be mentioned; several go as one Markdown list,
because a robot may say twenty things a minute only.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import httpx

from bihuan.kernel.notices.letters import ChannelFailed, Letter, LetterRefused

TIMEOUT = 10.0
A_MINUTE = datetime.timedelta(minutes=1)
Json = dict[str, Any]


Compose = Callable[[str, str, Letter, datetime.datetime], tuple[str, Json]]


@dataclass(frozen=True, slots=True)
class Robot:
    """How one product wants its robots addressed, and what its answers mean."""

    compose: Compose  # (address, secret, letter, time) -> address and JSON to post
    code: str  # key of the answer's code; 0 is well
    text: str  # key of the answer's text
    too_fast: frozenset[int]
    refused: frozenset[int]  # codes that speak of the content


def _markdown(letter: Letter) -> str:
    return "\n".join(f"- {line}" for line in letter.lines)


def _signature(key: str, message: str) -> str:
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _wecom(address: str, secret: str, letter: Letter, now: datetime.datetime) -> tuple[str, Json]:
    """企业微信: the key in the address is all there is to prove."""
    if len(letter.lines) > 1:
        content = f"**{letter.title}**\n{_markdown(letter)}"
        return address, {"msgtype": "markdown", "markdown": {"content": content}}
    text = {"content": letter.lines[0], "mentioned_mobile_list": list(letter.phones)}
    return address, {"msgtype": "text", "text": text}


def _dingtalk(
    address: str, secret: str, letter: Letter, now: datetime.datetime
) -> tuple[str, Json]:
    """钉钉: the query has the time (ms) and HMAC-SHA256 of `time\\nsecret` under the secret."""
    if secret:
        stamp = str(int(now.timestamp() * 1000))
        sign = quote_plus(_signature(secret, f"{stamp}\n{secret}"))
        address = f"{address}{'&' if '?' in address else '?'}timestamp={stamp}&sign={sign}"
    if len(letter.lines) > 1:
        markdown = {"title": letter.title, "text": f"### {letter.title}\n{_markdown(letter)}"}
        return address, {"msgtype": "markdown", "markdown": markdown}
    # Only numbers that also stand in the text are mentioned.
    said = "".join(f" @{phone}" for phone in letter.phones)
    return address, {
        "msgtype": "text",
        "text": {"content": letter.lines[0] + said},
        "at": {"atMobiles": list(letter.phones), "isAtAll": False},
    }


def _feishu(address: str, secret: str, letter: Letter, now: datetime.datetime) -> tuple[str, Json]:
    """飞书: the JSON has the time (s) and HMAC-SHA256 of nothing under `time\\nsecret`."""
    body: Json = {}
    if secret:
        stamp = str(int(now.timestamp()))
        body = {"timestamp": stamp, "sign": _signature(f"{stamp}\n{secret}", "")}
    if len(letter.lines) > 1:
        header = {"title": {"tag": "plain_text", "content": letter.title}}
        card = {"header": header, "elements": [{"tag": "markdown", "content": _markdown(letter)}]}
        return address, body | {"msg_type": "interactive", "card": card}
    return address, body | {"msg_type": "text", "content": {"text": letter.lines[0]}}


ROBOTS: Mapping[str, Robot] = {
    "wecom": Robot(
        _wecom, "errcode", "errmsg", frozenset({45009}), frozenset({40008, 40058, 44004, 45002})
    ),
    "dingtalk": Robot(
        _dingtalk, "errcode", "errmsg", frozenset({130101}),
        frozenset({400105, 430101, 430102, 430103, 430104}),
    ),
    "feishu": Robot(_feishu, "code", "msg", frozenset({11232}), frozenset({9499, 19024})),
}  # fmt: skip


def post_letter(kind: str, secrets: Mapping[str, str], letter: Letter) -> None:
    """Post a letter to a robot. Raises LetterRefused or ChannelFailed.

    Neither names the address: whoever knows it may post.
    """
    robot = ROBOTS[kind]
    # The signature must carry the true time, also in a zone whose day is set.
    now = datetime.datetime.now(datetime.UTC)
    address, body = robot.compose(secrets["address"], secrets.get("secret", ""), letter, now)
    try:
        answer = httpx.post(address, json=body, timeout=TIMEOUT)
    except httpx.TimeoutException as error:
        raise ChannelFailed(f"no answer within {TIMEOUT:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ChannelFailed(f"not reached: {type(error).__name__}") from error
    if answer.status_code == 429:
        raise ChannelFailed("HTTP 429: too many messages", _asked_rest(answer))
    try:
        told = answer.json()
        code = int(told[robot.code])
    except (ValueError, KeyError, TypeError) as error:
        raise ChannelFailed(f"HTTP {answer.status_code}, no JSON of a robot") from error
    said = f"{code} {told.get(robot.text, '')}"[:300]
    if code in robot.too_fast:
        raise ChannelFailed(said, A_MINUTE)
    if code in robot.refused:
        raise LetterRefused(said)
    if code:
        raise ChannelFailed(said)


def _asked_rest(answer: httpx.Response) -> datetime.timedelta:
    text = answer.headers.get("Retry-After", "")
    return datetime.timedelta(seconds=min(int(text), 86_400)) if text.isdecimal() else A_MINUTE
