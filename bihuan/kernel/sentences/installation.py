"""What keeps the installation itself from working."""

SENTENCES: dict[str, tuple[str, str]] = {
    "not-initialised": (
        "这里还没有安装：请先运行 bihuan init 或 bihuan demo。",
        "Nothing is installed here yet: run bihuan init or bihuan demo first.",
    ),
    "documents-missing": (
        "这里没有装 DOCX 的库：请安装 bihuan[documents]，或打印网页版。",
        "The library for DOCX is not installed here: install bihuan[documents], or print the page.",
    ),
    "port-taken": (
        "端口 {port} 已有程序在用。请停掉它，或用 --port 换一个。",
        "Port {port} is in use by another program. Stop it, or take another one with --port.",
    ),
    "disk-full": (
        "磁盘已满，什么都没有写入。请腾出空间后重试。",
        "The disk is full and nothing was written. Make room, then try again.",
    ),
    "file-error": (
        "读写不了文件 {file}：{why}。",
        "The file {file} cannot be used: {why}.",
    ),
    "database-unreachable": (
        "连不上数据库 {name}（{host}:{port}）：{why}。请检查 DATABASE_URL 和数据库是否在运行。",
        "The database {name} at {host}:{port} cannot be reached: {why}. Check DATABASE_URL and that it runs.",
    ),
    "configuration-wrong": ("配置有误：{why}", "The configuration is wrong: {why}"),
    "database-busy": (
        "数据库正忙，什么都没有写入。请稍后重试。",
        "The database is busy and nothing was written. Try again in a moment.",
    ),
    "key-missing": (
        "密钥 {key} 不在密钥库里，不能再写入这个人的信息。",
        "Key {key} is not in the key store, so nothing more can be written about this person.",
    ),
    "master-key-wrong": (
        "主密钥与密钥库不符，请恢复 keys 文件夹的备份。",
        "The master key does not fit the key store; restore the backup of the keys folder.",
    ),
    "sealed-broken": (
        "加密字段 {field} 无法解开，内容或密钥被改动过。",
        "The sealed field {field} cannot be opened: its content or key was changed.",
    ),
    "secret-missing": (
        "密钥库里没有 {secret} 号机密，请重新填写这个通知渠道。",
        "The key store has no secret {secret}: enter this notice channel anew.",
    ),
    "checkpoint-unreadable": ("这不是一份检查点。", "This is not a checkpoint."),
    "checkpoint-key": (
        "检查点公钥读不出来：应是“名称+八位十六进制数+Base64”一行，或存有这一行的文件。",
        "The checkpoint's public key cannot be read: give the line “name+hash+Base64”, or a file that holds it.",
    ),
    "checkpoint-signature": ("检查点的签名不成立。", "The checkpoint's signature does not hold."),
    "checkpoint-key-missing": (
        "缺少签名密钥 {path}，不能签发或核对检查点。",
        "The signing key {path} is missing, so no checkpoint can be signed or checked.",
    ),
    "log-broken": (
        "日志的存储不完整，请运行 bihuan verify。",
        "The stored log is incomplete; run bihuan verify.",
    ),
    "bundle-unreadable": ("{path} 不是日志包。", "{path} is not a log bundle."),
    "home-not-empty": (
        "{path} 里已有安装；要覆盖请加 --force。",
        "{path} holds an installation already; add --force to replace it.",
    ),
    "backup-broken": (
        "备份核验不通过，没有恢复，原有的安装没有改动：{why}",
        "The backup does not verify; nothing was restored and what was here is untouched: {why}",
    ),
    "backup-other-database": (
        "{path} 是另一种数据库（SQLite 或 PostgreSQL）的备份，请按它设定 DATABASE_URL。",
        "{path} is a backup of the other kind of database (SQLite, PostgreSQL); set DATABASE_URL accordingly.",
    ),
    "restore-keys-missing": (
        "没有检查点公钥，不能核验备份：请用 --keys 给出密钥备份。什么都没有改动。",
        "Without the checkpoint key the backup cannot be verified: give the backup of the keys with --keys. "
        "Nothing was changed.",
    ),
    "restore-needs-database": (
        "备份要先在临时数据库里核验，请给数据库用户 CREATEDB 权限。什么都没有改动。",
        "The backup is verified in a temporary database first: give the database user CREATEDB. Nothing was changed.",
    ),
    "database-program": ("{program} 没有成功：{why}", "{program} failed: {why}"),
    "archive-unreadable": (
        "{path} 不是能读的 ZIP：请把业务包文件夹压缩成不加密的 ZIP。",
        "{path} is no ZIP that can be read: send the pack's folder as a ZIP without a password.",
    ),
    "archive-too-large": (
        "业务包最多 {files} 个文件、共 {most} MB。",
        "A pack has at most {files} files and {most} MB in all.",
    ),
    "backup-unreadable": ("{path} 不是备份。", "{path} is not a backup."),
    "sheet-unreadable": ("{path} 读不出来：{why}。", "{path} cannot be read: {why}."),
    "sheet-header": (
        "没有这一列：{columns}；可用：{known}。",
        "There is no such column: {columns}; known: {known}.",
    ),
    "sheet-column-missing": (
        "缺少这一列：{columns}；可用：{known}。",
        "A column is missing: {columns}; known: {known}.",
    ),
    "sheet-cells": (
        "有 {cells} 格，表头有 {columns} 列。",
        "It has {cells} cells and the heading has {columns}.",
    ),
    "sheet-cell-missing": ("{column} 是空的。", "{column} is empty."),
    "pair-unreadable": (
        "“{text}”读不懂，请写 名称=值；可用：{known}。",
        "“{text}” cannot be read; write name=value, of: {known}.",
    ),
    "sheet-heading-twice": (
        "“{column}”一列出现了两次，留下哪一列？",
        "The column “{column}” stands twice; keep one of them.",
    ),
    "sheet-row-long": (
        "这一行比表头多出 {count} 格：{cells}。",
        "This row has {count} cells more than the heading: {cells}.",
    ),
    "sheet-state": (
        "导入的记录都从“{initial}”开始，不能直接导入为“{state}”；请清空这一格，导入后再办理。",
        "Imported records begin as “{initial}”, not as “{state}”; clear the cell, and move the record afterwards.",
    ),
    "demo-elsewhere": (
        "{path} 已有一个不是演示区的安装，演示请另设 BIHUAN_HOME。",
        "{path} holds an installation that is no demo zone; set BIHUAN_HOME to another folder.",
    ),
    "evidence-too-large": (
        "文件 {size} MB，超过 {most} MB。",
        "The file has {size} MB, more than {most} MB.",
    ),
    "evidence-type": (
        "不接受这种文件；可用：图片、PDF、Word/Excel（不含宏）、MP4、文本。",
        "This kind of file is not taken; images, PDF, Word and Excel without macros, MP4 and text are.",
    ),
    "kinds-missing": (
        "请至少写出一类，如 --kinds 堤防=Dyke,泵站=Pump。",
        "Name one kind at least, such as --kinds 堤防=Dyke,泵站=Pump.",
    ),
    "kind-twice": (
        "“{kind}”写了两次，每一类只写一次。",
        "{kind} stands there twice; name each kind once.",
    ),
    "evidence-media": (
        "{file}不是{wanted}；这一项只收{wanted}，请另选文件。",
        "{file} is not {wanted}, and only that is taken here; choose another file.",
    ),
    "evidence-empty": ("文件是空的。", "The file is empty."),
    "evidence-lost": (
        "证据文件 {digest} 不在证据库里，请由备份恢复。",
        "The evidence file {digest} is gone from the store; restore it from a backup.",
    ),
    "evidence-altered": (
        "证据文件 {digest} 被改动过，请由备份恢复。",
        "The evidence file {digest} was altered; restore it from a backup.",
    ),
    "evidence-unknown": (
        "没有这份证据，或您不能查看。",
        "There is no such evidence, or you may not see it.",
    ),
}
