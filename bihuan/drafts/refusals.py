"""Why a draft or its file is not checked: a sentence in Chinese and English for each code."""

from __future__ import annotations

REFUSALS: dict[str, tuple[str, str]] = {
    "draft-too-large": (
        "稿件 {size} MB，超过 {most} MB；请分篇核对。",
        "The draft has {size} MB, more than {most} MB; check it in parts.",
    ),
    "draft-not-text": (
        "{path} 不是稿件；能读的有 TXT、DOCX 和带文字的 PDF。",
        "{path} is no draft; what can be read is TXT, DOCX, and PDF with text.",
    ),
    "draft-encoding": (
        "{path} 第 {line} 行的编码读不出；请另存为 UTF-8 或 GBK。",
        "Line {line} of {path} is in no known encoding; save it as UTF-8 or GBK.",
    ),
    "draft-mixed-encodings": (
        "{path} 里混着两种编码（第 {line} 行是 UTF-8，其余是 GBK）；请全文另存为 UTF-8。",
        "{path} mixes two encodings (line {line} is UTF-8, the rest GBK); save all of it as UTF-8.",
    ),
    "draft-old-word": (
        "{path} 是旧版 Word（.doc）；请另存为 .docx，或把文字粘贴进来。",
        "{path} is a Word file of the old kind (.doc); save it as .docx, or paste its text.",
    ),
    "draft-macros": (
        "{path} 带有宏，不予打开；请另存为不带宏的 .docx，或把文字粘贴进来。",
        "{path} holds macros and is not opened; save it as .docx without macros, or paste its text.",
    ),
    "draft-bomb": (
        "{path} 解开后大得异常，不予打开；请把文字粘贴进来。",
        "{path} unpacks to an abnormal size and is not opened; paste its text instead.",
    ),
    "draft-broken": (
        "{path} 已损坏，读不出来；请重新导出，或把文字粘贴进来。",
        "{path} is damaged and cannot be read; export it anew, or paste its text.",
    ),
    "draft-locked": (
        "{path} 加了密码；请另存一份不加密的，或把文字粘贴进来。",
        "{path} is locked by a password; save one without, or paste its text.",
    ),
    "draft-too-many-pages": (
        "{path} 页数超过 300；请分篇核对。",
        "{path} has more than 300 pages; check it in parts.",
    ),
    "draft-without-text": (
        "{path} 里没有文字（可能是扫描件）；请先做文字识别，或把文字粘贴进来。",
        "{path} holds no text (a scan, perhaps); recognise its text first, or paste it.",
    ),
    "draft-too-long": (
        "稿件超过 {most} 字；请分篇核对。",
        "The draft has more than {most} characters; check it in parts.",
    ),
    "draft-empty": ("请先粘贴稿件，或选一个文件。", "Paste a draft, or choose a file first."),
    "draft-check-unknown": (
        "没有这次核稿，或不是您本人做的。",
        "There is no such check, or it is not yours.",
    ),
    "draft-number-unknown": (
        "稿件里这个位置没有可以指认的数；请重新核对后再选。",
        "There is no number at this place of the draft to choose for; check it again, then choose.",
    ),
    "phrase-too-short": (
        "这个数前后没有可以记住的词；请把这句话写完整再选。",
        "There are no words around this number to remember; complete the sentence, then choose.",
    ),
    "phrase-unknown": ("没有这条说法。", "There is no such phrase."),
    "phrase-revoked": ("这条说法已经停用。", "This phrase is no longer in use."),
}
