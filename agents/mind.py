"""What one machine player carries through one game: frozen, folded from views alone.

Knows no clock: every time in it came with a view or with the call that asked it to think.
"""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from agents.banter import Banter
from agents.compose import Asking, plain, proposals, spoken
from agents.guessing import suspects
from agents.keywords import keywords
from agents.neurons import words
from agents.neurons.brain import Brain
from agents.neurons.company import Story
from agents.neurons.course import set_course
from agents.neurons.goals import set_goal
from agents.neurons.tactics import take_approach
from agents.nouns import GAP, content_words
from agents.persona import Persona
from agents.quips import Repertoire
from agents.tabletalk import Talk
from agents.taste import choose, features, leanings
from agents.voice import unsigned
from game.ids import GameId, PlayerId, ResponseId
from game.snapshot import BallotLine

# Acts by name: a command's id ends with one, and `done` remembers them.
READY, GREET, ANSWER, CHAT, FAREWELL = "ready", "greet", "answer", "chat", "farewell"
REACT, SAY = "react", "say"
VOTE, GUESS = "vote.", "guess."


class Mind(Struct, frozen=True, kw_only=True):
    """One persona at one table; times in Unix milliseconds, `pace` 1.0 is human."""

    game: GameId
    me: PlayerId
    persona: Persona
    repertoire: Repertoire
    # Shared by all minds of the game, so that they can deal the repertoire among themselves.
    seed: str
    pace: float = 1.0
    # The machine players of this game in order of arrival, as far as they can be told.
    machines: tuple[PlayerId, ...] = ()
    cursor: int = 0
    phase: str = "lobby"
    round: int = 0
    since_ms: int = 0
    deadline_ms: int | None = None
    is_paused: bool = False
    is_seated: bool = True
    prompt: str = ""
    category: str = ""
    draft: str = ""
    own: BallotLine | None = None
    ballot: tuple[BallotLine, ...] = ()
    choices: Mapping[str, ResponseId] = field(default_factory=dict)
    # Mode turing: whether a machine made it, by the act that says so.
    guesses: Mapping[str, tuple[ResponseId, bool]] = field(default_factory=dict)
    mode: str = "classic"
    # What there is to say in the reveal: a kind of line in the persona's voice.
    feeling: str = ""
    told: tuple[str, ...] = ()
    brain: Brain = Brain()
    # The reflex that is still to be shown, and since when.
    reflex: str = ""
    reflex_ms: int = 0
    # Who is here, how they stand, and what was recalled of them.
    names: Mapping[PlayerId, str] = field(default_factory=dict)
    ranks: Mapping[PlayerId, int] = field(default_factory=dict)
    liking: Mapping[PlayerId, int] = field(default_factory=dict)
    stories: tuple[Story, ...] = ()
    # What happened in the valley of late, to be told; empty where nothing did.
    news: str = ""
    # Lines to open a talk with; none, where nobody brought them.
    banter: Banter = field(default_factory=dict)
    # The memories behind stories told this evening, and behind the one in the draft.
    recounted: tuple[str, ...] = ()
    story: str = ""
    talk: Talk = Talk()
    # Acts that need no more doing in this phase: done, on their way, or given up.
    done: tuple[str, ...] = ()
    # How often an act was put off because the server could not take it, and when it may be next.
    put_off: Mapping[str, int] = field(default_factory=dict)
    acted_ms: int = 0

    @property
    def hand(self) -> tuple[int, int]:
        """Which hand of how many is dealt to this mind; the only one where nobody can tell."""
        if self.me not in self.machines:
            return 0, 1
        return self.machines.index(self.me), len(self.machines)

    @property
    def is_masked(self) -> bool:
        """Whether nobody at the table may know yet who is a machine."""
        return self.mode == "turing" and self.phase not in ("completed", "cancelled")

    @property
    def called(self) -> tuple[str, ...]:
        """What one calls it here: behind a mask nobody knows its other names."""
        name = self.names.get(self.me, "")
        return (name,) if self.is_masked else (name, self.persona.slug)

    def drawn(self, *parts: object) -> tuple[object, ...]:
        """The parts of a draw that belong to this mind in this round."""
        return (self.seed, self.me, self.round, *parts)

    def command_id(self, act: str) -> str:
        """The one id of this act in this round; doing it again says the same id."""
        return f"{self.me}.{self.round}.{act}"


