"""The applicant's side of an agreement, besides reading and signing it: the purchase order and the service's terms."""


from services.contracts import agreements

from ...api.route import SIGNED_IN
from .. import asking
from ..row import Field, Form, Page
from .requests import CRUMBS, HERE, ONE

PAGES = (
    Page(
        path=f"{ONE}/agreement",
        who=SIGNED_IN,
        title="Agreement",
        template="agreements/agreement.html",
        asks=asking.agreement,
        needs="agreement",
        crumbs=CRUMBS,
    ),
    Form(
        path=f"{ONE}/agreement/purchase-order",
        who=SIGNED_IN,
        command=agreements.GivePurchaseOrder,
        title="Give the purchase order",
        crumbs=CRUMBS,
        asks=asking.agreement,
        needs="agreement",
        intro=("Invoices will name it. The controllers sign after it is there.",),
        fields=(Field("number", "Number of the purchase order", "As your finance department wrote it, for example "
                      "PO-2026/00817."),),
        submit="Give the purchase order",
        then=HERE,
        done="The purchase order is recorded. The agreement now waits for its remaining signatures.",
    ),
    Form(
        path=f"{ONE}/agreement/service-terms",
        who=SIGNED_IN,
        command=agreements.SignServiceAgreement,
        title="Sign the service agreement",
        template="agreements/service.html",
        crumbs=CRUMBS,
        asks=asking.agreement,
        needs="agreement",
        fields=(Field("statement", "What you declare", "Your name and the time stand beside it."),),
        start=lambda visit: {"statement": "I accept the terms of the access service for my organisation."},
        submit="Sign the service agreement",
        then=HERE,
        done="The service agreement is signed. The data sharing agreement itself still needs its own signatures.",
    ),
)  # fmt: skip
