"""The figures of weeks over HTTP."""

from typing import Annotated

from fastapi import Query

from app.core.fields import Cursor, Limit
from app.core.http import Made, Reading, refuses, router
from app.core.schema import Page
from app.insights import kept, policy, queries, years
from app.insights.schemas import Insights, PersonStanding, WeekFigures
from app.people.deps import Reader
from app.weeks.deps import WeekDep

routes = router(tag="Insights")


@routes.get(
    "/weeks/{slug}/insights", operation_id="getInsights", summary="How a week is doing",
    response_model=Insights, responses=refuses((403, "organizers_only")),
)  # fmt: skip
def get_insights(session: Reading, actor: Reader, week: WeekDep) -> Made:
    """Who has a crew, which pitches are stuck, who mixed with whom: for those who organize the week."""
    policy.may_see_insights(actor, week).require()
    return kept.of_week(session, week)


@routes.get(
    "/weeks/{slug}/insights/people", operation_id="listStandings", summary="How far each person has come",
    responses=refuses((400, "bad_cursor"), (403, "organizers_only")),
)  # fmt: skip
def list_standings(
    session: Reading, actor: Reader, week: WeekDep,
    cursor: Cursor | None = None, limit: Annotated[Limit, Query()] = 50,
) -> Page[PersonStanding]:  # fmt: skip
    """Everyone who takes part, by name: in a crew, wishing for one, or neither. The people whom the figures count."""
    policy.may_see_insights(actor, week).require()
    items, following = queries.people_of(session, week, cursor, limit)
    return Page[PersonStanding].model_construct(items=items, next=following)


@routes.get(
    "/insights", operation_id="getInsightsOverYears", summary="What all weeks came to",
    responses=refuses((400, "bad_cursor"), (403, "organizers_only")),
)  # fmt: skip
def get_insights_over_years(
    session: Reading, actor: Reader, cursor: Cursor | None = None, limit: Annotated[Limit, Query()] = 50
) -> Page[WeekFigures]:
    """The figures of every published week that was not cancelled, the newest first: for those who organize all weeks."""
    policy.may_see_insights_over_years(actor).require()
    items, following = years.page(session, cursor, limit)
    return Page[WeekFigures].model_construct(items=items, next=following)
