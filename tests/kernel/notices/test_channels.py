"""Channels beside the app, each against a server on this machine that speaks its protocol."""

from __future__ import annotations

import datetime
import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bihuan.kernel import handlers, replay
from bihuan.kernel.events.models import Event
from bihuan.kernel.ledgers.writes import assign_duty
from bihuan.kernel.notices import mail, outbox, robots
from bihuan.kernel.notices.models import Delivery
from bihuan.kernel.notices.reads import list_channels, list_undelivered
from bihuan.kernel.notices.writes import (
    ChannelDef,
    configure_channel,
    send_again,
    set_quiet_hours,
)
from bihuan.kernel.org import keys
from bihuan.kernel.org.writes import change_person
from bihuan.kernel.periods import clock
from bihuan.kernel.permissions import SYSTEM
from bihuan.kernel.problems import Forbidden, Invalid, NotFound
from tests.kernel.conftest import Zone
from tests.kernel.notices.robot_server import Robots, serving

KINDS = ("wecom", "dingtalk", "feishu")
MAIL = {"host": "mail.example", "port": "25", "sender": "robot@zone.example"}
LONG_AGO = "2022-06-19T00:00:00.000000Z"


@pytest.fixture
def server() -> Iterator[Robots]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def awake(zone: Zone) -> None:
    """Tests run at night too."""
    set_quiet_hours("00:00", "00:00", actor=SYSTEM, free_days=False, basis="测试")


def add(server: Robots, kind: str, code: str = "", **settings: str) -> None:
    channel = ChannelDef(kind, kind, settings=settings, secrets=server.secrets(kind))
    configure_channel(code or kind, channel, actor=SYSTEM)


def tell(zone: Zone, person: str = "leader", count: int = 1) -> None:
    for number in range(count):
        assign_duty(zone.case(f"事项{number}"), "lead", actor=SYSTEM, person=person)


def due_again() -> None:
    """Let the time of the next attempt come."""
    Delivery.objects.filter(status="waiting").update(next_at=LONG_AGO)


def statuses() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("status", flat=True))


def test_a_robot_says_one_notice_as_text_and_several_as_markdown(
    zone: Zone, server: Robots
) -> None:
    for kind in KINDS:
        add(server, kind, mention="1", site="https://zone.example/")
    tell(zone)
    handlers.tick()
    tell(zone, count=3)
    handlers.tick()
    for kind in KINDS:
        one, many = (str(sent) for sent in server.taken[kind])
        assert "leader名：您被指定为“事项0”" in one
        assert "https://zone.example/notices/" in one
        assert ("13800001111" in one) == (kind != "feishu")
        assert "markdown" in many
        assert all(f"- leader名：您被指定为“事项{number}”" in many for number in range(3))
    assert statuses() == ["sent"] * 12
    handlers.tick()
    assert server.asked == dict.fromkeys(KINDS, 2), "nothing is said twice"
    assert replay.differing_projections() == []


def test_a_wrong_secret_is_shown_and_mended_without_losing_a_notice(
    zone: Zone, server: Robots
) -> None:
    for kind in KINDS:
        right = server.secrets(kind)
        wrong = {"secret": "wrong"} if "secret" in right else {"address": right["address"] + "x"}
        configure_channel(kind, ChannelDef(kind, kind, secrets=right | wrong), actor=SYSTEM)
    tell(zone)
    handlers.tick()
    rows = {row.channel: row for row in list_undelivered(SYSTEM)}
    codes = {"wecom": "93000", "dingtalk": "310000", "feishu": "19021"}
    assert {kind: row.error.split()[0] for kind, row in rows.items()} == codes
    for kind, row in rows.items():
        assert (row.status, row.attempts, row.to) == ("waiting", 1, "leader名")
        add(server, kind)
        send_again(row.id, actor=SYSTEM)
    handlers.tick()
    assert statuses() == ["sent"] * 3
    assert list_undelivered(SYSTEM) == []


@pytest.mark.parametrize(
    ("trouble", "error", "minutes"),
    [
        ("limit", "{limit}", 1),
        ("429", "HTTP 429", 10),
        ("500", "HTTP 500", 1),
        ("garbage", "HTTP 200, no JSON", 1),
        ("hang", "no answer within 0.3 s", 1),
    ],
)
def test_a_troubled_robot_rests_and_is_tried_again(
    zone: Zone,
    server: Robots,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
    error: str,
    minutes: int,
) -> None:
    if trouble == "hang":
        monkeypatch.setattr(robots, "TIMEOUT", 0.3)
    limits = {"wecom": "45009", "dingtalk": "130101", "feishu": "11232"}
    for kind in KINDS:
        add(server, kind)
        server.troubles[kind] = [trouble]
    tell(zone)
    before = clock.now()
    handlers.tick()
    for row in Delivery.objects.all():
        assert row.error.startswith(error.format(limit=limits[row.channel]))
        assert row.status == "waiting"
        rest = datetime.datetime.fromisoformat(row.next_at) - before
        assert datetime.timedelta(minutes=minutes) <= rest < datetime.timedelta(minutes=minutes + 1)
    handlers.tick()
    assert server.asked == dict.fromkeys(KINDS, 1), "a resting channel is left alone"
    due_again()
    handlers.tick()
    assert statuses() == ["sent"] * 3


