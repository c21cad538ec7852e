"""From the year to the record: what the database holds of an account's grants becomes plain data that can be sealed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from verhaal import __version__
from verhaal.annual import record
from verhaal.annual.completeness import missing
from verhaal.annual.draws import InAccount
from verhaal.annual.models import OutcomeConfirmation, Subject
from verhaal.annual.queries import GrantYear
from verhaal.draws import method
from verhaal.grants.models import Activity
from verhaal.overview.figures import Glance, glance
from verhaal.overview.queries import shared_of
from verhaal.reading.commitments import Promises
from verhaal.reading.models import Commitment
from verhaal.reading.queries import Thread, is_open
from verhaal.reading.year import Topic
from verhaal.stories.models import Count
from verhaal.stories.queries import Telling
from verhaal.week import day_of

FEWEST_AUTHORS = 5  # of whose minutes others may see the sum
NO_SALT = "0" * 32  # of a page that is not sealed


def recorded(
    years: Sequence[GrantYear],
    year: int,
    today: date,
    *,
    organisation: str,
    funder: str | None,
    correction: record.Correction,
    salt: Callable[[], str] = lambda: NO_SALT,
) -> record.Account:
    """The account over these grants of one year, as it is today. A story told for several of them has one page."""
    told = {each.story.id: each for of in years for each in of.told}
    ordered = sorted(told.values(), key=lambda each: (each.version.week, each.story.shared_at, each.story.id))
    refs = {each.story.id: f"V-{year}-{place:03}" for place, each in enumerate(ordered, 1)}
    pages = {refs[each.story.id]: _page(each, years, refs, today, salt()) for each in ordered}
    core = record.Core(
        software=__version__,
        organisation=organisation,
        funder=funder,
        year=year,
        made_on=today,
        correction=correction,
        grants=tuple(_GrantYear(each, refs, today).recorded() for each in years),
        stories=tuple(record.Entry(ref=ref, digest=record.digest(page)) for ref, page in pages.items()),
    )
    return record.Account(core=core, pages=dict(pages))


@dataclass(frozen=True)
class _GrantYear:
    """One grant's year, on the way from rows to figures."""

    of: GrantYear
    refs: dict[int, str]
    today: date

    def recorded(self) -> record.GrantYear:
        decision, said = self.of.decision, self.of.said
        grant = record.GrantYear(
            decision=self._decision(),
            stories=tuple(self.refs[each.story.id] for each in self.of.told),
            setbacks=tuple(self.refs[each.story.id] for each in self.of.told if each.version.is_setback),
            activities=tuple(self._activity(each) for each in decision.activities),
            objectives=tuple(self._objective(at) for at in range(len(decision.objectives))),
            obligations=tuple(
                record.Obligation(text=each.text, how=said(Subject.OBLIGATION, each.id))
                for each in decision.obligations
            ),
            lessons=said(Subject.LESSONS),
            residents=said(Subject.RESIDENTS),
            financial=said(Subject.FINANCIAL),
            answering=self._answering(),
            selection=self._selection(),
            burden=self._burden(),
            glance=_plain(self._glance),
            missing=(),
        )
        return grant.model_copy(update={"missing": tuple(missing(grant))})

    def _decision(self) -> record.Decision:
        decision, grant = self.of.decision, self.of.decision.grant
        return record.Decision(
            reference=grant.reference,
            title=grant.title,
            funder=decision.funder.name,
            starts_on=grant.starts_on,
            ends_on=grant.ends_on,
            amount_cents=grant.amount_cents,
            places=tuple(record.Where(name=each.name, cbs_code=each.cbs_code) for each in decision.places),
            due=tuple(record.Expected(what=each.what, due_on=each.due_on) for each in decision.due),
        )

    def _activity(self, activity: Activity) -> record.Activity:
        counted = [
            (each, count)
            for each in self.of.told
            for count, _activity in self.of.counts[each.version.id]
            if count.activity_id == activity.id
        ]
        return record.Activity(
            name=activity.name,
            unit=activity.unit,
            planned=activity.planned,
            # a count in other words is a number of something else
            done=sum(count.amount for _each, count in counted if count.unit == activity.unit),
            stories=self._refs(each for each, _count in counted),
            explanation=self.of.said(Subject.ACTIVITY, activity.id),
        )

    def _objective(self, at: int) -> record.Objective:
        objective = self.of.decision.objectives[at]
        towards = [
            each
            for each in self.of.told
            for outcome, _objective in self.of.outcomes[each.version.id]
            if outcome.objective_id == objective.id
        ]
        return record.Objective(
            name=objective.name,
            target=objective.target,
            agreement=objective.agreement,
            outcomes=len(towards),
            stories=self._refs(towards),
            chosen=tuple(
                record.Choice(story=self.refs[each.story_id], why=each.why)
                for each in self.of.chosen.get(objective.id, ())
            ),
            explanation=self.of.said(Subject.OBJECTIVE, objective.id),
        )

    def _answering(self) -> record.Answering:
        threads = [(each, thread) for each in self.of.told for thread in self.of.threads[each.story.id]]
        made = [thread.commitment for _each, thread in threads if thread.commitment]
        promises = Promises.of(each.standing(self.today) for each in made)
        return record.Answering(
            read=len(self.of.read),
            answered=len({each.story.id for each, _thread in threads}),
            open_questions=sum(is_open(thread, each.story) for each, thread in threads),
            promises=record.Promises(**promises._asdict()),
        )

    def _selection(self) -> record.Selection:
        written = self.of.written
        return record.Selection(
            written=written.written,
            shared=written.shared,
            withdrawn=written.withdrawn,
            choosers=self.of.choosers if any(self.of.chosen.values()) else 0,
            draws=tuple(_draw(each) for each in self.of.draws),
        )

    def _burden(self) -> record.Burden | None:
        """None where fewer than five authors were measured, since a sum over few tells of one."""
        measured = [each for each in self.of.told if self.of.seconds.get(each.story.id)]
        authors = {each.author.id for each in measured}
        if len(authors) < FEWEST_AUTHORS:
            return None
        minutes = round(sum(self.of.seconds[each.story.id] for each in measured) / 60)
        return record.Burden(minutes=minutes, stories=len(measured), authors=len(authors))

    @cached_property
    def _glance(self) -> Glance:
        """What the pictures show, the same as in the overview of the year."""
        shared = [shared_of(each, self.of.outcomes[each.version.id]) for each in self.of.told]
        places = [Topic(each.id, each.name) for each in self.of.decision.places]
        objectives = [Topic(each.id, each.name) for each in self.of.decision.objectives]
        return glance(self.of.year, shared, places, objectives)

    def _refs(self, tellings: Iterable[Telling]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.refs[each.story.id] for each in tellings))


