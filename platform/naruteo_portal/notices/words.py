"""What the kinds of notices are called."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.notices.models import NoticeKind

KINDS: dict[NoticeKind, Message] = {
    NoticeKind.ENROLMENT: N_("Applications and places in courses"),
    NoticeKind.SCHEDULE: N_("Changed dates"),
    NoticeKind.DUE_SOON: N_("Tasks that are due soon"),
    NoticeKind.EXTENSION: N_("More time or an excuse"),
    NoticeKind.RESULT: N_("Results of your tasks"),
    NoticeKind.REQUEST: N_("Requests for another look"),
    NoticeKind.CORRECTION: N_("Corrections of a course"),
    NoticeKind.LEARNING_LOG: N_("Your learning log"),
    NoticeKind.COURSE_MESSAGE: N_("Messages from instructors"),
    NoticeKind.CERTIFICATE: N_("Certificates of completion"),
    NoticeKind.INSTRUCTOR_REGISTER: N_("Instructor register"),
    NoticeKind.FIGURE: N_("Figures of programmes"),
    NoticeKind.CLAIM: N_("Claims for training grants"),
    NoticeKind.ROUND: N_("Results of matching rounds"),
    NoticeKind.OPENING: N_("Openings and interviews"),
    NoticeKind.TALENT_PROFILE: N_("Papers of your talent profile"),
    NoticeKind.REVIEW: N_("New figures of cohort reviews that you follow"),
    NoticeKind.ACCESS_TOKEN: N_("Access tokens that expire soon"),
}