def test_a_refused_letter_holds_up_no_other(zone: Zone, server: Robots) -> None:
    for kind in KINDS:
        add(server, kind)
        server.troubles[kind] = ["refuse"]
    full = outbox.LINES_IN_A_LETTER
    tell(zone, count=full + 1)
    handlers.tick()
    for kind in KINDS:
        rows = Delivery.objects.filter(channel=kind).order_by("id")
        assert [row.status for row in rows] == ["refused"] * full + ["sent"]
    assert len(list_undelivered(SYSTEM)) == full * len(KINDS)
    again = list_undelivered(SYSTEM)[0].id
    send_again(again, actor=SYSTEM)
    handlers.tick()
    assert Delivery.objects.get(id=again).status == "sent"
    with pytest.raises(NotFound, match="delivery-unknown"):
        send_again(again, actor=SYSTEM)


def test_a_dead_channel_holds_up_no_other_and_is_asked_less_and_less(
    zone: Zone, server: Robots
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{probe.getsockname()[1]}/robot/send"
    configure_channel(
        "a-dead", ChannelDef("dingtalk", "x", secrets={"address": dead}), actor=SYSTEM
    )
    add(server, "wecom")
    tell(zone, count=25)
    handlers.tick()
    assert Delivery.objects.filter(channel="wecom", status="sent").count() == 25
    rests = []
    for _ in range(4):
        waiting = Delivery.objects.filter(channel="a-dead", status="waiting")
        assert waiting.count() == 25, "nothing is lost"
        ends = {datetime.datetime.fromisoformat(row.next_at) for row in waiting}
        assert len(ends) == 1, "all of the channel rests"
        rests.append(round((ends.pop() - clock.now()).total_seconds() / 60))
        due_again()
        handlers.tick()
    assert rests == [1, 2, 4, 8]
    error = Delivery.objects.filter(channel="a-dead").exclude(error="")[0].error
    assert error == "not reached: ConnectError"
    assert dead not in error


def test_what_could_not_be_sent_for_days_expires_and_is_shown(zone: Zone, server: Robots) -> None:
    add(server, "wecom")
    server.troubles["wecom"] = ["500"]
    tell(zone)
    handlers.tick()
    Delivery.objects.update(made_at="2022-06-16T00:00:00.000000Z")
    due_again()
    handlers.tick()
    assert [row.status for row in list_undelivered(SYSTEM)] == ["expired"]
    assert server.asked["wecom"] == 1


def test_a_taken_delivery_is_left_to_who_took_it(zone: Zone, server: Robots) -> None:
    add(server, "wecom")
    tell(zone)
    handlers.follow_log()
    (channel,) = outbox.Channel.objects.all()
    assert len(outbox._take(channel)) == 1, "a worker takes it and is killed before it is sent"
    handlers.tick()
    assert "wecom" not in server.asked
    due_again()  # the lease is over
    handlers.tick()
    assert statuses() == ["sent"]


def test_quiet_hours_delay_channels_but_not_the_app(zone: Zone, server: Robots) -> None:
    add(server, "wecom")
    local = clock.now().astimezone(clock.ZONE)
    hour = datetime.timedelta(hours=1)
    set_quiet_hours(
        f"{local - hour:%H:%M}",
        f"{local + hour:%H:%M}",
        actor=SYSTEM,
        free_days=False,
        basis="夜间",
    )
    tell(zone)
    handlers.tick()
    assert outbox.Notice.objects.count() == 1
    assert statuses() == ["waiting"]
    set_quiet_hours("00:00", "00:00", actor=SYSTEM, free_days=False, basis="恢复")
    handlers.tick()
    assert statuses() == ["sent"]
    with pytest.raises(Invalid, match="time-unreadable"):
        set_quiet_hours("25:00", "7", actor=SYSTEM, free_days=False, basis="x")
    with pytest.raises(Forbidden):
        set_quiet_hours("22:00", "07:00", actor=zone.bob, free_days=False, basis="x")


def test_a_channel_takes_its_units_and_its_kinds_only(zone: Zone, server: Robots) -> None:
    secrets = server.secrets("wecom")
    for code, unit, kinds in (
        ("s1", "S1", ()), ("zone", "ZONE", ()), ("chased", "", ("report.chased",)), ("off", "", ())
    ):  # fmt: skip
        channel = ChannelDef(
            "wecom", code, secrets=secrets, unit=unit, kinds=kinds, is_active=code != "off"
        )
        configure_channel(code, channel, actor=SYSTEM)
    tell(zone)
    handlers.tick()
    assert list(Delivery.objects.values_list("channel", flat=True)) == ["zone"]


def test_secrets_stay_out_of_the_log_and_are_kept_when_left_out(zone: Zone, server: Robots) -> None:
    add(server, "dingtalk")
    configure_channel("dingtalk", ChannelDef("dingtalk", "新名称"), actor=SYSTEM)
    tell(zone)
    handlers.tick()
    assert statuses() == ["sent"]
    log = " ".join(Event.objects.values_list("body", flat=True))
    assert "access_token" not in log
    assert "SECdingtalk" not in log
    (row,) = list_channels(SYSTEM)
    assert row.title == "新名称"
    keys.destroy_keys([outbox.Channel.objects.get().secret])
    tell(zone)
    handlers.tick()
    assert "密钥库里没有" in list_undelivered(SYSTEM)[0].error
    add(server, "dingtalk")
    due_again()
    handlers.tick()
    assert statuses() == ["sent", "sent"]
    assert replay.differing_projections() == []


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        (ChannelDef("fax", "x"), "channel-kind-unknown"),
        (ChannelDef("wecom", "x"), "channel-needs"),
        (ChannelDef("email", "x", settings={"host": "a", "port": "25"}), "channel-needs"),
        (ChannelDef("email", "x", settings=MAIL | {"port": "mail"}), "channel-needs"),
        (ChannelDef("email", "x", settings=MAIL | {"user": "robot"}), "channel-needs"),
        (
            ChannelDef("wecom", "x", secrets={"address": "http://robots.example/"}),
            "channel-address",
        ),
        (ChannelDef("wecom", "x", secrets={"address": "file:///etc/passwd"}), "channel-address"),
        (ChannelDef("wecom", "x", kinds=("gossip",)), "notice-kind-unknown"),
    ],
)
def test_channels_that_cannot_work_are_refused(zone: Zone, channel: ChannelDef, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        configure_channel("x", channel, actor=SYSTEM)
    with pytest.raises(Forbidden):
        configure_channel("x", channel, actor=zone.ann)


class Mailbox:
    """What an SMTP server took, and the answers that it will give next instead of 250."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.to: list[str] = []
        self.data: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to:
            return self.to.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data:
            return self.data.pop(0)
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def add_mail(port: int, **settings: str) -> None:
    sent = {"host": "127.0.0.1", "port": str(port), "sender": "闭环 <robot@zone.example>"}
    secrets = {"password": settings.pop("password", "")}
    channel = ChannelDef("email", "邮件", settings=sent | settings, secrets=secrets)
    configure_channel("mail", channel, actor=SYSTEM)


def test_mail_is_sent_to_who_has_an_address(zone: Zone, mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    add_mail(port)
    change_person("leader", email="leader@zone.example", actor=zone.leader)
    tell(zone, "leader", 2)
    tell(zone, "writer")
    handlers.tick()
    (letter,) = box.taken
    assert (letter.mail_from, letter.rcpt_tos) == ("robot@zone.example", ["leader@zone.example"])
    text = letter.content.decode() if isinstance(letter.content, bytes) else ""
    assert "Message-ID: <notice." in text
    assert statuses() == ["sent", "sent", "refused"]
    assert list_undelivered(SYSTEM)[0].error == "no e-mail address"
    assert "leader@zone.example" not in " ".join(Event.objects.values_list("body", flat=True))
    assert replay.differing_projections() == []


@pytest.mark.parametrize(
    ("where", "answer", "status"),
    [
        ("to", "550 no such mailbox", "refused"),
        ("to", "451 greylisted, come again", "waiting"),
        ("data", "554 looks like spam", "refused"),
        ("data", "452 disk full", "waiting"),
    ],
)
def test_a_mail_server_may_say_never_or_later(
    zone: Zone, mailbox: tuple[Mailbox, int], where: str, answer: str, status: str
) -> None:
    box, port = mailbox
    add_mail(port)
    change_person("leader", email="leader@zone.example", actor=zone.leader)
    getattr(box, where).append(answer)
    tell(zone)
    handlers.tick()
    assert [(row.status, row.error) for row in list_undelivered(SYSTEM)] == [(status, answer)]
    send_again(list_undelivered(SYSTEM)[0].id, actor=SYSTEM)
    handlers.tick()
    assert len(box.taken) == 1


def test_a_mail_server_that_is_away_or_silent_or_wants_no_login(
    zone: Zone, mailbox: tuple[Mailbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, port = mailbox
    monkeypatch.setattr(mail, "TIMEOUT", 1)
    change_person("leader", email="leader@zone.example", actor=zone.leader)
    tell(zone)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        add_mail(silent.getsockname()[1])
        handlers.tick()
        assert "timed out" in list_undelivered(SYSTEM)[0].error
    due_again()
    handlers.tick()
    assert "refused" in list_undelivered(SYSTEM)[0].error
    for settings in (
        {"user": "robot", "password": "wrong"},  # the server offers no login
        {"security": "starttls"},
        {"security": "tls"},
    ):
        add_mail(port, **settings)
        due_again()
        handlers.tick()
        assert statuses() == ["waiting"], settings


def test_an_address_that_is_none_is_refused(zone: Zone) -> None:
    with pytest.raises(Invalid, match="email-wrong"):
        change_person("leader", email="nobody", actor=zone.leader)
    with pytest.raises(Forbidden):
        change_person("leader", email="a@b.example", actor=zone.ann)
