"""Writes a batch: what isn't there is inserted, what is there stays as it is."""

from collections import Counter
from collections.abc import Callable

from sqlmodel import Session

from app.imports import kept_words, write_crews
from app.imports.known import Known
from app.imports.rows import Batch, Table
from app.imports.write_outcomes import write_outcomes
from app.imports.write_pitches import write_pitches
from app.imports.write_weeks import write_people, write_weeks
from app.imports.written import Written, split


def write(session: Session, batch: Batch, known: Known, done: Callable[[Table], None]) -> Written:
    """Write all of a resolved batch. Nothing is committed here; `done` is called after each table."""
    written, kept = Written(), kept_words.gathered(batch)
    added = kept_words.add_to_pitches(session, known, kept) + kept_words.add_to_weeks(session, known, kept)
    _count_results(batch, known, added, written)
    write_weeks(session, batch, known, kept, written)
    done(Table.WEEKS)
    write_people(session, batch, known, written)
    done(Table.PEOPLE)
    pitches_here = list(known.pitches.values())
    pitches = split(Table.PITCHES, batch.pitches, known.pitches, written)
    known.week_of_pitch |= {row.key: known.weeks[row.week] for row in pitches.new}
    plan = write_crews.plan(session, batch, known, pitches_here, written)
    write_pitches(session, batch, known, kept, pitches, plan)
    done(Table.PITCHES)
    write_crews.write(session, plan, pitches_here)
    done(Table.SIGNUPS)
    write_outcomes(session, batch, known, written)
    done(Table.OUTCOMES)
    return written


def _count_results(batch: Batch, known: Known, added: Counter[str], written: Written) -> None:
    """Results of pitches and weeks that are new are new; of those that were here, the ones that were added."""
    for row in batch.results:
        key = row.pitch or row.week
        assert key is not None  # the readers refuse a result of neither
        if key not in (known.pitches if row.pitch else known.weeks):
            written.add_new(Table.RESULTS, key)
        elif added[key.source] > 0:
            added[key.source] -= 1
            written.add_new(Table.RESULTS, key)
        else:
            written.counts[Table.RESULTS].unchanged += 1
