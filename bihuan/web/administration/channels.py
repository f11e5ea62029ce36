"""Notice channels: set them up, quiet hours, and what could not be delivered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from bihuan.kernel.handlers import how_far
from bihuan.kernel.notices.kinds import CHANNEL_KINDS, KINDS
from bihuan.kernel.notices.reads import (
    is_quiet_now,
    list_channels,
    list_undelivered,
    quiet_hours,
)
from bihuan.kernel.notices.writes import (
    ChannelDef,
    configure_channel,
    send_again,
    set_quiet_hours,
)
from bihuan.kernel.org.tree import tree
from bihuan.kernel.permissions import EVERYWHERE, Viewer, require
from bihuan.web.administration.views import _page
from bihuan.web.shared.language import said
from bihuan.web.shared.viewers import signed_in, viewer

SETTINGS = ("host", "port", "security", "user", "sender", "site", "mention")
SECRETS = ("address", "secret", "password")


@signed_in
def channels(request: HttpRequest) -> HttpResponse:
    who = viewer(request)
    require(who, "channel.configure", path=EVERYWHERE)

    def configure(who: Viewer, sent: Any) -> str:
        post = sent.POST
        channel = ChannelDef(
            kind=post["kind"],
            title=post.get("title", ""),
            settings={name: post.get(name, "") for name in SETTINGS},
            secrets={name: post.get(name, "").strip() for name in SECRETS},
            unit=post.get("unit", ""),
            kinds=post.getlist("kinds"),
            language=post.get("language", "zh"),
            is_active=post.get("active") == "1",
        )
        configure_channel(post.get("code", "").strip(), channel, actor=who)
        return said("渠道已保存", "Channel saved")

    def quiet(who: Viewer, sent: Any) -> str:
        post = sent.POST
        set_quiet_hours(
            post.get("start", ""), post.get("end", ""), actor=who,
            free_days=post.get("free_days") == "1", basis=post.get("basis", ""),
        )  # fmt: skip
        return said("免打扰时段已设定", "Quiet hours set")

    def again(who: Viewer, sent: Any) -> str:
        send_again(int(sent.POST["delivery"]), actor=who)
        return said("将再次发送", "It will be sent again")

    return _page(
        request, "channels", {"configure": configure, "quiet": quiet, "again": again},
        lambda: _shown(request, who),
    )  # fmt: skip


def _shown(request: HttpRequest, who: Viewer) -> dict[str, Any]:
    rows = list_channels(who)
    chosen = next((row for row in rows if row.code == request.GET.get("code")), None)
    kind = chosen.kind if chosen else request.GET.get("kind", "")
    return {
        "channels": rows,
        "chosen": chosen,
        "kind": kind if kind in CHANNEL_KINDS else "",
        "channel_kinds": CHANNEL_KINDS.items(),
        "kinds": KINDS.items(),
        "units": list(tree()),
        "quiet": quiet_hours(),
        "is_quiet": is_quiet_now(),
        "undelivered": list_undelivered(who),
        "worker": how_far(who),
    }
