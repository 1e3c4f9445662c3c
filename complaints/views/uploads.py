"""A log from a spreadsheet: what is in the file and what is wrong with it, and the moment it is written."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from complaints.actions.log_uploads import Upload, upload
from complaints.actions.refusals import ComplaintRefused
from complaints.log_columns import COLUMNS, NAMES, REQUIRED
from complaints.upload_forms import LogUploadForm
from complaints.upload_tables import upload_rows
from council.access import needs
from council.authorization import Permission
from council.spreadsheets import FileRefused, read

#: As many rows and problems as a page shows; the file has the others.
MOST_SHOWN = 100


@needs(Permission.MANAGE_COMPLAINTS)
def upload_log(request: HttpRequest) -> HttpResponse:
    """Choose a file, see what would be logged, save it: all of it or nothing. Nothing is kept before that."""
    posted = request.method == "POST"
    form = LogUploadForm(request.POST if posted else None, request.FILES if posted else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, form)
    try:
        sheet = read("The file", form.cleaned_data["content"], needed=REQUIRED)
        done = upload(sheet, by=request.user, dry_run=not form.is_shown)
    except (FileRefused, ComplaintRefused) as refusal:
        form.add_error("file", str(refusal))
        return _page(request, form)
    if form.is_shown and not done.problems:
        count = len(done.rows)
        messages.success(request, f"{count:,} case{'' if count == 1 else 's'} logged.")
        return redirect("complaint-cases")
    return _page(request, form, done)


@needs(Permission.MANAGE_COMPLAINTS)
def template(request: HttpRequest) -> HttpResponse:
    """The file to fill in: its headings."""
    text = io.StringIO()
    csv.writer(text).writerow(NAMES)
    # With the mark that makes spreadsheet programs read it as UTF-8.
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="feedback-log.csv"'
    return response


def _page(request: HttpRequest, form: LogUploadForm, done: Upload | None = None) -> HttpResponse:
    context: dict[str, object] = {"form": form, "columns": COLUMNS}
    if done is not None:
        context |= {
            "done": done,
            "problems": done.problems[:MOST_SHOWN],
            "rows": upload_rows(done.rows[:MOST_SHOWN], done.alike),
            "most": MOST_SHOWN,
            "held": "" if done.problems else form.held_content,
        }
    response = render(request, "complaints/cases/upload.html", context)
    # The page may hold the file, and with it people's names and words.
    response.headers["Cache-Control"] = "no-store"
    return response
