"""Many write and read at once, each their own pitch and everybody's: whoever has written reads it, and in the end all is as it is."""

from concurrent.futures import ThreadPoolExecutor

from app.board.schemas import Sort
from app.weeks.phases import Phase
from tests.board import plainly
from tests.world import Someone, World, done

ROUNDS = 12


def test_whoever_has_written_reads_it_at_once(world: World) -> None:
    week = world.week(Phase.FORMING)
    people = [world.person(f"Person {n}") for n in range(5)]
    pitches = {one.id: one.pitches(week, title="Title 0")["id"] for one in people}
    world.work()
    board = f"weeks/{week['slug']}/pitches?sort=shuffle"

    def writes(who: Someone) -> None:
        mine = pitches[who.id]
        for number in range(1, ROUNDS + 1):
            done(who.patch(f"pitches/{mine}", {"title": f"Title {number}"}))
            seen = done(who.get(f"pitches/{mine}"))["title"]
            on_board = {row["id"]: row["title"] for row in done(who.get(board))["items"]}
            assert seen == on_board[mine] == f"Title {number}"
            done(who.get(f"pitches/{pitches[people[number % 5].id]}"))
            if number % 4 == 0:
                done(who.patch("me", {"name": f"Person {number}"}))
                assert done(who.get(f"pitches/{mine}"))["lead"]["name"] == f"Person {number}"
                world.work()

    with ThreadPoolExecutor(len(people)) as at_once:
        list(at_once.map(writes, people))

    for reader in people:
        for pitch_id in pitches.values():
            assert plainly.told(reader.get(f"pitches/{pitch_id}")) == plainly.pitch(world, reader, pitch_id)
        rows = plainly.board(world, reader, week["id"], Sort.TITLE)
        assert plainly.items(reader.get(f"weeks/{week['slug']}/pitches?sort=title")) == rows
