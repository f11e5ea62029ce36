"""What keeps a bulletin from being written or published."""

SENTENCES: dict[str, tuple[str, str]] = {
    "bulletin-unknown": (
        "没有这份简报，或您不能看到它。",
        "There is no such bulletin, or you may not see it.",
    ),
    "bulletin-template-unknown": (
        "没有简报模板 {template}；已安装的有：{known}。",
        "There is no template {template}; installed are: {known}.",
    ),
    "bulletin-kind": (
        "没有简报类别 {kind}，可用：{known}。",
        "There is no kind of bulletin {kind}; known: {known}.",
    ),
    "bulletin-form": (
        "简报没有 {form} 这种文件，可用：{known}。",
        "A bulletin has no {form} file; known: {known}.",
    ),
    "bulletin-heading": ("请写标题。", "Write a heading."),
    "bulletin-mark": (
        "请写机关代字，例如“云开督”，它印在发文字号前面。",
        "Write the issuer's mark; it is printed in front of the number.",
    ),
    "bulletin-too-long": ("最多 {most} 字。", "At most {most} characters."),
    "bulletin-too-many": (
        "一份简报最多 {most} 个数字，请拆成几份。",
        "A bulletin holds at most {most} figures; make several of it.",
    ),
    "bulletin-empty": ("正文是空的。", "The text is empty."),
    "bulletin-fault": ("{fault}", "{fault}"),
    "bulletin-no-value": (
        "“{indicator}”在这一天没有数值（只用已审批的数据）。请换日期，或先完成审批。",
        "“{indicator}” has no value on that day (of approved data alone). Take another day, or have the data approved.",
    ),
    "bulletin-no-split": (
        "按 {split} 拆分，没有“{value}”这一项。",
        "Split by {split} there is no “{value}”.",
    ),
    "bulletin-no-units": (
        "“{unit}”下面没有这一类单元。",
        "There are no such units below “{unit}”.",
    ),
    "bulletin-not-money": (
        "“{indicator}”不能换算成{unit}。",
        "“{indicator}” cannot be given in {unit}.",
    ),
    "bulletin-reason": (
        "请写明退回的理由，写稿人要知道改什么。",
        "Say why it goes back: the writer needs to know what to change.",
    ),
    "bulletin-state": (
        "简报现在是“{state}”，这一步只在“{possible}”时可以办。",
        "The bulletin is “{state}”; this can be done while it is “{possible}”.",
    ),
    "bulletin-figures-moved": (
        "签发之后台账有变化，这些数字已经不同：{figures}。请签发人看过新数字后重新签发。",
        "The ledgers changed since it was signed; these figures differ now: {figures}. Have it signed again with the new ones.",
    ),
    "bulletin-corrects": (
        "只有“更正”能指明所更正的简报，且那份简报须已发布。",
        "Only a correction names the bulletin that it corrects, which must be a published one.",
    ),
    "bulletin-nothing-changed": (
        "这份简报的数字与现在一致，没有要更正的。",
        "The figures of this bulletin still hold; there is nothing to correct.",
    ),
    "four-eyes-bulletin": (
        "这份简报是您本人写的，须由另一人审核、签发。",
        "You wrote this bulletin yourself, so somebody else has to review and sign it.",
    ),
    "four-eyes-signer": (
        "这份简报是您本人审核的，须由另一人签发。",
        "You reviewed this bulletin yourself, so somebody else has to sign it.",
    ),
    "checkpoint-unknown": (
        "没有 {size} 个事件的检查点。",
        "There is no checkpoint over {size} events.",
    ),
    "proof-missing": (
        "{path} 里没有附简报证明；可证明的是 bihuan 发布的 DOCX、PDF，或它们的 JSON。",
        "{path} carries no proof; what can be proved is a DOCX or PDF that bihuan published, or its JSON.",
    ),
    "proof-unreadable": (
        "简报证明读不出来，文件可能被改动或截断。",
        "The proof cannot be read: the file was altered or cut.",
    ),
    "pdf-missing": (
        "这里没有生成 PDF 的库：请安装 bihuan[documents] 和 Pango，或下载 DOCX。",
        "The library for PDF is not installed here: install bihuan[documents] and Pango, or download the DOCX.",
    ),
}
