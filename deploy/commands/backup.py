"""haven backup <file or folder>, haven backup verify <file>, haven restore <file>."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from deploy import settings
from deploy.errors import CannotRun


def add_parser(subparsers: "_SubParsersAction") -> None:
    says = "copy everything of this Haven to one file, while it runs; `backup verify <file>` reads one back"
    backup_ = subparsers.add_parser("backup", help=says, description=says, usage="haven backup [verify] <file> ...")
    backup_.add_argument("words", nargs="+", metavar="[verify] file", help="a new file, or a folder to put it into")
    backup_.add_argument("--without-keys", action="store_true", help="leave the keys out; they are needed to restore")
    _passphrase(backup_)
    backup_.set_defaults(run=backup)
    says = "make a Haven from a backup, in a run folder and databases that are empty"
    restore_ = subparsers.add_parser("restore", help=says, description=says)
    restore_.add_argument("file", type=Path)
    restore_.add_argument(
        "--moved", action="store_true",
        help="nothing happened after this backup (Haven was stopped first): the ledger goes on under the same key",
    )  # fmt: skip
    _passphrase(restore_)
    restore_.set_defaults(run=restore)


def backup(asked: Namespace) -> None:
    """Take one, or read one back."""
    from deploy.backup import archive, sealed, take  # here: they load the databases' library

    words, passphrase = asked.words, sealed.passphrase_in(asked.passphrase_file)
    if words[0] == "verify" and len(words) == 2:
        found = archive.verified(Path(words[1]), passphrase)
        keys = "with" if found.secrets else "WITHOUT"
        print(f"Whole: taken at {found.taken_at[:19]}Z by release {found.release}, {keys} keys, "
              f"{len(found.entries)} files, {found.ledger_size} ledger entries.")  # fmt: skip
        return
    if len(words) != 1:
        raise CannotRun("Say `haven backup <file or folder>` or `haven backup verify <file>`.")
    secrets = not asked.without_keys
    made = take.take(settings.of_run(), Path(words[0]), passphrase=passphrase, secrets=secrets, say=_say)
    if secrets and not passphrase:
        print("It holds every key of this Haven and is not sealed (--passphrase-file): keep it as you keep the keys.")
    print(made)


def restore(asked: Namespace) -> int:
    """Make one from a backup."""
    from deploy.backup import restore as restoring
    from deploy.backup import sealed

    passphrase = sealed.passphrase_in(asked.passphrase_file)
    sound = restoring.restore(settings.read(), asked.file, passphrase=passphrase, moved=asked.moved, say=_say)
    print("Now start it with `haven up`." if sound else "It is restored, but something is wrong with it: see above.")
    return 0 if sound else 1


def _passphrase(parser: ArgumentParser) -> None:
    says = "a file whose first line is the passphrase that seals the backup"
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help=says)


def _say(sentence: str) -> None:
    print(sentence, flush=True)
