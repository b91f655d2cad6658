"""A case whose kind of participation was misread: what becomes of it as one of another kind."""

from dataclasses import replace
from datetime import datetime

from cases.case import Case, Event, move
from cases.workflow import Workflow
from cities.working import Working
from errors import NotAllowedError


def as_kind(case: Case, kind: str, now: datetime, workflow: Workflow, working: Working) -> Case:
    """The case as one of this kind: where it stands if such cases come there, else once more at the beginning.

    Its new term is not in it yet. Raises NotAllowedError("kind_closed") after the end, which another kind might not
    have had.
    """
    if kind == case.kind:
        return case
    if workflow[case.status].final:
        raise NotAllowedError("kind_closed")
    if workflow[case.status].fits(kind):
        return replace(case, kind=kind)
    begun = Event("correct", "house", now, workflow.after("file", kind).key)
    return replace(move(case, begun, workflow, working), kind=kind, review=None, disputed=case.disputed)
