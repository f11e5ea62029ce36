"""A form brings in what another form said of an enterprise; a changed value asks why."""

from __future__ import annotations

from bihuan.kernel.ledgers.models import Record
from tests.kernel.conftest import FIRM, Zone, today, zone  # noqa: F401 - fixtures
from tests.kernel.ledgers.test_elements import add, one_form  # noqa: F401 - fixture
from tests.web.conftest import client

ADD = "/ledgers/other.case/add/"


def test_what_is_known_is_shown_with_its_source_and_confirmed(one_form: Zone) -> None:  # noqa: F811
    first = add(one_form, "tiny", "2022-06-01", weight="1.5", story="两班")
    ann = client("ann")
    sent = {"unit": "S1", "on": "2022-06-20", "name": "乙", "level": "city", "firm": FIRM.lower()}
    looked = ann.post(ADD, sent | {"look": "1"})
    page = looked.content.decode()
    assert looked.status_code == 200
    assert Record.objects.filter(ledger="other.case").count() == 0
    assert f"/records/{first}/" in page
    assert "SX-2022-0001" in page
    assert 'name="weight"\n' in page or 'value="1.5"' in page
    assert 'name="dispute.weight"' in page
    refused = ann.post(ADD, sent | {"weight": "2"})
    assert refused.status_code == 422
    assert "已报 1.5" in refused.content.decode()
    assert ann.post(ADD, sent | {"weight": "2", "dispute.weight": "秤校过了"}).status_code == 302
    assert ann.post(ADD, sent | {"weight": "2"}).status_code == 302, "the newest word is confirmed"
