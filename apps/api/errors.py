"""The API's refusals: what a client is told when its question cannot be answered."""

from __future__ import annotations

from rest_framework.exceptions import APIException

MISMATCHED = "Invalid resource lookup data provided (mismatched type)."


class ApiError(APIException):
    """An error with a body of one word: the text under `word`."""

    word: str

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def body(self) -> dict[str, str]:
        """Return the body, with `& < >` escaped as clients know it."""
        escaped = self.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return {self.word: escaped}


class QuestionError(ApiError):
    """400: a parameter is wrong."""

    status_code = 400
    word = "error"


class TooOftenError(APIException):
    """429: the next question is welcome after `pause` whole seconds."""

    status_code = 429

    def __init__(self, pause: int) -> None:
        super().__init__()
        self.pause = pause


class AnswerError(ApiError):
    """500: the incumbent's word for values it stumbles over; clients know these answers, so they stay."""

    status_code = 500
    word = "error_message"
