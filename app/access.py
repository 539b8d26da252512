"""Who may call what: every endpoint stands here, and nothing that does not is served."""

from urllib.parse import urlencode

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from app.people.errors import NotAllowed
from app.people.queries import ANALYST_POST
from app.people.session import current_officer

PUBLIC, OFFICER, ADMIN, ANALYST = "public", "officer", "admin", "analyst"
WITH_A_GIVEN_PASSWORD = {"people.password_page", "people.password_submit", "people.sign_out"}
POSTS = {ANALYST: ANALYST_POST}  # levels that are held by whoever holds a post of this name

ACCESS = {
    "static": PUBLIC,
    "people.sign_in_page": PUBLIC,
    "people.sign_in_submit": PUBLIC,
    "people.sign_out": OFFICER,
    "people.password_page": OFFICER,
    "people.password_submit": OFFICER,
    # the hall: cases by query code and password, drafts and uploads by the browser that began them
    "hall.home": PUBLIC,
    "hall.powers": PUBLIC,
    "hall.guide": PUBLIC,
    "hall.printed_guide": PUBLIC,
    "hall.paper": PUBLIC,
    "hall.power_of_attorney": PUBLIC,
    "hall.versions": PUBLIC,
    "hall.version_files": PUBLIC,
    "hall.changes_feed": PUBLIC,
    "hall.parts": PUBLIC,
    "hall.apply": PUBLIC,
    "hall.send_application": PUBLIC,
    "hall.hidden_questions": PUBLIC,
    "hall.drop_application": PUBLIC,
    "hall.upload": PUBLIC,
    "hall.receipt": PUBLIC,
    "hall.look_up": PUBLIC,
    "hall.look_up_case": PUBLIC,
    "hall.follow": PUBLIC,
    "hall.task": PUBLIC,
    "hall.send_task": PUBLIC,
    "hall.message": PUBLIC,
    "hall.send": PUBLIC,
    "hall.material": PUBLIC,
    "hall.running": PUBLIC,
    "hall.results": PUBLIC,
    "hall.rate": PUBLIC,
    "hall.sign_for_it": PUBLIC,
    "hall.supplement": PUBLIC,
    "hall.send_supplement": PUBLIC,
    "hall.lobby": PUBLIC,
    "hall.kiosk": PUBLIC,
    "hall.kiosk_still": PUBLIC,
    "hall.kiosk_over": PUBLIC,
    "hall.ask": PUBLIC,
    "hall.answers": PUBLIC,
    "hall.calls": PUBLIC,
    "hall.call": PUBLIC,
    "hall.give": PUBLIC,
    "hall.call_file": PUBLIC,
    "hall.call_record": PUBLIC,
    "hall.seat": PUBLIC,
    "hall.seat_back": PUBLIC,
    "hall.take_back": PUBLIC,
    # following by mail: whoever has the key that stands in the mail
    "hall.case_by_mail": PUBLIC,
    "hall.power_by_mail": PUBLIC,
    "hall.end_by_mail": PUBLIC,
    "hall.confirm_mail": PUBLIC,
    "hall.confirmed_mail": PUBLIC,
    "hall.stop_mail": PUBLIC,
    "hall.stopped_mail": PUBLIC,
    "hall.results_feed": PUBLIC,
    "hall.figures": PUBLIC,
    "hall.open_data": PUBLIC,
    "hall.open_schema": PUBLIC,
    "hall.open_json": PUBLIC,
    "hall.open_csv": PUBLIC,
    "hall.verify": PUBLIC,
    "hall.heads": PUBLIC,
    "hall.public_key": PUBLIC,
    "hall.sitemap": PUBLIC,
    "hall.robots": PUBLIC,
    # the desk
    "inbox.index": OFFICER,
    "inbox.search": OFFICER,
    "inbox.task": OFFICER,
    "inbox.complete": OFFICER,
    "inbox.hidden_questions": OFFICER,
    "inbox.claim": OFFICER,
    "inbox.release": OFFICER,
    "inbox.drop": OFFICER,
    "inbox.done": OFFICER,
    "inbox.ratings": OFFICER,
    "inbox.case": OFFICER,
    "inbox.material": OFFICER,
    "inbox.message": OFFICER,
    "inbox.send": OFFICER,
    "inbox.operation": OFFICER,
    "inbox.operate": OFFICER,
    "inbox.request": OFFICER,
    "inbox.decide": OFFICER,
    "inbox.password": OFFICER,
    "inbox.issue_password": OFFICER,
    "inbox.away": OFFICER,
    "inbox.go_away": OFFICER,
    "inbox.come_back": OFFICER,
    # the studio: drafts of one's own organisation's flows
    "studio.index": ANALYST,
    "studio.new": ANALYST,
    "studio.make": ANALYST,
    "studio.drop": ANALYST,
    "studio.bring": ANALYST,
    "studio.send": ANALYST,
    "studio.report": ANALYST,
    "studio.make_of_import": ANALYST,
    "studio.design": ANALYST,
    "studio.table": ANALYST,
    "studio.complete_drawing": ANALYST,
    "studio.token": ANALYST,
    "studio.save": ANALYST,
    "studio.check": ANALYST,
    "studio.copy": ANALYST,
    "studio.forms": ANALYST,
    "studio.add_part": ANALYST,
    "studio.remove_part": ANALYST,
    "studio.form": ANALYST,
    "studio.change_form": ANALYST,
    "studio.entry": ANALYST,
    "studio.save_entry": ANALYST,
    "studio.add_paper": ANALYST,
    "studio.paper": ANALYST,
    "studio.run_tests": ANALYST,
    "studio.play": ANALYST,
    "studio.act_in_play": ANALYST,
    "studio.save_play": ANALYST,
    "studio.export": ANALYST,
    "studio.tests": ANALYST,
    "studio.test": ANALYST,
    "studio.save_test": ANALYST,
    "studio.history": ANALYST,
    "studio.state": ANALYST,
    "studio.go_back": ANALYST,
    # the legal office, and the analysts' side of it: who sees which submission is the review's own rule
    "legal.index": OFFICER,
    "legal.review": OFFICER,
    "legal.decide": OFFICER,
    "legal.say": OFFICER,
    "legal.proof": OFFICER,
    "legal.submit": OFFICER,
    "legal.send": OFFICER,
    "legal.withdraw": OFFICER,
    "legal.mine": OFFICER,
    "legal.powers": OFFICER,
    "legal.versions": OFFICER,
    "legal.act": OFFICER,
    "legal.chart": OFFICER,
    "legal.bundle": OFFICER,
    "legal.key": PUBLIC,
    "admin.flows": ADMIN,
    "admin.incidents": ADMIN,
    "admin.incident": ADMIN,
    "admin.mend_incident": ADMIN,
    "admin.mails": ADMIN,
    "admin.handle_mail": ADMIN,
    "admin.migrations": ADMIN,
    "admin.catalogue": ADMIN,
    "admin.item": ADMIN,
    "admin.adopt_item": ADMIN,
    "admin.giving_up": ADMIN,
    "admin.give_up": ADMIN,
    "admin.bring_in": ADMIN,
    "admin.take_out": ADMIN,
    "admin.catalogue_import": ADMIN,
    "admin.write_import": ADMIN,
    "admin.catalogue_changes": ADMIN,
    "admin.migration": ADMIN,
    "admin.migrate": ADMIN,
    "admin.migration_run": ADMIN,
    "admin.migrate_again": ADMIN,
}


def enforce(app: Flask) -> None:
    """Ask before every request who may make it."""
    app.before_request(_check)


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: 404, or 405
    level = ACCESS.get(request.endpoint, ADMIN)
    if level == PUBLIC:
        return None
    officer = current_officer()
    if officer is None:
        back = request.full_path.rstrip("?") if request.method == "GET" else request.referrer and "/inbox"
        return redirect("/sign-in" + ("?" + urlencode({"next": back}) if back else ""), 303)
    if officer.password_given and request.endpoint not in WITH_A_GIVEN_PASSWORD:
        return redirect("/password", 303)
    if (level == ADMIN and not officer.is_admin) or (level in POSTS and not officer.is_at(POSTS[level])):
        raise NotAllowed
    return None
