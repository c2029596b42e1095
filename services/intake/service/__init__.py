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
from .together import Together


class IntakeService(
    People, Enquiries, Applications, QuestionBank, Precedents, Together, Content, Correspondence, Service
):
    """People, organisations, the catalogue, content pages, enquiries, applications, the form, correspondence."""

    name = "intake"
    access = ACCESS
