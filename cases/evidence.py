"""What proves that work was done: a photo of it, or a written report where nobody may take one."""

from cases.case import Case
from cases.workflow import Status, Workflow
from topics.tree import Topic

PHOTO, REPORT = "photo", "report"


def forbids_photo(case: Case, topic: Topic | None) -> bool:
    """Whether nobody may take a photo for this case, neither the citizen nor staff."""
    return case.protected or bool(topic and topic.photo == "forbidden")


def wanted(status: Status, case: Case, topic: Topic | None, workflow: Workflow) -> str:
    """What a status wants to see of this case: «photo», «report», or nothing where there is no work to be seen."""
    if not status.evidence or case.kind not in workflow.evidence.kinds:
        return ""
    return REPORT if forbids_photo(case, topic) else status.evidence


def lacking(want: str, photos: bool, reason: str) -> str:
    """What is still missing: a reason stands for a photo that was not possible, and is the report where none may be."""
    if not want or reason.strip() or (want == PHOTO and photos):
        return ""
    return f"needs_{want}"