def born(
    game: GameId,
    me: PlayerId,
    persona: Persona,
    repertoire: Repertoire,
    seed: str,
    pace: float,
    brain: Brain | None = None,
    banter: Banter | None = None,
) -> Mind:
    """A mind that has seen nothing yet; feed it a snapshot or the game's views from the first."""
    return Mind(
        game=game,
        me=me,
        persona=persona,
        repertoire=repertoire,
        seed=seed,
        pace=pace,
        brain=brain or Brain(),
        banter=banter or {},
    )


def with_done(mind: Mind, act: str) -> Mind:
    """The mind, with this act off its list."""
    return mind if act in mind.done else replace(mind, done=(*mind.done, act))


def with_recalled(
    mind: Mind, stories: tuple[Story, ...], liking: Mapping[PlayerId, int], news: str = ""
) -> Mind:
    """The mind once it has recalled what was between it and those who sit here.

    An answer that is still only in its head is thought over with that.
    """
    after = aimed(replace(mind, stories=stories, liking=liking, news=news or mind.news))
    is_open = mind.phase == "answering" and ANSWER not in mind.done
    return with_draft(after) if is_open else after


def aimed(mind: Mind) -> Mind:
    """The mind after a thought from the long view down: a goal, an approach, a course."""
    brain = set_goal(mind.brain, mind.since_ms, mind.liking)
    rank = mind.ranks.get(mind.me, 1)
    brain = take_approach(brain, mind.since_ms, rank, len(mind.ranks))
    return replace(mind, brain=set_course(brain, mind.since_ms, mind.phase))


def with_draft(mind: Mind) -> Mind:
    """The mind with an answer to its prompt in its head."""
    hand, hands = mind.hand
    asking = Asking(
        prompt=mind.prompt,
        category=mind.category,
        round=mind.round,
        seed=mind.seed,
        hand=hand,
        hands=hands,
        told=mind.told,
    )
    brain = mind.brain
    if not brain.is_on("L2"):
        return replace(mind, draft=plain(mind.repertoire, asking), story="")
    persona = unsigned(mind.persona) if mind.is_masked else mind.persona
    is_gap, asked = GAP in mind.prompt, content_words(mind.prompt)
    about = keywords(mind.prompt)
    story = words.story_for(brain, mind.stories, mind.recounted, about, mind.drawn("old"))
    if story is not None:
        line = spoken(persona, words.tell(story, is_gap, mind.drawn("old")), is_gap, asking)
        drafts = [words.Draft(line, "story", features(line, asked, ()))]
    else:
        found = proposals(persona, mind.repertoire, asking, words.weighed(brain))
        drafts = [
            words.Draft(each.text, each.device, features(each.text, asked, ())) for each in found
        ]
    brain, chosen = words.choose(brain, mind.since_ms, drafts)
    told = story.memory if story is not None else ""
    return replace(mind, brain=brain, draft=chosen.text, story=told)


def with_choices(mind: Mind) -> Mind:
    """The mind with its three votes decided; none where every response is its own."""
    others = tuple(line for line in mind.ballot if not _is_own(mind, line))
    if not mind.brain.is_on("L3"):
        return replace(mind, choices={}, guesses={})
    leaning = leanings(others, mind.names, mind.liking)
    choices = choose(mind.persona.tastes, mind.prompt, others, mind.drawn("taste"), leaning)
    guesses: dict[str, tuple[ResponseId, bool]] = {}
    if mind.mode == "turing":
        made = suspects(others, mind.drawn("suspects"))
        for place, line in enumerate(others):
            guesses[f"{GUESS}{place}"] = (line.id, line.id in made)
    return replace(mind, choices=choices, guesses=guesses)


def _is_own(mind: Mind, line: BallotLine) -> bool:
    return mind.own is not None and line.id == mind.own.id
