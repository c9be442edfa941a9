"""Every way in which the API says no, as RFC 9457 problems: the only place that knows status codes.

A `code` is permanent: new ones are added at will, none is renamed or given another meaning. Refusals of the
rules bear their own codes. What somebody may not know of is told like what does not exist.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from enum import StrEnum

import msgspec

from hejie.casework.desk import KeyReused, StaleVersion, StreamUnknown, WordsNotTaken
from hejie.casework.lanes import TooBusy
from hejie.casework.ledger import LedgerFull, LedgerUnavailable
from hejie.domain.refusals import REFUSALS, Refusal, RefusalCode
from hejie.domain.words import Words
from hejie.edge.http.accepted import FieldFault
from hejie.edge.http.wire import FieldProblem, Problem

MEDIA_TYPE = "application/problem+json"
PAGE = "/problems/"
"""Where the `type` of a problem leads: to a page in words."""

_RETRY_SECONDS = 2


class Code(StrEnum):
    """What went wrong, where it was not the rules that said no."""

    INVALID_REQUEST = "invalid_request"
    MALFORMED_REQUEST = "malformed_request"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    BODY_TOO_LARGE = "body_too_large"
    NOT_SIGNED_IN = "not_signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    HAND_OVER_REFUSED = "hand_over_refused"
    HAND_OVER_UNAVAILABLE = "hand_over_unavailable"
    CSRF_FAILED = "csrf_failed"
    NOT_FOR_YOU = "not_for_you"
    TOO_MANY_REQUESTS = "too_many_requests"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    STALE_VERSION = "stale_version"
    KEY_REUSED = "key_reused"
    WORDS_NOT_TAKEN = "words_not_taken"
    FILE_NOT_ACCEPTED = "file_not_accepted"
    UPLOADS_EXHAUSTED = "uploads_exhausted"
    EVIDENCE_NOT_UPLOADED = "evidence_not_uploaded"
    TOO_MUCH_EVIDENCE = "too_much_evidence"
    ENDPOINT_NOT_ACCEPTED = "endpoint_not_accepted"
    TOO_BUSY = "too_busy"
    UNAVAILABLE = "unavailable"
    STORAGE_FULL = "storage_full"
    INTERNAL_ERROR = "internal_error"


class Kind(msgspec.Struct, frozen=True):
    """A kind of problem. `detail` is said where the occasion has no words of its own."""

    status: int
    title: Words
    detail: Words


PROBLEMS: Mapping[Code, Kind] = {
    Code.INVALID_REQUEST: Kind(
        400,
        Words("请求内容有误", "The request is not as it must be"),
        Words("请按提示修改后重试。", "Correct what is listed and send it again."),
    ),
    Code.MALFORMED_REQUEST: Kind(
        400,
        Words("请求无法读取", "The request cannot be read"),
        Words("请求无法读取。", "The request cannot be read."),
    ),
    Code.UNSUPPORTED_MEDIA_TYPE: Kind(
        415,
        Words("不支持的内容类型", "This type of content is not taken"),
        Words("请以 application/json 发送。", "Send it as application/json."),
    ),
    Code.BODY_TOO_LARGE: Kind(
        413,
        Words("内容过大", "The body is too large"),
        Words("内容超过大小限制。", "The body is larger than what is taken here."),
    ),
    Code.NOT_SIGNED_IN: Kind(
        401,
        Words("请先登录", "Please sign in"),
        Words("您尚未登录,或登录已过期。", "You are not signed in, or your session has ended."),
    ),
    Code.SIGN_IN_FAILED: Kind(
        401,
        Words("登录失败", "Sign-in failed"),
        Words("账号或密码不正确。", "The login or the password is not right."),
    ),
    Code.TOO_MANY_ATTEMPTS: Kind(
        429,
        Words("尝试次数过多", "Too many attempts"),
        Words("尝试次数过多,请稍后再试。", "Too many attempts. Please try again later."),
    ),
    Code.HAND_OVER_REFUSED: Kind(
        401,
        Words("无法从商城登录", "The marketplace's token is not accepted"),
        Words(
            "登录凭证无效或已使用,请返回商城重试。",
            "The token is not valid, or was used before. Go back to the marketplace and try again.",
        ),
    ),
    Code.HAND_OVER_UNAVAILABLE: Kind(
        503,
        Words("暂时无法从商城登录", "The marketplace cannot be asked now"),
        Words(
            "暂时无法核对商城的登录凭证,请稍后重试。",
            "The marketplace's keys cannot be had now. Please try again in a while.",
        ),
    ),
    Code.CSRF_FAILED: Kind(
        403,
        Words("请求未通过安全校验", "The request does not come from the desk"),
        Words(
            "请求未通过安全校验,请刷新页面后重试。", "The request was not sent by the desk. Reload the page."
        ),
    ),
    Code.NOT_FOR_YOU: Kind(
        403,
        Words("您没有此权限", "This is not for you"),
        Words("您的身份不能使用此功能。", "This is not open to you."),
    ),
    Code.TOO_MANY_REQUESTS: Kind(
        429,
        Words("请求过于频繁", "Too many requests"),
        Words("请求过于频繁,请稍后再试。", "Too many requests. Please slow down."),
    ),
    Code.NOT_FOUND: Kind(
        404,
        Words("没有找到", "Not found"),
        Words("没有找到,或您无权查看。", "There is nothing here, or nothing that you may see."),
    ),
    Code.METHOD_NOT_ALLOWED: Kind(
        405,
        Words("不支持的操作", "This method is not taken here"),
        Words("此地址不支持该操作。", "This address does not take that method."),
    ),
    Code.STALE_VERSION: Kind(
        412,
        Words("案件已有变化", "The case has moved on"),
        Words(
            "案件已有变化,请查看最新情况后再操作。",
            "The case has changed since you looked. Look again first.",
        ),
    ),
    Code.KEY_REUSED: Kind(
        422,
        Words("幂等键已用于其他请求", "The key was used before"),
        Words(
            "该 Idempotency-Key 已用于另一个请求。",
            "This Idempotency-Key was used before for another request.",
        ),
    ),
    Code.WORDS_NOT_TAKEN: Kind(
        409,
        Words("不再保存此人的文字", "No words of this person are kept"),
        Words(
            "应当事人要求,其文字已删除且不再保存。",
            "This person asked to be forgotten here: no words of theirs are kept any more.",
        ),
    ),
    Code.FILE_NOT_ACCEPTED: Kind(
        422,
        Words("文件不能使用", "The file cannot be taken"),
        Words("该文件无法使用。", "This file cannot be taken."),
    ),
    Code.UPLOADS_EXHAUSTED: Kind(
        429,
        Words("上传过多", "Too many uploads"),
        Words(
            "近期上传的文件过多,请稍后再试。", "You have handed in many files lately. Please try again later."
        ),
    ),
    Code.EVIDENCE_NOT_UPLOADED: Kind(
        409,
        Words("文件尚未上传", "The file was not handed in"),
        Words(
            "所引用的文件尚未上传,请先上传再提交。",
            "A file that is referred to has not been handed in yet. Upload it first.",
        ),
    ),
    Code.TOO_MUCH_EVIDENCE: Kind(
        409,
        Words("证据已达上限", "There is enough evidence"),
        Words("本案中您的证据已达上限。", "You have shown as much evidence as a case takes."),
    ),
    Code.ENDPOINT_NOT_ACCEPTED: Kind(
        422,
        Words("回调地址不能使用", "The address cannot be used"),
        Words("该回调地址不能使用。", "This address cannot be used for webhooks."),
    ),
    Code.TOO_BUSY: Kind(
        503,
        Words("案件正忙", "The case is busy"),
        Words(
            "案件正在处理其他操作,请稍后重试。",
            "Others are acting on this case. Send the same request again.",
        ),
    ),
    Code.UNAVAILABLE: Kind(
        503,
        Words("暂时无法处理", "Not available now"),
        Words(
            "系统暂时无法处理,请稍后重试;同一请求不会重复执行。",
            "The system cannot answer now. Please try again in a while: the same request takes effect once.",
        ),
    ),
    Code.STORAGE_FULL: Kind(
        507,
        Words("暂时无法保存", "Nothing can be stored now"),
        Words(
            "系统暂时无法保存,请稍后重试。", "The system cannot store anything now. Please try again later."
        ),
    ),
    Code.INTERNAL_ERROR: Kind(
        500,
        Words("系统出错", "Something went wrong here"),
        Words(
            "系统出错,已记录。如反复出现,请将请求编号告知平台客服。",
            "Something went wrong and was recorded. If it happens again, tell the platform the request id.",
        ),
    ),
}

_REFUSED = Kind(
    409,
    Words("规则不允许此操作", "The rules do not allow this"),
    Words("规则不允许此操作。", "The rules say no."),
)
_ROLE_MAY_NOT = msgspec.structs.replace(_REFUSED, status=403)
_SAME_TO_STRANGERS = {RefusalCode.ORDER_IS_NOT_YOURS: RefusalCode.ORDER_UNKNOWN}
"""Refusals that would tell a stranger that something exists, and what is said instead."""


class ProblemError(Exception):
    """A no of the door. `detail`: what is said on this occasion; `errors`: what is wrong with which field;
    `retry_after_seconds`: when to come back."""

    def __init__(
        self,
        code: Code,
        detail: Words | None = None,
        *,
        errors: Sequence[FieldFault] = (),
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.retry_after_seconds = retry_after_seconds


class Refused(Exception):
    """A no of the rules. `names` and `zone` are those of the pinned pack, to tell it by."""

    def __init__(
        self, refusal: Refusal, names: Mapping[str, Words] | None = None, zone: tzinfo | None = None
    ) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.names = names
        self.zone = zone


class Told(msgspec.Struct, frozen=True):
    """A problem as it is answered, with the headers that go along."""

    problem: Problem
    headers: dict[str, str] = {}


_APPLICATION: Mapping[type[Exception], Code] = {
    StreamUnknown: Code.NOT_FOUND,
    StaleVersion: Code.STALE_VERSION,
    KeyReused: Code.KEY_REUSED,
    WordsNotTaken: Code.WORDS_NOT_TAKEN,
    TooBusy: Code.TOO_BUSY,
    LedgerFull: Code.STORAGE_FULL,
    LedgerUnavailable: Code.UNAVAILABLE,
}
_COME_BACK = frozenset({Code.TOO_BUSY, Code.UNAVAILABLE, Code.STORAGE_FULL, Code.HAND_OVER_UNAVAILABLE})


def told(error: Exception, language: str, request_id: str = "") -> Told:
    """An error as a problem. What is no known no is an internal error: nothing of it is told."""
    if isinstance(error, Refused):
        return _told_refusal(error, language, request_id)
    if not isinstance(error, ProblemError):
        code = next((_APPLICATION[kind] for kind in type(error).__mro__ if kind in _APPLICATION), None)
        error = ProblemError(code or Code.INTERNAL_ERROR)
    kind = PROBLEMS[error.code]
    problem = Problem(
        type=f"{PAGE}{error.code}",
        title=kind.title.tell(language),
        status=kind.status,
        code=str(error.code),
        detail=(error.detail or kind.detail).tell(language),
        request_id=request_id,
        errors=tuple(FieldProblem(one.field, one.message.tell(language)) for one in error.errors),
    )
    wait = error.retry_after_seconds
    if wait is None and error.code in _COME_BACK:
        wait = _RETRY_SECONDS
    return Told(problem, {} if wait is None else {"retry-after": str(max(1, wait))})


def _told_refusal(error: Refused, language: str, request_id: str) -> Told:
    if error.refusal.code is RefusalCode.NOT_A_PARTY:
        # Whoever has nothing to do with a case does not learn that there is one.
        return told(ProblemError(Code.NOT_FOUND), language, request_id)
    code = _SAME_TO_STRANGERS.get(error.refusal.code, error.refusal.code)
    refusal = msgspec.structs.replace(error.refusal, code=code)
    kind = kind_of(code)
    problem = Problem(
        type=f"{PAGE}{code}",
        title=kind.title.tell(language),
        status=kind.status,
        code=str(code),
        detail=refusal.tell(language, error.names, error.zone),
        request_id=request_id,
        rule=refusal.rule,
    )
    return Told(problem)


def kind_of(code: Code | RefusalCode) -> Kind:
    """The kind of a code: its own, or that of refusals."""
    if isinstance(code, Code):
        return PROBLEMS[code]
    return _ROLE_MAY_NOT if code is RefusalCode.ROLE_MAY_NOT else _REFUSED


def all_problems() -> Iterator[tuple[str, int, Words, Words]]:
    """Every code that a client may meet: code, status, title, and what it says; for pages."""
    for code, kind in PROBLEMS.items():
        yield str(code), kind.status, kind.title, kind.detail
    for refusal, words in REFUSALS.items():
        if refusal is not RefusalCode.NOT_A_PARTY and refusal not in _SAME_TO_STRANGERS:
            kind = kind_of(refusal)
            yield str(refusal), kind.status, kind.title, words
