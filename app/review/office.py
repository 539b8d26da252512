"""Who the legal office is: the holders of the post that the review's own flow names."""

from app.flows.queries import PowerOutOfService, effective_flow
from app.people.queries import Officer

STEPS = ("legal_review", "second_review")


def is_legal_office(officer: Officer) -> bool:
    """Whether the officer holds the post of a step of the review."""
    try:
        posts = effective_flow("10-model-review").posts
    except PowerOutOfService:
        return False
    return any(officer.holds(posts.get(step)) for step in STEPS)
