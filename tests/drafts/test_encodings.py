"""Bytes of a draft: the encodings that Chinese offices use, and what is no text."""

import pytest

from bihuan.drafts.encodings import Undecodable, decode

TEXT = "完成投资129.62亿元，占80.41%。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_it_reads(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"PK\x03\x04 a document", "draft-not-text", 0),
        (b"%PDF-1.7", "draft-not-text", 0),
        (b"\xd0\xcf\x11\xe0", "draft-not-text", 0),
        (b"a\x00b", "draft-not-text", 0),
        (TEXT.encode() + "亿元".encode("gbk") + b"\xff\xff", "draft-encoding", 2),
    ],
)
def test_it_refuses(data: bytes, code: str, line: int) -> None:
    with pytest.raises(Undecodable) as caught:
        decode(data)
    assert (caught.value.code, caught.value.line) == (code, line)
