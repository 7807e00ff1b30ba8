"""Why a programme's data is not loaded, exchanged or put back."""

from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import N_, Message


class NotAnArchive(Invalid):
    """What was uploaded is no ZIP file."""

    def __init__(self) -> None:
        super().__init__(
            N_("This is not a ZIP file that can be read to its end. Pack the tables as one ZIP without a password.")
        )


class LoadedByItself(Conflict):
    """The programme's data comes from the platform itself, or from its simulator."""

    def __init__(self) -> None:
        super().__init__(
            N_("This programme’s data comes from the platform itself. Open another programme to load files.")
        )


class ImportIsOver(Conflict):
    """Somebody has decided about it already."""

    def __init__(self) -> None:
        super().__init__(N_("This import has been loaded, discarded or taken back already."))


class NotChecked(Conflict):
    """The dry run is not done, or found faults."""

    def __init__(self) -> None:
        super().__init__(
            N_("This import cannot be loaded: look at what its check found, correct it and hand it in again.")
        )


class NotTheLast(Conflict):
    """Other data has come since."""

    def __init__(self) -> None:
        super().__init__(N_("Only the import that the programme’s data comes from now can be taken back."))


class LacksWhatWasShown(Conflict):
    """Releases of the programme have shown figures by what the tables do not hold."""

    def __init__(self, lacking: Message) -> None:
        super().__init__(
            N_(
                "Releases of this programme have shown figures by what these tables lack: %(lacking)s. A release of "
                "them could not be checked against those. Hand in tables that hold it, or load these as another "
                "programme.",
                lacking=lacking,
            )
        )
