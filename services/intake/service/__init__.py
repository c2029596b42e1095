"""What the bus may ask of intake."""

from services.chassis.service import Service

from ..domain.access import ACCESS
from .application import Applications
from .content import Content
from .correspondence import Correspondence
from .enquiry import Enquiries
from .forms import QuestionBank
from .people import People
from .precedents import Precedents
from .settings import SettingsOfAll
from .together import Together


class IntakeService(
    People, Enquiries, Applications, QuestionBank, Precedents, SettingsOfAll, Together, Content, Correspondence, Service
):
    """People, organisations, catalogue, content pages, enquiries, applications, the form, settings, correspondence."""

    name = "intake"
    access = ACCESS
