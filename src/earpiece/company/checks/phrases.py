"""phrases.yaml: purposes the agent knows, with the values it has for them."""

from earpiece.company.draft import Draft
from earpiece.company.phrases import PHRASES
from earpiece.domain.expressions import names_in


def check_phrases(draft: Draft) -> None:
    for name, variants in draft.phrases.items():
        at = draft.phrase_sources[name]
        if draft.report.unknown("phrase", name, PHRASES, at):
            continue
        for value in sorted({value for variant in variants for value in names_in(variant, template=True)}):
            draft.report.unknown("value", value, PHRASES[name], at)
        if len(variants) == 1:
            remedy = "write a second one, so that the agent need not repeat itself"
            draft.report.warn(at, f"`{name}` has one variant", remedy)
