"""What a flow model means and how a case of it runs.

This is the engine's public face; nothing else of it is imported from outside.
"""

from engine.checks import WAIVABLE, LongestPath, Round, Rules, check_model, longest_paths
from engine.comparing import Change, Difference, compare_models
from engine.comparing import overlays as difference_overlays
from engine.drawing import (
    Caption,
    ChangeMark,
    Heat,
    Overlay,
    as_pdf,
    as_png,
    caption,
    draw,
    draw_stages,
    lay_out,
    missing_drawing,
    stand_alone,
)
from engine.errors import (
    CannotPrint,
    CannotReturn,
    CaseError,
    CaseNotRunning,
    EngineError,
    ExpressionError,
    FieldError,
    Finding,
    FormInvalid,
    FormRefused,
    HeldByBranch,
    ModelRefused,
    NotMigrated,
    NotWaitedFor,
    NoWayOn,
    SamePerson,
    StepFailed,
    TableError,
    TaskNotOpen,
    TooManySteps,
    TooManyWords,
    TooMuchAtOnce,
)
from engine.exporting import export_model, pack_bundle, unpack_bundle
from engine.feel import Env
from engine.flowtest.mutating import Mutation, check_mutants
from engine.forms import Field, Form, Option, read_form
from engine.limits import Limit
from engine.proving import Proof, Verdict, prove
from engine.reading import (
    PARTY,
    Approver,
    Element,
    Flow,
    Lane,
    Model,
    PowerWords,
    Stage,
    read_model,
    with_category_flows,
)
from engine.running.branching import Branch
from engine.running.calendar import ANNOUNCED_THROUGH, Calendar
from engine.running.case import Case
from engine.running.changes import Changes, Entry, OpenTask, Receivable
from engine.running.clock import Clock, FixedClock, SystemClock
from engine.running.operations import Suspension
from engine.running.reckoning import Day, Limits, Reckoning, light_of
from engine.running.returning import Return
from engine.running.standing import StandingVote
from engine.running.statutory import StatutoryClock
from engine.text import Text
from engine.values import dump_value, load_value

__all__ = [
    "ANNOUNCED_THROUGH",
    "PARTY",
    "WAIVABLE",
    "Approver",
    "Branch",
    "Calendar",
    "CannotPrint",
    "CannotReturn",
    "Caption",
    "Case",
    "CaseError",
    "CaseNotRunning",
    "Change",
    "ChangeMark",
    "Changes",
    "Clock",
    "Day",
    "Difference",
    "Element",
    "EngineError",
    "Entry",
    "Env",
    "ExpressionError",
    "Field",
    "FieldError",
    "Finding",
    "FixedClock",
    "Flow",
    "Form",
    "FormInvalid",
    "FormRefused",
    "Heat",
    "HeldByBranch",
    "Lane",
    "Limit",
    "Limits",
    "LongestPath",
    "Model",
    "ModelRefused",
    "Mutation",
    "NoWayOn",
    "NotMigrated",
    "NotWaitedFor",
    "OpenTask",
    "Option",
    "Overlay",
    "PowerWords",
    "Proof",
    "Receivable",
    "Reckoning",
    "Return",
    "Round",
    "Rules",
    "SamePerson",
    "Stage",
    "StandingVote",
    "StatutoryClock",
    "StepFailed",
    "Suspension",
    "SystemClock",
    "TableError",
    "TaskNotOpen",
    "Text",
    "TooManySteps",
    "TooManyWords",
    "TooMuchAtOnce",
    "Verdict",
    "as_pdf",
    "as_png",
    "caption",
    "check_model",
    "check_mutants",
    "compare_models",
    "difference_overlays",
    "draw",
    "draw_stages",
    "dump_value",
    "export_model",
    "lay_out",
    "light_of",
    "load_value",
    "longest_paths",
    "missing_drawing",
    "pack_bundle",
    "prove",
    "read_form",
    "read_model",
    "stand_alone",
    "unpack_bundle",
    "with_category_flows",
]
