"""FEEL tokens -> syntax tree. Read it beside DMN 1.5, 10.3.1.2; ``rule n`` are its grammar rules.

Binary operators climb by their level (rule 2 and the table of precedence); everything else descends.
"""

from collections.abc import Callable

from engine.feel import nodes as n
from engine.feel.budget import MAX_NESTING, too_much
from engine.feel.known import KnownNames
from engine.feel.lexer import KEYWORDS
from engine.feel.literals import at_literal, number_literal
from engine.feel.reader import Reader
from engine.feel.type_grammar import TypeGrammar

LEVELS = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "between": 3, "in": 3,
          "+": 4, "-": 4, "*": 5, "/": 5, "**": 6}  # fmt: skip
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
ADDITIVE = 4
JOINING = ("and", "or", "then", "else", "return", "satisfies", "in", "between", "instance")
CONSTANTS = {"true": True, "false": False, "null": None}


def parse_expression(source: str, known: KnownNames) -> n.Node:
    """The tree of one expression (rule 1). Raises FeelError."""
    return _whole(source, known, lambda g: g.expression())


def parse_unary_tests(source: str, known: KnownNames) -> n.UnaryTests:
    """The tree of a decision table's cell (rule 17). Raises FeelError."""
    tree = _whole(source, known, lambda g: g.unary_tests())
    assert isinstance(tree, n.UnaryTests)
    return tree


def _whole(source: str, known: KnownNames, rule: "Callable[[Grammar], n.Node]") -> n.Node:
    grammar = Grammar(source, known)
    try:
        tree = rule(grammar)
    except RecursionError:
        raise too_much("嵌套过深", "is nested too deeply") from None
    if grammar.token.kind != "end":
        raise grammar.unexpected()
    return tree


