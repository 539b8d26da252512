"""FEEL, the expression language of DMN 1.5, with working days. Texts are compiled once to closures.

Nothing is evaluated as Python; every evaluation has a budget. What a text cannot give is null, as the standard has it.
"""

from engine.feel.budget import Env
from engine.feel.checking import check
from engine.feel.display import text_of
from engine.feel.errors import FeelError, OverBudget
from engine.feel.expression import Expression, UnaryTests, compile_feel, compile_unary_tests
from engine.feel.otherwise import meant_otherwise
from engine.feel.translate import dialect_of, translate
from engine.feel.values import CalendarDays, Function, Range, Value, WorkingDays, YearsMonths, feel_value

__all__ = [
    "CalendarDays",
    "Env",
    "Expression",
    "FeelError",
    "Function",
    "OverBudget",
    "Range",
    "UnaryTests",
    "Value",
    "WorkingDays",
    "YearsMonths",
    "check",
    "compile_feel",
    "compile_unary_tests",
    "dialect_of",
    "feel_value",
    "meant_otherwise",
    "text_of",
    "translate",
]
