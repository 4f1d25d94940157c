"""Folds what an agent's seat is shown into memories: (witness, view) -> witness and memories.

The same views always give the same memories, ids and all, so that who begins again after a crash
remembers nothing twice. What happened before it sat down an agent knows, but did not live.
"""

from msgspec.structs import replace

from agents.keywords import keywords
from agents.memories import Memory, is_echo
from agents.retelling import AWARDS, answered, counted, feeling, listed, ordinal, quoted
from agents.sightings import Sight, Witness, name, names, remembered
from game import views as seen
from game.results import Result
from game.views import EventView, Skipped

Told = tuple[Witness, tuple[Sight, ...]]


def witness(mind: Witness, view: EventView | Skipped) -> tuple[Witness, tuple[Memory, ...]]:
    """The witness after this view, and what it remembers of it; nothing of what it saw before."""
    if view.seq <= mind.seq:
        return mind, ()
    mind = replace(mind, seq=view.seq)
    if isinstance(view, Skipped):
        return mind, ()
    after, sights = _seen(mind, view)
    # On leaving it is still there to remember that.
    if mind.me is None and after.me is None:
        return after, ()
    there = after if after.me is not None else mind
    return after, tuple(remembered(there, view, sight) for sight in sights)


def _seen(mind: Witness, view: EventView) -> Told:
    match view:
        case seen.GameCreatedView():
            return replace(mind, table=view.name, host=view.host), ()
        case seen.HostChangedView():
            return replace(mind, host=view.host), ()
        case seen.PlayerJoinedView():
            return _joined(mind, view)
        case seen.PlayerLeftView():
            return _left(mind, view)
        case seen.GameStartedView():
            return mind, (_started(mind, view),)
        case seen.RoundStartedView():
            return replace(mind, prompt=view.prompt, votes={}), ()
        case seen.VoteCastView(response=response, vote_type=vote_type) if view.player == mind.me:
            # What others chose is their secret.
            return replace(mind, votes={**mind.votes, vote_type: response}), ()
        case seen.RoundCompletedView():
            return _revealed(mind, view)
        case seen.GameCompletedView():
            return replace(mind, prompt=""), _podium(mind, view)
        case seen.HonoursRecordedView():
            return mind, _earned(mind, view)
        case seen.GameCancelledView():
            content = f"The game at the table {quoted(mind.table)} was called off."
            sight = Sight(
                content=content, importance=3.0, emotion=-0.3, tags=("podium",), fact="score"
            )
            return mind, (sight,)
        case seen.ChatView():
            return mind, _heard(mind, view)
        case _:
            # Clocks, readiness, mutes, and other people's secret acts: nothing to remember.
            return mind, ()


def _joined(mind: Witness, view: seen.PlayerJoinedView) -> Told:
    player = view.player
    is_me = player.agent == mind.agent
    others = tuple(each for each in mind.seated if each != player.id)
    after = replace(
        mind,
        me=player.id if is_me else mind.me,
        people={**mind.people, player.id: player},
        seated=(*others, player.id),
    )
    if not is_me:
        content, felt = f"{player.name} sat down at my table.", 0.0
    else:
        company = f" with {names(mind, others)}" if others else ""
        content, felt = f"I sat down at the table {quoted(mind.table)}{company}.", 0.1
    who = others if is_me else (player.id,)
    return after, (Sight(content=content, importance=1.5, emotion=felt, who=who, tags=("join",)),)


def _left(mind: Witness, view: seen.PlayerLeftView) -> Told:
    seated = tuple(each for each in mind.seated if each != view.player)
    after = replace(mind, seated=seated)
    is_kicked = view.reason == "kicked"
    hosts = tuple(each for each, shown in mind.people.items() if shown.user == mind.host)
    table = quoted(mind.table)
    if view.player != mind.me:
        who, about = name(mind, view.player), (view.player, *(hosts if is_kicked else ()))
        if is_kicked:
            by = f"{names(mind, hosts)}, the host," if hosts else "Somebody"
            content, weight, felt = f"{by} sent {who} away from the table {table}.", 3.5, -0.3
        elif mind.prompt:
            content, weight, felt = f"{who} left the table {table} in mid-game.", 2.5, -0.1
        else:
            content, weight, felt = f"{who} left my table.", 1.5, 0.0
        sight = Sight(content=content, importance=weight, emotion=felt, who=about, tags=("leave",))
        return after, (sight,)
    by = f" by {names(mind, hosts)}" if hosts else ""
    if is_kicked:
        content, weight, felt = f"I was sent away from the table {table}{by}.", 7.0, -0.8
    else:
        content, weight, felt, hosts = f"I left the table {table}.", 1.5, 0.0, ()
    sight = Sight(content=content, importance=weight, emotion=felt, who=hosts, tags=("leave",))
    return replace(after, me=None), (sight,)


