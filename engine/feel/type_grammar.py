"""The grammar of types (DMN 1.5, 10.3.1.2, rules 52 to 54)."""

from engine.feel import nodes as n
from engine.feel.reader import Reader

LONG_TYPES = (
    "days and time duration", "day time duration", "years and months duration", "year month duration",
    "date and time", "working days", "calendar days",
)  # fmt: skip


class TypeGrammar(Reader):
    """How a type is written."""

    def type(self) -> n.TypeNode:
        """A type, with what stands in its angle brackets."""
        self.deeper(self.token.at)
        tree = self._type()
        self.depth -= 1
        return tree

    def _type(self) -> n.TypeNode:
        at = self.token.at
        if self.sees_after(1, "<"):
            if self.sees("list", "range"):
                return self._generic(self.take().text, at)
            if self.sees("context"):
                return self._context_type(at)
            if self.sees("function"):
                return self._function_type(at)
        return n.TypeNode(at, self._type_name())

    def _generic(self, name: str, at: int) -> n.TypeNode:
        self.expect("<")
        part = self.type()
        self.expect(">")
        return n.TypeNode(at, name, (part,))

    def _context_type(self, at: int) -> n.TypeNode:
        self.take()
        self.expect("<")
        names: list[str] = []
        parts: list[n.TypeNode] = []
        while not self.sees(">"):
            names.append(self.new_name(":"))
            self.expect(":")
            parts.append(self.type())
            if not self.accept(","):
                break
        self.expect(">")
        return n.TypeNode(at, "context", tuple(parts), tuple(names))

    def _function_type(self, at: int) -> n.TypeNode:
        self.take()
        self.expect("<")
        parts: list[n.TypeNode] = []
        while not self.sees(">"):
            parts.append(self.type())
            if not self.accept(","):
                break
        self.expect(">")
        self.expect("->")
        parts.append(self.type())
        return n.TypeNode(at, "function", tuple(parts))

    def _type_name(self) -> str:
        for name in LONG_TYPES:
            words = name.split()
            if all(self.sees_after(i, w) for i, w in enumerate(words)):
                self.index += len(words)
                return name
        if self.sees("null", "function"):
            return self.take().text
        name = self.known_name()
        while self.sees("."):
            self.take()
            name = f"{name}.{self.known_name()}"
        return name
