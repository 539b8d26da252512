"""The one place that knows which refusal is which status, and shows it as a page."""

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.cases.calls import CallClosed, NoOpinion, NoSuchCall, TooLong
from app.cases.errors import (
    ApproverIsAsker,
    BegunByAuthority,
    CannotHandOver,
    CannotMerge,
    CannotTransfer,
    FlowFailed,
    LacksDetail,
    NobodyElseSigns,
    NoSuchCase,
    NoSuchIncident,
    NoSuchMaterial,
    NoSuchRequest,
    NoSuchRun,
    NoSuchTask,
    NotConcerned,
    NothingGivenUp,
    NotReceivable,
    NotYourTask,
    OrderOutdated,
    SeparateDuty,
    StaleTask,
    TakenByAnother,
    UploadOfWrongType,
    UploadTooLarge,
    WrongQueryCode,
)
from app.cases.registering import TooLate
from app.catalogue.entry import EntryRefused
from app.catalogue.giving_up import NoReason
from app.catalogue.importing import NoSuchCatalogueImport, NotReadyToWrite
from app.catalogue.queries import NoSuchPower
from app.catalogue.sheets import SheetRefused
from app.database import db
from app.flows.draft_files import TooLarge, WrongFileName, WrongPartName
from app.flows.draft_queries import NoSuchDraft, NotYourDraft
from app.flows.drafts import NoFlow, NoName, NotYourPower, StaleDraft, WrongCode
from app.flows.freezing import Tampered
from app.flows.importing import NoSuchImport, NothingBrought
from app.flows.papers import PaperRefused
from app.flows.queries import PowerOutOfService
from app.flows.taking_effect import AlreadyInForce, NotInForce, NotYet
from app.mail.addresses import WrongAddress
from app.mail.outbox import NoSuchMail
from app.mail.subscribing import MailIsOff, NoSuchSubscription
from app.people.errors import CannotAdd, CannotDelegate, NotAllowed, WrongPassword
from app.people.session import current_officer
from app.refusal import Refusal
from app.review.errors import (
    AlreadySubmitted,
    NoSuchSubmission,
    NothingChanged,
    NotLegalOffice,
    NotReady,
    NotUnderReview,
    NotYours,
    NoWords,
    OwnModel,
    PastDate,
    StaleReview,
)
from engine import (
    CaseNotRunning,
    EngineError,
    FormInvalid,
    HeldByBranch,
    SamePerson,
    TaskNotOpen,
    Text,
    TooManyWords,
)

log = logging.getLogger(__name__)

STATUS: dict[type[Exception], int] = {
    NoSuchCase: 404,
    NoSuchCall: 404,
    CallClosed: 409,
    TooLate: 409,
    NoOpinion: 422,
    TooLong: 422,
    NoSuchIncident: 404,
    NoSuchMail: 404,
    NoSuchSubscription: 404,
    MailIsOff: 404,
    WrongAddress: 422,
    NoSuchMaterial: 404,
    NoSuchPower: 404,
    NoSuchRun: 404,
    NothingGivenUp: 409,
    OrderOutdated: 409,
    NoSuchTask: 404,
    BegunByAuthority: 403,
    NotConcerned: 403,
    ApproverIsAsker: 403,
    NoSuchRequest: 404,
    LacksDetail: 422,
    NobodyElseSigns: 422,
    CannotHandOver: 422,
    CannotMerge: 422,
    CannotTransfer: 422,
    CannotDelegate: 422,
    NoSuchDraft: 404,
    NotYourDraft: 403,
    NotYourPower: 403,
    NoSuchImport: 404,
    NothingBrought: 422,
    WrongPartName: 422,
    WrongFileName: 422,
    PaperRefused: 422,
    TooLarge: 413,
    WrongCode: 422,
    NoName: 422,
    NoFlow: 422,
    EntryRefused: 422,
    NoReason: 422,
    StaleDraft: 409,
    NoSuchCatalogueImport: 404,
    NotReadyToWrite: 409,
    SheetRefused: 422,
    NoSuchSubmission: 404,
    NotYours: 403,
    NotLegalOffice: 403,
    NotReady: 422,
    NothingChanged: 422,
    NoWords: 422,
    PastDate: 422,
    AlreadySubmitted: 409,
    NotUnderReview: 409,
    StaleReview: 409,
    OwnModel: 403,
    Tampered: 409,
    NotInForce: 409,
    AlreadyInForce: 409,
    NotYet: 409,
    NotAllowed: 403,
    NotYourTask: 403,
    WrongQueryCode: 403,
    WrongPassword: 422,
    CannotAdd: 422,
    FormInvalid: 422,
    UploadOfWrongType: 422,
    UploadTooLarge: 413,
    TooManyWords: 422,
    StaleTask: 409,
    TakenByAnother: 409,
    TaskNotOpen: 409,
    SeparateDuty: 409,
    SamePerson: 409,
    HeldByBranch: 409,
    NotReceivable: 409,
    PowerOutOfService: 503,
}
DESK = ("inbox", "admin", "legal", "studio")
KEEPS_DRAFT = (StaleTask, TakenByAnother, CaseNotRunning, HeldByBranch, FlowFailed)

