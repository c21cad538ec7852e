"""What a grant's page shows of its annual accounts in passing: asked by the template, since grants know no accounts."""

from verhaal.access import Viewer
from verhaal.annual import expected
from verhaal.annual.expected import Expected
from verhaal.annual.routes import annual
from verhaal.grants.models import Grant
from verhaal.web import session


@annual.app_template_global()
def expected_of(viewer: Viewer, grant: Grant) -> list[Expected]:
    return expected.expected_of(session(), viewer, grant)