class Grammar(TypeGrammar, Reader):
    """One method per rule, in the order of the standard's table."""

    def expression(self) -> n.Node:
        """Rule 1."""
        self.deeper(self.token.at)
        tree = self.binary(1)
        self.depth -= 1
        return tree

    def binary(self, level: int, first: n.Node | None = None) -> n.Node:
        """Rules 4, 19 to 25, 47 to 49: operators of at least ``level``, left to right; ``first`` is read already."""
        left = first or self.unary()
        while True:
            token = self.token
            found = LEVELS.get(token.text, 0) if token.kind in ("op", "name") else 0
            if found < level or found == 0:
                return left
            self.take()
            left = self._joined(token.text, found, left, token.at)

    def _joined(self, operator: str, level: int, left: n.Node, at: int) -> n.Node:
        if operator == "between":
            low = self.binary(ADDITIVE)
            self.expect("and")
            return n.Between(at, left, low, self.binary(ADDITIVE))
        if operator == "in":
            return n.In(at, left, self._in_tests())
        right = self.binary(level + 1)
        if level <= 2:
            items = left.items if isinstance(left, n.Logic) and left.operator == operator else (left,)
            return n.Logic(at, operator, (*items, right))
        if level == 3:
            return n.Comparison(at, operator, left, right)
        return n.Arithmetic(at, operator, left, right)

    def _in_tests(self) -> tuple[n.Node, ...]:
        if not self.sees("("):
            return (self._test(),)
        at = self.take().at
        first = self._first_of_range_or(at, False)
        if isinstance(first, n.RangeOf) and first.at == at:
            return (first,)
        tests = [first]
        while self.accept(","):
            tests.append(self.unary_test())
        self.expect(")")
        if len(tests) == 1 and not isinstance(first, n.UnaryComparison):
            # Brackets around one expression may be the beginning of a longer one: x in (a)[1], x in (a + b) * c.
            return (self.binary(ADDITIVE, self.instances(self.postfixes(first))),)
        return tuple(tests)

    def _test(self) -> n.Node:
        if self.sees(*COMPARISONS):
            token = self.take()
            return n.UnaryComparison(token.at, token.text, self.binary(ADDITIVE))
        return self.binary(ADDITIVE)

    def unary_test(self) -> n.Node:
        """Rule 7 or any expression: one test of a list of tests."""
        return self._test() if self.sees(*COMPARISONS) else self.expression()

    def unary_tests(self) -> n.Node:
        """Rules 13 to 17."""
        at = self.token.at
        if self.token.kind == "end" or (self.sees("-") and self.tokens[self.index + 1].kind == "end"):
            self.take()
            return n.UnaryTests(at, (), False)
        negated = self._sees_negation()
        if negated:
            self.index += 2
        tests = [self.unary_test()]
        while self.accept(","):
            tests.append(self.unary_test())
        if negated:
            self.expect(")")
        return n.UnaryTests(at, tuple(tests), negated)

    def _sees_negation(self) -> bool:
        """``not(`` … ``)`` around the whole cell; ``not(a) and b`` is an expression."""
        if not (self.sees("not") and self.sees_after(1, "(")):
            return False
        depth = 0
        for index in range(self.index + 1, len(self.tokens) - 1):
            token = self.tokens[index]
            if token.kind == "op":
                depth += (token.text == "(") - (token.text == ")")
            if depth == 0:
                return self.tokens[index + 1].kind == "end"
        return False

    def unary(self) -> n.Node:
        """Rule 26, and rule 51 which binds closer."""
        signs: list[int] = []
        while self.sees("-"):
            signs.append(self.take().at)
            if len(signs) > MAX_NESTING:
                raise too_much("负号过多", "has too many minus signs")
        negative = bool(signs) and self.token.kind == "number"
        tree = self.instance_of(negative)
        for at in reversed(signs[:-1] if negative else signs):
            tree = n.Negation(at, tree)
        return tree

    def instance_of(self, negative: bool = False) -> n.Node:
        """Rule 51."""
        return self.instances(self.postfixes(self.primary(negative)))

    def instances(self, tree: n.Node) -> n.Node:
        """What may follow a value that rule 51 begins with."""
        while self.sees("instance") and self.sees_after(1, "of"):
            at = self.take().at
            self.take()
            tree = n.InstanceOf(at, tree, self.type())
        return tree

    def postfixes(self, tree: n.Node) -> n.Node:
        """Paths, filters and invocations after a value (rules 20, 39, 50)."""
        while True:
            at = self.token.at
            if self.accept("."):
                tree = n.Path(at, tree, self.property_name())
            elif self.sees("(") and not isinstance(tree, n.Literal):
                tree = self._call(tree)
            elif self.sees("[") and self._begins_filter():
                self.take()
                tree = n.Filter(at, tree, self.expression())
                self.expect("]")
            else:
                return tree

    def _begins_filter(self) -> bool:
        """Not so in ``]1..5[``, where nothing that could be a condition follows."""
        after = self.tokens[self.index + 1]
        if after.kind == "op":
            return after.text in ("(", "[", "{", "-", "@", "]")
        return after.kind != "end" and not (after.kind == "name" and after.text in JOINING)

    def _call(self, function: n.Node) -> n.Node:
        at = self.take().at
        args: list[n.Node] = []
        names: list[str] = []
        if not self.sees(")"):
            named = self.sees_label()
            while True:
                if named:
                    if not self.sees_label():
                        raise self.unexpected()
                    names.append(self.new_name(":"))
                    self.expect(":")
                args.append(self.unary_test())
                if not self.accept(","):
                    break
        self.expect(")")
        return n.Call(at, function, tuple(args), tuple(names))

    def primary(self, negative: bool = False) -> n.Node:
        """Literals, names, brackets and the forms that begin with a word (rules 27 to 38, 44 to 46, 52 to 59)."""
        token = self.token
        if token.kind == "number":
            self.take()
            value = number_literal(self.source, token)
            return n.Literal(token.at, value.copy_negate() if negative and value else value)
        if token.kind == "string":
            self.take()
            return n.Literal(token.at, token.text)
        if token.kind == "op":
            return self._bracket()
        if token.kind == "name":
            return self._word()
        raise self.unexpected()

    def _bracket(self) -> n.Node:
        token = self.token
        if token.text == "@" and self.tokens[self.index + 1].kind == "string":
            self.take()
            return n.Literal(token.at, at_literal(self.source, self.take()))
        if token.text == "(":
            self.take()
            tree = self._first_of_range_or(token.at, False)
            if not (isinstance(tree, n.RangeOf) and tree.at == token.at):
                self.expect(")")
            return tree
        if token.text == "[":
            return self._list_or_range()
        if token.text == "]":
            self.take()
            tree = self._first_of_range_or(token.at, False)
            if isinstance(tree, n.RangeOf) and tree.at == token.at:
                return tree
        if token.text == "{":
            return self._context()
        raise self.unexpected()

    def _first_of_range_or(self, at: int, low_closed: bool) -> n.Node:
        """After an opening bracket: the whole range when ``..`` follows, else the first expression only."""
        if self.sees(*COMPARISONS):
            return self._test()
        first = self.expression()
        if not self.accept(".."):
            return first
        last = self.expression()
        if not self.sees(")", "]", "["):
            raise self.unexpected("]")
        return n.RangeOf(at, first, last, low_closed, self.take().text == "]")

    def _list_or_range(self) -> n.Node:
        at = self.take().at
        if self.accept("]"):
            return n.ListOf(at, ())
        first = self._first_of_range_or(at, True)
        if isinstance(first, n.RangeOf) and first.at == at:
            return first
        items = [first]
        while self.accept(","):
            items.append(self.unary_test())
        self.expect("]")
        return n.ListOf(at, tuple(items))

    def _context(self) -> n.Node:
        at = self.take().at
        entries: list[tuple[str, n.Node]] = []
        while not self.sees("}"):
            if self.token.kind == "string":
                key = self.take().text
                self.known.add(key)
            else:
                key = self.new_name(":")
            self.expect(":")
            entries.append((key, self.expression()))
            if not self.accept(","):
                break
        self.expect("}")
        return n.ContextOf(at, tuple(entries))

    def _word(self) -> n.Node:
        token = self.token
        if token.text not in KEYWORDS:
            return n.Name(token.at, self.known_name())
        if self.sees("for"):
            return self._for()
        if self.sees("some", "every"):
            return self._quantified()
        if self.sees("if"):
            return self._if()
        if self.sees("function") and self.sees_after(1, "("):
            return self._function()
        if token.text in CONSTANTS:
            self.take()
            return n.Literal(token.at, CONSTANTS[token.text])
        return n.Name(token.at, self.known_name())

    def _if(self) -> n.Node:
        at = self.take().at
        condition = self.expression()
        self.expect("then")
        yes = self.expression()
        self.expect("else")
        return n.If(at, condition, yes, self.expression())

    def _for(self) -> n.Node:
        at = self.take().at
        iterations = self._iterations("return")
        self.known.add("partial")
        return n.For(at, iterations, self.expression())

    def _quantified(self) -> n.Node:
        token = self.take()
        return n.Quantified(token.at, token.text == "every", self._iterations("satisfies"), self.expression())

    def _iterations(self, end: str) -> tuple[n.Iteration, ...]:
        iterations = []
        while True:
            name = self.new_name("in")
            self.expect("in")
            domain = self.expression()
            last = self.expression() if self.accept("..") else None
            iterations.append(n.Iteration(name, domain, last))
            if not self.accept(","):
                break
        self.expect(end)
        return tuple(iterations)

    def _function(self) -> n.Node:
        at = self.take().at
        self.expect("(")
        params: list[str] = []
        types: list[n.TypeNode | None] = []
        while not self.sees(")"):
            params.append(self.new_name(":", ",", ")"))
            types.append(self.type() if self.accept(":") else None)
            if not self.accept(","):
                break
        self.expect(")")
        external = self.accept("external")
        return n.FunctionOf(at, tuple(params), tuple(types), self.expression(), external)
