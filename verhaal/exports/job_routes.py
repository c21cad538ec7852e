"""A file that takes long: asked for, followed and fetched, by one and the same person."""

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from verhaal import access
from verhaal.annual.addressed import account_at
from verhaal.annual.models import AnnualAccount
from verhaal.exports import jobs, queries
from verhaal.exports.formats import FORMATS
from verhaal.exports.models import PrintJob
from verhaal.exports.routes import ONE, download, exports
from verhaal.files import Files
from verhaal.web import afterwards, found, now, page, session, viewer

JOB = ONE + "/jobs/<id:job_id>"


@exports.post(ONE + "/jobs")
def ask(account_id: int) -> ResponseReturnValue:
    of, wanted = account_at(account_id), FORMATS.get(request.form.get("format", ""))
    if wanted is None or not wanted.is_document:
        abort(422)
    job, is_new = jobs.ask(session(), viewer(), of, wanted.name, now())
    if is_new:
        afterwards(lambda: jobs.start(current_app.config["SETTINGS"], job.id))
    return redirect(url_for(".job", account_id=of.id, job_id=job.id), 303)


@exports.get(JOB)
def job(account_id: int, job_id: int) -> ResponseReturnValue:
    of, asked = _job(account_id, job_id)
    return page("exports/job.html", account=of, job=asked, format=FORMATS[asked.format], now=now(),
                is_there=_is_there(of, asked))  # fmt: skip


@exports.get(JOB + "/file")
def job_file(account_id: int, job_id: int) -> ResponseReturnValue:
    of, asked = _job(account_id, job_id)
    files: Files = current_app.extensions["files"]
    content = files.get(asked.kept_as) if _is_there(of, asked) else None
    if content is None:
        return redirect(url_for(".job", account_id=of.id, job_id=asked.id))
    return download(content, FORMATS[asked.format].mimetype, asked.file_name)


def _job(account_id: int, job_id: int) -> tuple[AnnualAccount, PrintJob]:
    of = account_at(account_id)
    own = access.own_print_jobs(viewer())
    return of, found(own.where(PrintJob.id == job_id, PrintJob.account_id == of.id))


def _is_there(of: AnnualAccount, job: PrintJob) -> bool:
    """It is ready, of today, and tells nothing that was withdrawn since or that the viewer sees otherwise now."""
    return job.is_ready and not job.is_gone(now()) and not queries.is_outdated(session(), viewer(), job, of)
