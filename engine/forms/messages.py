"""What a form says about an answer. Every sentence says how to put it right."""

from engine.text import Text

Number = object

REQUIRED = Text("没有填写", "This is not filled in")
CHOOSE = Text("没有选择", "Nothing is chosen")
UPLOAD = Text("没有上传文件", "No file is uploaded")
TICK = Text("须由您本人勾选后才能提交", "You have to tick this yourself before sending")
UNKNOWN = Text("表单里没有这一项", "The form has no such field")
NOT_TEXT = Text("应当是一段文字", "This has to be text")
NOT_NUMBER = Text("应当是数字，例如 86 或 86.5", "This has to be a number, such as 86 or 86.5")
NOT_WHOLE = Text("应当是整数", "This has to be a whole number")
TOO_LONG_NUMBER = Text("数字过长", "The number has too many digits")
NOT_MONEY = Text("应当是金额，例如 1200 或 1200.50", "This has to be an amount, such as 1200 or 1200.50")
CENTS = Text("金额最多到分（两位小数）", "An amount has at most two decimal places")
NOT_DATE = Text("应当是日期，例如 2026-11-25", "This has to be a date, such as 2026-11-25")
NOT_OPTION = Text("不在可选的范围内", "This is not one of the choices")
NOT_YESNO = Text("应当选“是”或者“否”", "Choose yes or no")
NOT_FILE = Text("文件没有收到，须重新上传", "The file did not arrive; upload it again")
NOT_GROUP = Text("这一组没有填全", "This group is not filled in")
NOT_ROWS = Text("应当是一行一行的内容", "This has to be a list of rows")
REPEATED = Text("有重复的内容", "Something is there twice")
NOT_PHONE = Text(
    "电话号码不对：手机 11 位，固定电话带区号，例如 0900-1234567",
    "This is no phone number: 11 digits for a mobile, or a landline with its area code, such as 0900-1234567",
)
NOT_EMAIL = Text("电子邮箱地址不对，例如 name@example.cn", "This is no e-mail address, such as name@example.cn")
PATTERN = Text("格式不对", "This is not in the expected form")
NOT_ALLOWED = Text("不符合这份表单的要求", "This does not fit what the form asks for")

ID_LENGTH = Text("居民身份证号是 18 位", "A resident identity number has 18 characters")
ID_FORM = Text(
    "居民身份证号前 17 位是数字，末位是数字或 X",
    "A resident identity number is 17 digits and a last digit or X",
)
ID_REGION = Text("居民身份证号前两位不是地区代码", "The identity number does not begin with a region code")
ID_BIRTH = Text("居民身份证号里的出生日期不存在", "The date of birth in the identity number does not exist")
ID_SUM = Text(
    "居民身份证号校验位不对，核对是否有输错的数字",
    "The identity number's check digit is wrong; look for a mistyped digit",
)
USCC_LENGTH = Text("统一社会信用代码是 18 位", "A unified social credit code has 18 characters")
USCC_FORM = Text(
    "统一社会信用代码由数字和大写字母组成，不含 I、O、S、V、Z",
    "A unified social credit code has digits and capital letters other than I, O, S, V and Z",
)
USCC_SUM = Text(
    "统一社会信用代码校验位不对，核对是否有输错的字符",
    "The credit code's check character is wrong; look for a mistyped character",
)
PASSPORT = Text("护照号码是 6 至 12 位字母和数字", "A passport number has 6 to 12 letters and digits")


def at_least(limit: Number) -> Text:
    return Text(f"不能小于 {limit}", f"This cannot be less than {limit}")


def at_most(limit: Number) -> Text:
    return Text(f"不能大于 {limit}", f"This cannot be more than {limit}")


def more_than(limit: Number) -> Text:
    return Text(f"应当大于 {limit}", f"This has to be more than {limit}")


def less_than(limit: Number) -> Text:
    return Text(f"应当小于 {limit}", f"This has to be less than {limit}")


def multiple_of(step: Number) -> Text:
    return Text(f"应当是 {step} 的整数倍", f"This has to be a multiple of {step}")


def not_before(limit: Number) -> Text:
    return Text(f"不能早于 {limit}", f"This cannot be before {limit}")


def not_after(limit: Number) -> Text:
    return Text(f"不能晚于 {limit}", f"This cannot be after {limit}")


def too_short(length: Number) -> Text:
    return Text(f"至少写 {length} 个字", f"Write at least {length} characters")


def too_long(length: Number) -> Text:
    return Text(f"最多写 {length} 个字", f"Write at most {length} characters")


def too_few_choices(count: Number) -> Text:
    return Text(f"至少选 {count} 项", f"Choose at least {count}")


def too_many_choices(count: Number) -> Text:
    return Text(f"最多选 {count} 项", f"Choose at most {count}")


def too_few_rows(count: Number) -> Text:
    return Text(f"至少填 {count} 行", f"Fill in at least {count} rows")


def too_many_rows(count: Number) -> Text:
    return Text(f"最多填 {count} 行", f"Fill in at most {count} rows")


def wrong_type(accept: tuple[str, ...]) -> Text:
    kinds = [kind.lstrip(".").upper() for kind in accept]
    return Text(f"只收 {'、'.join(kinds)} 文件", f"Only {', '.join(kinds)} files are taken")


def too_big(limit: int) -> Text:
    size = f"{limit // (1024 * 1024)} MB" if limit >= 1024 * 1024 else f"{limit // 1024} KB"
    return Text(f"文件不能超过 {size}", f"The file cannot be larger than {size}")
