"""What is wrong with what was sent."""

SENTENCES: dict[str, tuple[str, str]] = {
    "meeting-kind": (
        "没有会议类型 {kind}，可用：{known}。",
        "There is no kind of meeting {kind}; known: {known}.",
    ),
    "figure-elsewhere": (
        "{unit}不在这次会议的范围内，请列入{unit}自己或上级单元的会议。",
        "{unit} lies outside this meeting; bring it before a meeting of its own or of a unit above.",
    ),
    "item-title": ("请写明议题。", "Say what the item is about."),
    "decision-person": (
        "{person}办不了这项任务的第一步，请选{unit}可以“{steps}”的人。",
        "{person} cannot take the task's first step; choose somebody who may for {unit}: {steps}.",
    ),
    "meeting-long-ago": (
        "会议日期 {day} 太早；补录会议最早可填 {first}。",
        "{day} is too long ago; a meeting may be entered late from {first} on.",
    ),
    "decision-past": (
        "办理期限 {day} 已经过去，请填今天或之后的日期。",
        "{day} has passed already; give today or a later day.",
    ),
    "minutes-missing": (
        "还没有起草纪要，请先起草。",
        "There is no draft of the minutes yet; write one first.",
    ),
    "reason-missing": ("请写明理由。", "Give a reason."),
    "basis-missing": ("请写明依据。", "Give a basis."),
    "name-missing": ("请填写姓名。", "Give a name."),
    "field-unknown": ("{ledger}没有这个字段。", "{ledger} has no such field."),
    "field-required": ("必填。", "This is required."),
    "measure-derived": (
        "这一项由系统算出，不能填；请填它所用的数。",
        "This is computed and cannot be entered; enter the numbers that it uses.",
    ),
    "measure-unknown": ("{ledger}没有这个数据项。", "{ledger} has no such measure."),
    "record-void": (
        "{code} 已作废，不能再改；确有其事的，请另行登记。",
        "{code} is void and cannot be changed; if it exists after all, add it anew.",
    ),
    "number-unreadable": ("“{text}”不是数。", "“{text}” is not a number."),
    "number-too-large": ("{number} 太大。", "{number} is too large."),
    "number-too-small": ("{number} 小于最小值 {least}。", "{number} is below the least, {least}."),
    "number-above": ("{number} 大于最大值 {most}。", "{number} is above the most, {most}."),
    "number-digits": (
        "{number} 的小数超过 {digits} 位。",
        "{number} has more than {digits} decimals.",
    ),
    "text-too-long": ("共 {length} 字，超过 {most} 字。", "{length} characters, more than {most}."),
    "text-pattern": (
        "“{text}”的写法不对，应符合 {pattern}。",
        "“{text}” is not written as {pattern} asks.",
    ),
    "text-control": ("含有不可见的控制字符。", "It has invisible control characters."),
    "date-unreadable": (
        "“{text}”不是日期，请写作 2022-05-31。",
        "“{text}” is not a date; write 2022-05-31.",
    ),
    "calendar-year": (
        "{year} 年的放假安排还不在日历里，请在“管理 › 日历”里补上或升级日历。",
        "The calendar does not know the holidays of {year} yet: declare the days under "
        "Administration › Calendar, or upgrade the calendar.",
    ),
    "span-unreadable": (
        "“{text}”不是期限，请写作 15 working days、10 days 或 24 hours。",
        "“{text}” is not a span; write 15 working days, 10 days or 24 hours.",
    ),
    "link-unknown": ("没有“{value}”。", "There is no “{value}”."),
    "derived-differs": (
        "这一项自动计算，应为“{derived}”，送来的却是“{sent}”：请改正所依据的字段，或把这一项留空。",
        "This is computed: it is “{derived}”, not “{sent}”. Mend what it is computed from, or leave it empty.",
    ),
    "period-untyped": (
        "应办周期由系统按规则生成，请留空：自行增加的记录不计入应办数。",
        "The period comes from the rule, by the system. Leave it empty: what is added by hand is not what is owed.",
    ),
    "together-taken": (
        "{code} 的{fields}与这一条都相同，不能重复登记。",
        "{code} has the same {fields} already; nothing is entered twice.",
    ),
    "together-twice": (
        "{fields}与第 {line} 行都相同，不能重复登记。",
        "{fields} are those of row {line}; nothing is entered twice.",
    ),
    "value-taken": ("“{value}”已在另一条记录上。", "“{value}” stands on another record already."),
    "value-twice": ("“{value}”出现了两次。", "“{value}” stands twice."),
    "date-ahead": ("{date} 在今天之后。", "{date} lies ahead of today."),
    "period-unreadable": (
        "“{text}”不是周期，请写作 2022-05、2022Q2、2022H1 或 2022。",
        "“{text}” is not a period; write 2022-05, 2022Q2, 2022H1 or 2022.",
    ),
    "period-not-month": ("{period} 不是一个月。", "{period} is not a month."),
    "period-ahead": ("{period} 还没有到。", "{period} has not begun."),
    "period-unfinished": (
        "{period} 还没有结束，月底之后再报。",
        "{period} is not over yet; report it after its end.",
    ),
    "period-before-record": (
        "{code} 最早可报 {first}，不能报 {period}。",
        "{code} can be reported from {first}, so not for {period}.",
    ),
    "choice-unknown": (
        "“{text}”不在选项之中：{known}。",
        "“{text}” is none of the choices: {known}.",
    ),
    "boolean-unreadable": ("“{text}”不是“是”或“否”。", "“{text}” is neither yes nor no."),
    "code-unreadable": (
        "“{text}”不能作代码：用英文、数字、点、横线。",
        "“{text}” cannot be a code: use letters, digits, dots, hyphens.",
    ),
    "credit-code-wrong": (
        "“{text}”不是有效的统一社会信用代码（校验位不符）。",
        "“{text}” is not a valid social credit code (its check character is wrong).",
    ),
    "industry-wrong": ("“{text}”不是国民经济行业代码。", "“{text}” is not an industry code."),
    "region-wrong": ("“{text}”不是行政区划代码。", "“{text}” is not a region code."),
    "phone-wrong": ("不是有效的电话号码。", "This is not a telephone number."),
    "id-number-wrong": (
        "不是有效的身份证号（校验位不符）。",
        "This is not a valid identity number (its check character is wrong).",
    ),
    "point-unreadable": (
        "“{text}”不是坐标，请写作 114.02,33.01。",
        "“{text}” is not a point; write 114.02,33.01.",
    ),
    "point-outside": (
        "坐标 {text} 在国境之外，经纬度可能写反了。",
        "The point {text} is outside the country; longitude and latitude may be swapped.",
    ),
    "line-unreadable": ("线至少要有两个坐标。", "A line needs two points at least."),
    "evidence-unreadable": (
        "证据应是已上传文件的摘要。",
        "Evidence is named by the digests of uploaded files.",
    ),
    "check-failed": ("不符合校验规则。{advice}", "This breaks a check. {advice}"),
    "check-unexplained": (
        "不符合校验规则；确属实情的，请在“说明”里写明原因。{advice}",
        "This breaks a check; if the number is right, say why in the note. {advice}",
    ),
    "cursor-broken": (
        "翻页位置无效，请从第一页开始。",
        "The page position is not valid; start at the first page.",
    ),
    "order-unknown": ("不能按 {order} 排序。", "There is no order by {order}."),
    "status-unknown": ("没有数据状态 {status}。", "There is no data status {status}."),
    "report-status": (
        "数据现在是“{status}”，不能变为“{to}”。",
        "The report is {status} and cannot become {to}.",
    ),
    "transition-unknown": (
        "没有办理“{transition}”；这个流程有：{known}。",
        "There is no transition “{transition}”; this workflow has: {known}.",
    ),
    "transition-needs": (
        "办理“{transition}”还缺：{fields}。",
        "“{transition}” still needs: {fields}.",
    ),
    "duty-single": ("“{duty}”只能有一人。", "Only one person can hold “{duty}”."),
    "parameter-kind": (
        "{parameter} 的值应与默认值 {default} 同类。",
        "{parameter} must be of the kind of its default, {default}.",
    ),
    "pack-faults": ("业务包有 {count} 处错误：", "The pack has {count} faults:"),
}
