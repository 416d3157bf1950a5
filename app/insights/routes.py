"""A week's figures over HTTP."""

from app.core.http import Reading, refuses, router
from app.insights import policy, queries
from app.insights.schemas import Insights
from app.people.deps import Reader
from app.weeks.deps import WeekDep

routes = router(tag="Insights")


@routes.get(
    "/weeks/{slug}/insights", operation_id="getInsights", summary="How a week is doing",
    responses=refuses((403, "organizers_only")),
)  # fmt: skip
def get_insights(session: Reading, actor: Reader, week: WeekDep) -> Insights:
    """Who has a crew, which pitches are stuck, who mixed with whom: for those who organize the week."""
    policy.may_see_insights(actor, week).require()
    return queries.of_week(session, week)
