"""LeetCode's archive of problems: one answer with everything but tags, or GraphQL pages with them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from apps.resources.adapters._leetcode_graphql import Answer, ask
from apps.resources.adapters.base import AdapterError, Web, clean, reading
from apps.resources.rows import ProblemRow

LEVELS = {1: "Easy", 2: "Medium", 3: "Hard"}
AT_ONCE = 500
MOST_PAGES = 100
LIST = """query problemsetQuestionList(
  $categorySlug: String, $limit: Int, $skip: Int, $filters: QuestionListFilterInput
) {
  problemsetQuestionList: questionList(categorySlug: $categorySlug, limit: $limit, skip: $skip, filters: $filters) {
    total: totalNum
    questions: data { title titleSlug difficulty frontendQuestionId: questionFrontendId paidOnly: isPaidOnly
      topicTags { name } stats }
  }
}"""


class Stat(msgspec.Struct, kw_only=True):
    """Names and counts of a problem; `frontend_question_id` came later."""

    question__title: str | None
    question__title_slug: str
    question_id: int
    frontend_question_id: int | str | None = None
    total_acs: int | None = None
    total_submitted: int | None = None
    question__hide: bool = False


class Difficulty(msgspec.Struct):
    """How hard a problem is: 1 to 3."""

    level: int


class Pair(msgspec.Struct, kw_only=True):
    """One problem of the one answer."""

    stat: Stat
    difficulty: Difficulty
    paid_only: bool = False


class Listing(msgspec.Struct):
    """/api/problems/algorithms/."""

    stat_status_pairs: list[Pair]


class Tag(msgspec.Struct):
    """A topic."""

    name: str


class Question(msgspec.Struct, kw_only=True):
    """One problem of a GraphQL page; `stats` is JSON in a text."""

    title: str
    titleSlug: str  # noqa: N815
    difficulty: str = ""
    frontendQuestionId: str | None = None  # noqa: N815
    paidOnly: bool = False  # noqa: N815
    topicTags: list[Tag] | None = None  # noqa: N815
    stats: str | None = None


class Stats(msgspec.Struct, kw_only=True):
    """What the text `stats` holds."""

    totalAcceptedRaw: int | None = None  # noqa: N815
    totalSubmissionRaw: int | None = None  # noqa: N815


class QuestionPage(msgspec.Struct):
    """One page of questions, and how many there are in all."""

    total: int
    questions: list[Question]


class QuestionList(msgspec.Struct):
    """The data of the GraphQL answer."""

    problemsetQuestionList: QuestionPage  # noqa: N815


def listed_rows(web: Web, host: str) -> Iterator[ProblemRow]:
    """Yield every problem of the one answer.

    Raises:
        AdapterError: it cannot be read, or holds nothing.
    """
    pairs = web.get(f"https://{host}/api/problems/algorithms/").json(Listing).stat_status_pairs
    if not pairs:
        raise AdapterError("no problems", place="$.stat_status_pairs")
    for number, pair in enumerate(pairs):
        with reading(f"$.stat_status_pairs[{number}]"):
            stat, slug = pair.stat, clean(pair.stat.question__title_slug)
            hidden = {"hidden": True} if stat.question__hide else {}
            yield ProblemRow(
                key=slug,
                name=clean(stat.question__title or "") or slug,
                url=f"https://{host}/problems/{slug}/",
                n_accepted=stat.total_acs,
                n_submissions=stat.total_submitted,
                facts=_facts(stat.frontend_question_id or stat.question_id, _level(pair.difficulty), pair.paid_only)
                | hidden,
            )


def question_rows(web: Web, host: str) -> Iterator[ProblemRow]:
    """Yield every problem, page by page, with its tags.

    Raises:
        AdapterError: a page has errors or cannot be read.
    """
    read = 0
    for _ in range(MOST_PAGES):
        page = ask(
            web, host, Answer[QuestionList], query=LIST, categorySlug="", limit=AT_ONCE, skip=read, filters={}
        ).problemsetQuestionList
        for number, question in enumerate(page.questions, read):
            with reading(f"$.questions[{number}]"):
                yield _question_row(question, host)
        read += len(page.questions)
        if read >= page.total or not page.questions:
            return
    raise AdapterError(f"more than {MOST_PAGES} pages", place="skip")


def _question_row(question: Question, host: str) -> ProblemRow:
    slug = clean(question.titleSlug)
    counts = Stats()
    if question.stats:
        try:
            counts = msgspec.json.decode(question.stats, type=Stats)
        except msgspec.MsgspecError as error:
            raise AdapterError(str(error), place="stats") from error
    return ProblemRow(
        key=slug,
        name=clean(question.title) or slug,
        url=f"https://{host}/problems/{slug}/",
        tags=tuple(tag for one in question.topicTags or () if (tag := clean(one.name))),
        n_accepted=counts.totalAcceptedRaw,
        n_submissions=counts.totalSubmissionRaw,
        facts=_facts(question.frontendQuestionId, clean(question.difficulty).capitalize(), question.paidOnly),
    )


def _facts(number: int | str | None, level: str, paid: bool) -> dict[str, str | int | float | bool]:
    facts: dict[str, str | int | float | bool] = {}
    if number is not None and clean(str(number)):
        facts["number"] = clean(str(number))
    if level:
        facts["difficulty"] = level
    return facts | ({"paid_only": True} if paid else {})


def _level(difficulty: Difficulty) -> str:
    level = LEVELS.get(difficulty.level)
    if level is None:
        raise AdapterError(f"a difficulty of {difficulty.level}", place="difficulty.level")
    return level