HTTP: dict[int, tuple[Text, Text]] = {
    400: (Text("请求读不懂", "The request cannot be read"), Text("请返回上一页重试。", "Go back and try again.")),
    403: (Text("您不能看这一页", "This page is not for you"), Text("它归别的岗位。", "It belongs to other posts.")),
    404: (
        Text("没有这一页", "There is no such page"),
        Text("地址可能写错了，或者页面已经移走。", "The address may be wrong, or the page has moved."),
    ),
    405: (
        Text("这一页不能这样打开", "This page cannot be opened like that"),
        Text("请返回上一页重试。", "Go back and try again."),
    ),
    409: (Text("情况已经变了", "Things have changed"), Text("", "")),
    413: (
        Text("文件太大", "The file is too large"),
        Text("一次发送的文件合计不能超过 120 MB。", "Files sent at once may not exceed 120 MB."),
    ),
    422: (Text("有几处要改", "Some answers need attention"), Text("", "")),
    429: (Text("试得太频繁了", "Too many attempts"), Text("请过一分钟再试。", "Try again in a minute.")),
    500: (
        Text("系统出错了", "Something went wrong"),
        Text("您的办件没有变动。我们已记录这次错误。", "Your case has not changed. The error has been recorded."),
    ),
    503: (Text("暂停受理", "Out of service"), Text("", "")),
}
EXPIRED = Text(
    "页面放得太久了，请刷新后再发送。您填写的内容仍在页面上。",
    "The page was open too long; reload it and send again. What you typed is still on the page.",
)


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(EngineError, _refused)
    app.register_error_handler(CSRFError, lambda error: _page(400, EXPIRED))
    app.register_error_handler(RateLimitExceeded, lambda error: _page(429))
    app.register_error_handler(HTTPException, lambda error: error.response or _page(error.code or 500))
    app.register_error_handler(Exception, _crashed)


def status_of(error: Exception) -> int:
    """The status of a refusal; 409 where no class of it is listed."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 409)


def _refused(error: Refusal | EngineError) -> Response:
    title = getattr(error, "title", None)
    return _page(status_of(error), error.text, kept=isinstance(error, KEEPS_DRAFT), title=title)


def _crashed(error: Exception) -> Response:
    log.exception("%s %s", request.method, request.path, exc_info=error)
    return _page(500)


def _page(status: int, text: Text | None = None, kept: bool = False, title: Text | None = None) -> Response:
    db.session.rollback()
    usual_title, usual = HTTP.get(status, HTTP[500])
    title, text = title or usual_title, text or usual
    if request.accept_mimetypes.best == "application/json":
        response = make_response(jsonify(status=status, title=title.zh, text=text.zh, text_en=text.en))
    else:
        response = make_response(
            render_template(
                "errors/refusal.html", status=status, title=title, text=text, kept=kept, back=_back(),
                desk=_at_the_desk(status),
            )
        )  # fmt: skip
    response.status_code = status
    return response


def _at_the_desk(status: int) -> bool:
    """Whether it is read among the officers' pages. What broke down is told on the page that needs no data."""
    return status != 500 and request.path.split("/")[1] in DESK and current_officer() is not None


def _back() -> str:
    """Where the user came from, if it is a page of ours."""
    referrer = request.referrer or ""
    return referrer[len(request.host_url) - 1 :] if referrer.startswith(request.host_url) else "/"