def _plain(of: Glance) -> record.Glance:
    return record.Glance(
        stories=of.stories,
        outcomes=of.outcomes,
        setbacks=of.setbacks,
        placed=of.placed,
        aimed=of.aimed,
        credited=of.credited,
        weeks=tuple((mark.week.number, mark.stories) for mark in of.year.marks),
        places=tuple(record.Bar(name=bar.topic.name, stories=bar.stories) for bar in of.places),
        objectives=tuple(record.Bar(name=bar.topic.name, stories=bar.stories) for bar in of.objectives),
        credits=tuple(record.Credit(**each._asdict()) for each in of.credits),
    )


def _draw(each: InAccount) -> record.Draw:
    draw = each.made.draw
    return record.Draw(
        party=each.made.party,
        number=draw.number,
        turn=draw.turn,
        drawn_on=day_of(draw.drawn_at),
        method=draw.method,
        seed=draw.seed,
        wanted=draw.wanted,
        fingerprint=draw.fingerprint,
        population=tuple(method.references(each.urn)),
        drawn=tuple(lot.reference for lot in each.lots),
        withdrawn=sum(lot.is_withdrawn for lot in each.lots),
    )


def _page(each: Telling, years: Sequence[GrantYear], refs: dict[int, str], today: date, salt: str) -> record.Page:
    version = each.version
    of = next(year for year in years if each.story.id in year.threads)
    # A story may also serve what another funder asked for: that is no part of this account.
    ours = {year.decision.grant.id: year.decision.grant.reference for year in years}
    threads = {
        thread.response.id: thread for year in years for thread in year.threads.get(each.story.id, ())
    }  # fmt: skip
    return record.Page(
        ref=refs[each.story.id],
        key=each.story.key,
        salt=salt,
        version=version.number,
        week=str(version.week),
        place=each.place.name if each.place else "",
        title=version.title,
        text=version.text,
        is_setback=version.is_setback,
        recurrence=version.recurrence,
        corrected=version.change_note if version.number > 1 else "",
        outcomes=tuple(
            record.Outcome(
                change=outcome.change,
                whom=outcome.whom,
                significance=outcome.significance,
                contribution=outcome.contribution,
                objective=objective.name if objective and objective.grant_id in ours else "",
                grant=ours.get(objective.grant_id, "") if objective else "",
                confirmations=tuple(map(_confirmation, of.confirmed.get((each.story.id, outcome.change), ()))),
            )
            for outcome, objective in of.outcomes[version.id]
        ),
        counts=tuple(_count(count, activity, ours) for count, activity in of.counts[version.id]),
        responses=tuple(_response(thread, each.story.author_id, today) for thread in threads.values()),
    )


def _confirmation(of: OutcomeConfirmation) -> record.Confirmation:
    return record.Confirmation(who=of.who, relation=of.relation, on=of.confirmed_on, words=of.words)


def _count(count: Count, activity: Activity | None, ours: Mapping[int, str]) -> record.Count:
    name = activity.name if activity and activity.grant_id in ours else ""
    return record.Count(amount=count.amount, unit=count.unit, activity=name)


def _response(thread: Thread, author_id: int, today: date) -> record.Response:
    response = thread.response
    return record.Response(
        funder=thread.funder.name,
        kind=response.kind,
        on=day_of(response.created_at),
        text=response.text,
        commitment=_commitment(thread.commitment, thread.funder.name, today) if thread.commitment else None,
        answers=tuple(
            record.Answer(by_author=person.id == author_id, on=day_of(answer.created_at), text=answer.text)
            for answer, person in thread.answers
        ),
    )


def _commitment(of: Commitment, funder: str, today: date) -> record.Commitment:
    """By the institution: who of its people would do it is for those who work on it, and no record names them."""
    return record.Commitment(
        what=of.what,
        who=funder,
        due_on=of.due_on,
        standing=of.standing(today),
        closed_on=day_of(of.closed_at) if of.closed_at else None,
        explanation=of.explanation,
    )
