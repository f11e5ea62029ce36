"""A point is read again as it is shown: what a ledger exports can come back."""

import pytest

from bihuan.kernel.definitions.field_types import FIELD_TYPES
from bihuan.kernel.definitions.language import FieldDef, Label
from bihuan.kernel.problems import Invalid

SPOT = FieldDef(type="point", title=Label(zh="位置", en="Spot"))


@pytest.mark.parametrize("text", ["114.1, 32.96 (CGCS2000)", "114.1，32.96", "114.1 32.96 WGS84"])
def test_a_point_is_read_as_it_is_shown(text: str) -> None:
    point = FIELD_TYPES["point"]
    value = point.parse(text, SPOT)
    assert point.parse(point.show(value, SPOT), SPOT) == value


def test_a_point_outside_the_country_is_refused() -> None:
    with pytest.raises(Invalid, match="point-outside"):
        FIELD_TYPES["point"].parse("32.96, 114.1", SPOT)