def _started(mind: Witness, view: seen.GameStartedView) -> Sight:
    content = (
        f"A game of {view.total_rounds} rounds began at the table {quoted(mind.table)}:"
        f" {names(mind, view.seats)}."
    )
    return Sight(content=content, importance=2.0, emotion=0.1, who=view.seats, tags=("game",))


def _revealed(mind: Witness, view: seen.RoundCompletedView) -> Told:
    """Every answer of the round, what it got, and what I gave it; then who leads."""
    sights = [_answer(mind, result, number) for number, result in enumerate(view.results)]
    leaders = [place for place in view.standings if place.rank == 1 and place.score > 0]
    if len(leaders) != 1 or leaders[0].player == mind.leader:
        return mind, tuple(sights)
    (leader,) = leaders
    is_me = leader.player == mind.me
    verb = "take" if is_me else "takes"
    lead = Sight(
        content=f"{name(mind, leader.player)} {verb} the lead with {leader.score} points.",
        importance=2.5,
        emotion=0.4 if is_me else 0.0,
        who=(leader.player,),
        tags=("score",),
        number=len(sights),
        fact="score",
    )
    return replace(mind, leader=leader.player), (*sights, lead)


def _answer(mind: Witness, result: Result, number: int) -> Sight:
    got = {kind: getattr(result.votes, kind) for kind in AWARDS}
    won = listed([counted(count, AWARDS[kind]) for kind, count in got.items() if count])
    given = [AWARDS[kind] for kind, chosen in mind.votes.items() if chosen == result.response]
    is_mine = result.player == mind.me
    # What came out of memory is remembered already.
    is_told = is_mine and is_echo(result.text, mind.recalled)
    said = "with an old story" if is_told else quoted(result.text)
    content = answered(mind.prompt, name(mind, result.player), said)
    content += f" It got {won or 'no votes'}."
    if given:
        content += f" I gave it my {listed(given)}."
    votes = sum(got.values())
    felt = (votes if is_mine else len(given)) / 3
    return Sight(
        content=content,
        importance=min(8.0, (2.5 if is_mine else 1.0) + votes + len(given)),
        emotion=-0.3 if is_mine and not votes else min(1.0, felt),
        who=(result.player,),
        tags=("answer", "mine") if is_mine else ("answer",),
        number=number,
    )


def _podium(mind: Witness, view: seen.GameCompletedView) -> tuple[Sight, ...]:
    """Who won, my own place, and what was unlocked."""
    content = f"{names(mind, view.winners)} won the game at the table {quoted(mind.table)}."
    places = {place.player: place.rank for place in view.standings}
    is_won, mine = mind.me in view.winners, places.get(mind.me) if mind.me else None
    if mine is not None and not is_won:
        content += f" I came {ordinal(mine)} of {len(places)}."
    felt = 0.8 if is_won else -0.3 if mine == max(places.values(), default=0) else 0.1
    won = Sight(
        content=content,
        importance=7.0 if is_won else 5.0,
        emotion=felt,
        # Who lost was there too.
        who=(*view.winners, *places),
        tags=("podium",),
        fact="score",
    )
    return won, *_earned(mind, view)


def _earned(
    mind: Witness, view: seen.GameCompletedView | seen.HonoursRecordedView
) -> tuple[Sight, ...]:
    return tuple(
        Sight(
            content=f"{name(mind, earned.player)} earned {quoted(earned.name)}.",
            importance=3.0,
            emotion=0.2,
            who=(earned.player,),
            tags=("achievement",),
            number=number,
        )
        for number, earned in enumerate(view.achievements, start=1)
    )


def _heard(mind: Witness, view: seen.ChatView) -> tuple[Sight, ...]:
    """What others say, and more of what they say to me; my own small talk is not worth keeping."""
    if mind.me is None or view.player == mind.me:
        return ()
    called = keywords(mind.people[mind.me].name, mind.agent)
    is_to_me = any(word in called for word in keywords(view.text))
    felt = feeling(view.text)
    sight = Sight(
        content=f"{name(mind, view.player)} said{' to me' if is_to_me else ''}:"
        f" {quoted(view.text)}",
        importance=(4.0 if is_to_me else 1.0) + 2 * abs(felt),
        emotion=felt,
        who=(view.player,),
        tags=("chat", "to me") if is_to_me else ("chat",),
    )
    return (sight,)
