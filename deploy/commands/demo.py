"""haven demo: how to sign in as one of the invented people of this run."""

from argparse import Namespace, _SubParsersAction

from deploy import data, settings
from deploy.cast.keyring import Keyring
from deploy.errors import CannotRun


def add_parser(subparsers: "_SubParsersAction") -> None:
    says = "sign in as one of the invented people"
    actions = subparsers.add_parser("demo", help=says, description=says).add_subparsers(metavar="<what>", required=True)
    code = actions.add_parser("code", help="the present one-time code of somebody, such as gwen.pike")
    code.add_argument("person")
    code.set_defaults(run=show_code)
    actions.add_parser("people", help="everybody, with address and password").set_defaults(run=show_people)


def show_code(asked: Namespace) -> None:
    """Print what the person's authenticator would show now."""
    accounts = Keyring(settings.of_run().run).accounts
    if asked.person not in accounts:
        raise CannotRun(f"There is nobody called {asked.person} here; `haven demo people` names everybody.")
    if not accounts[asked.person].totp:
        raise CannotRun(f"{accounts[asked.person].name} signs in without a code.")
    print(accounts[asked.person].shown_code())


def show_people(_: Namespace) -> None:
    """Print the sign-ins that `haven up` shows."""
    for line in data.sign_ins(settings.of_run()):
        print(line)
