"""The text of a CSV as offices make it: UTF-8 with or without a mark, or GBK."""


def decode(content: bytes) -> str:
    """Return a sheet's text. Raises ValueError for bytes that are neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("UTF-8, GBK")
