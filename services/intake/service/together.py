"""What the bus may ask about writing a request together."""

from sqlalchemy.orm import Session

from services.chassis.service import command, periodic, query
from services.contracts.intake import application as say
from services.contracts.message import Call, Done

from ..handlers import application, comments, copying, together
from ..views import comments as commented
from ..views import origin
from ..views import together as views


class Together:
    """Sections, collaborators, invitations, comments; beginning with an earlier request."""

    @command
    def open_section(self, session: Session, command: say.OpenSection, call: Call) -> Done:
        return together.open_section(session, command, call)

    @command
    def invite_collaborator(self, session: Session, command: say.InviteCollaborator, call: Call) -> Done:
        return together.invite(session, command, call)

    @command
    def withdraw_invitation(self, session: Session, command: say.WithdrawInvitation, call: Call) -> Done:
        return together.withdraw(session, command, call)

    @command
    def accept_invitation(self, session: Session, command: say.AcceptInvitation, call: Call) -> Done:
        return together.accept(session, command, call)

    @command
    def decline_invitation(self, session: Session, command: say.DeclineInvitation, call: Call) -> Done:
        return together.decline(session, command, call)

    @command
    def leave_application(self, session: Session, command: say.LeaveApplication, call: Call) -> Done:
        return together.leave(session, command, call)

    @command
    def change_collaborator(self, session: Session, command: say.ChangeCollaborator, call: Call) -> Done:
        return application.act(session, command, call)

    @command
    def remove_collaborator(self, session: Session, command: say.RemoveCollaborator, call: Call) -> Done:
        return together.remove(session, command, call)

    @command
    def declare_support(self, session: Session, command: say.DeclareSupport, call: Call) -> Done:
        return application.act(session, command, call)

    @command
    def add_comment(self, session: Session, command: say.AddComment, call: Call) -> Done:
        return comments.add(session, command, call)

    @command
    def resolve_thread(self, session: Session, command: say.ResolveThread, call: Call) -> Done:
        return comments.resolve(session, command, call)

    @query
    def read_comments(self, session: Session, query: say.ReadComments, call: Call) -> say.CommentsView:
        return commented.read(session, query, call)

    @command
    def copy_application(self, session: Session, command: say.CopyApplication, call: Call) -> Done:
        return copying.copy(session, command, call)

    @command
    def renew_application(self, session: Session, command: say.RenewApplication, call: Call) -> Done:
        return copying.renew(session, command, call)

    @query
    def read_origin(self, session: Session, query: say.ReadOrigin, call: Call) -> say.OriginView:
        return origin.read(session, query, call)

    @query
    def my_invitations(self, session: Session, query: say.MyInvitations, call: Call) -> say.MyInvitationsView:
        return views.my_invitations(session, query, call)

    @periodic(seconds=3600)
    def erase_ended_invitations(self, session: Session, call: Call) -> None:
        together.erase_ended_invitations(session, call)
