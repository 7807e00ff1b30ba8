"""Mail addresses in the one form in which accounts and invitations keep them."""

from email_validator import EmailNotValidError, validate_email

MOST_CHARACTERS = 254


def as_mail_address(text: str) -> str | None:
    """The address in lower case and ASCII, or None if no mail could reach it."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        return None
    address = f"{found.ascii_local_part}@{found.ascii_domain}".lower()
    return address if len(address) <= MOST_CHARACTERS else None


def as_typed_address(text: str) -> str:
    """What somebody typed to be found by, brought as near to the kept form as it goes."""
    return as_mail_address(text) or text.strip().lower()
