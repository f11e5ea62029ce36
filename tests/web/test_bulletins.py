"""Bulletins on screen: written with a live preview, signed by others, published, proved by anybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from bihuan.documents.proving import prove_file
from bihuan.kernel.bulletins.reads import list_bulletins
from bihuan.kernel.org.models import Account
from tests.kernel.bulletins.conftest import Press, press  # noqa: F401 - fixtures
from tests.kernel.conftest import today, zone  # noqa: F401 - fixtures
from tests.web.conftest import client


def page(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_bulletin_goes_from_its_template_to_a_page_for_everybody(
    press: Press,  # noqa: F811
    tmp_path: Path,
) -> None:
    wen, dot, cat = client("wen"), client("dot"), client("cat")
    made = wen.post("/bulletins/", {"template": "tiny.monthly", "unit": "ZONE"})
    address = made["Location"]
    html = page(wen, address)
    assert "18.00亿元" in html and "/trace/tiny.completion/?unit=ZONE" in html
    sent = {"heading": "通报", "on": "2022-06-20", "text": "完成{{ invested_total on=month_end }}，<i>{{ ghosts }}",
            "mark": "云开督", "copies": "市<督查室>"}  # fmt: skip
    answer = wen.post(f"{address}preview/", sent)
    preview = answer.content.decode()
    assert "18.00亿元</a>，&lt;i&gt;" in preview and "第 1 行: 没有指标 ghosts。" in preview
    refused = wen.post(f"{address}submit/step/", sent)
    assert refused.status_code == 422 and "没有指标 ghosts" in refused.content.decode()
    assert "&lt;i&gt;{{ ghosts }}" in refused.content.decode(), "what was typed is not lost"
    stale = wen.post(f"{address}save/step/", sent | {"seen": "1"})
    assert stale.status_code == 409
    sent["text"] = "完成{{ invested_total on=month_end }}。"
    assert wen.post(f"{address}submit/step/", sent).status_code == 302
    waits = " ".join(page(wen, address).split())
    assert "dot名" in waits and "cat名" in waits and "写稿人不能审核" in waits
    assert "请审核" in page(dot, "/inbox/") and "请审核" not in page(wen, "/inbox/")
    assert wen.post(f"{address}review/step/").status_code == 403
    assert dot.post(f"{address}return/step/", {"reason": ""}).status_code == 422
    assert dot.post(f"{address}review/step/").status_code == 302
    assert "签发" in page(cat, address) and cat.post(f"{address}sign/step/").status_code == 302
    assert dot.post(f"{address}publish/step/").status_code == 302
    assert dot.post(f"{address}publish/step/").status_code == 409
    assert dot.post(f"{address}no-such/step/").status_code == 404
    assert "已发布" in page(dot, "/bulletins/?state=published")
    assert page(dot, "/bulletins/touched/").strip() == ""

    anybody = Client()
    (row,) = list_bulletins(press.dot)
    public = f"/public/{row.id}/"
    assert public in page(anybody, "/public/")
    html = page(anybody, public)
    assert "云开督〔2022〕1号" in html and "抄送：市&lt;督查室&gt;。" in html
    (link,) = re.findall(rf'href="({public}figures/1/)"', html)
    proof = page(anybody, link)
    assert "2 条（只计数，不公开）" in proof and "检查点" in proof and "甲" not in proof
    for form in ("docx", "pdf", "json"):
        path = tmp_path / f"b.{form}"
        path.write_bytes(anybody.get(f"{public}bulletin.{form}").content)
        assert prove_file(path, page(anybody, "/public/key/"))[0].ok
    assert anybody.get(f"{public}bulletin.xlsx").status_code == 200
    page(anybody, f"{public}figures/2/", 404)
    page(anybody, f"{public}bulletin.exe", 404)


def test_only_what_is_published_is_public_and_drafts_keep_to_their_unit(
    press: Press,  # noqa: F811
) -> None:
    draft = press.draft()
    anybody = Client()
    for address in (f"/public/{draft}/", f"/public/{draft}/bulletin.pdf", "/public/99999999/"):
        page(anybody, address, 404)
    assert anybody.get(f"/bulletins/{draft}/").status_code == 302, "to the login"
    page(client("ann"), f"/bulletins/{draft}/", 404)
    page(client("auditor"), f"/bulletins/{draft}/")
    assert Account.objects.count() == 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_corrections_are_listed_and_drafted_in_both_languages(
    press: Press,  # noqa: F811
    language: str,
) -> None:
    bulletin = press.publish()
    wen = client("wen", language)
    press.report(press.cases[1], "30000", seen=press.seen(press.cases[1]), reason="漏报")
    html = page(wen, "/bulletins/touched/")
    assert "<del>18.00亿元</del>" in html and "19.00亿元" in html
    made = wen.post(f"/bulletins/{bulletin}/correct/step/")["Location"]
    assert made in page(wen, "/bulletins/touched/")
    assert "更正为" in page(wen, made)
    for address in (
        "/bulletins/",
        "/public/",
        f"/public/{bulletin}/",
        f"/public/{bulletin}/figures/1/",
    ):
        assert "{%" not in page(wen, address)
