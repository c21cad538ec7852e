"""What is said of the photos in a draft, as part of the week's form."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, HiddenField

from verhaal.forms import Form, chosen, line
from verhaal.stories.models import Photo, VersionPhoto

MOST_PHOTOS = 12  # of one story; a week that needs more is two stories


class PhotoForm(Form):
    photo = HiddenField()
    alt = line(_("What is there to see?"), 300)
    faces_agreed = BooleanField(_("Everyone you can recognise said yes to this photo, or nobody can be recognised"))

    shown: Photo  # the photo itself, for the page

    def said(self) -> VersionPhoto:
        return VersionPhoto(photo_id=self.shown.id, alt=self.alt.data or "", faces_agreed=bool(self.faces_agreed.data))


class PhotosForm(Form):
    photos = FieldList(FormField(PhotoForm))

    def hang(self, photos: Iterable[tuple[VersionPhoto, Photo]]) -> None:
        """A row for each photo in the draft: what was typed of it, or else what is kept. Ask before validating."""
        typed = {chosen(row.form.photo.data): row.form.data for row in self.photos}
        while self.photos.entries:
            self.photos.pop_entry()
        for kept, photo in photos:
            words = typed.get(photo.id) or {"alt": kept.alt, "faces_agreed": kept.faces_agreed}
            row = self.photos.append_entry({**words, "photo": photo.id})
            row.form.shown = photo

    def photos_said(self) -> tuple[VersionPhoto, ...]:
        return tuple(row.form.said() for row in self.photos)
