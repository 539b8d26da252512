"""What can be wrong with an upload, in a sentence each."""

from engine import Text

EMPTY = Text("文件是空的", "The file is empty")
TWO_IN_ONE = Text("文件里夹带了另一种文件", "The file hides another kind of file")
SCRIPT = Text("文件里有脚本，请去掉后再传", "The file holds a script; take it out and hand it in again")
ENCRYPTED = Text("文件加了密码，请去掉密码后再传", "The file is locked with a password; unlock it and hand it in again")
BOMB = Text("文件解开以后太大", "The file is too large when unpacked")
PATHS = Text("压缩包里的文件名带有路径", "The names in the archive lead out of it")
PROGRAM = Text("压缩包里有可以运行的程序", "The archive holds a program")
MACROS = Text("文件里有宏，请另存为不带宏的格式", "The file holds macros; save it without them")
PIXELS = Text("图片的尺寸太大", "The picture has too many pixels")
BROKEN = Text("图片已损坏，打不开", "The picture is broken and cannot be opened")
NESTED = Text("压缩包里还有压缩包，请分开传", "The archive holds another archive; hand them in one by one")
ELSEWHERE = Text(
    "文件会从别处取内容，或者夹带别的程序，请另存为普通文件再传",
    "The file fetches something from elsewhere or brings a program along; save it as an ordinary file",
)
UNREADABLE = Text(
    "文件有一部分打不开，请另存一份再传", "A part of the file cannot be read; save it anew and hand it in again"
)
