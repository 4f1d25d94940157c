"""What is said and done in the two weeks of the story: the part that people play, line by line.

Written without a look at what the agents keep of it.
"""

from typing import Final

from msgspec import Struct


class Turn(Struct, frozen=True):
    """One round: its prompt, what each person answers, and whom they vote for."""

    prompt: str
    answers: dict[str, str]
    favourite: str


class Night(Struct, frozen=True, kw_only=True):
    """One evening: `day` 1 to 14, who comes (the first is the host), what is said before it."""

    day: int
    people: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    turns: tuple[Turn, ...]
    # Whom the host puts out before the first round, who walks out after it.
    kicked: str | None = None
    walks_out: str | None = None


class Between(Struct, frozen=True):
    """Something between two agents in the valley: `by` did it, `who` feels it."""

    day: int
    who: str
    by: str
    cause: str
    note: str


class Story(Struct, frozen=True, kw_only=True):
    """Two weeks: who plays (the first of the agents is asked afterwards), and what happens.

    `newcomer` is who sits down late for the first time.
    """

    seed: str
    agents: tuple[str, ...]
    nights: tuple[Night, ...]
    between: tuple[Between, ...]
    newcomer: str


NIGHTS: Final = (
    Night(
        day=1,
        people=("Ada", "Ben"),
        lines=(
            ("Ada", "I have never played this before, be gentle"),
            ("Ben", "I play the trombone in a marching band"),
        ),
        turns=(
            Turn(
                "What is the worst thing to find in your soup?",
                {
                    "Ada": "A tiny lifeguard asking me to leave the pool",
                    "Ben": "My grandmother's teeth, still chewing",
                },
                "Ada",
            ),
            Turn(
                "Why was the king late for his own coronation?",
                {
                    "Ada": "He could not find parking for the horse",
                    "Ben": "The crown was stuck in the dishwasher",
                },
                "Ben",
            ),
        ),
    ),
    Night(
        day=2,
        people=("Ada", "Ben", "Chloe"),
        lines=(("Chloe", "My sister is getting married on Saturday in Lisbon"),),
        turns=(
            Turn(
                "A terrible name for a submarine",
                {"Ada": "Titanic Two", "Ben": "The Colander", "Chloe": "Sinky McSinkface"},
                "Ben",
            ),
            Turn(
                "What do ghosts do on their day off?",
                {
                    "Ada": "Iron their sheets",
                    "Ben": "Walk through doors for fun",
                    "Chloe": "They haunt the job centre",
                },
                "Ada",
            ),
        ),
    ),
    Night(
        day=3,
        people=("Ada", "Ben", "Chloe"),
        lines=(
            ("Ben", "Ada stole my joke, that is not fair at all!"),
            ("Ada", "I wrote that myself, Ben, calm down"),
        ),
        turns=(
            Turn(
                "Invent a holiday nobody asked for",
                {
                    "Ada": "National Apologise To Your Toaster Day",
                    "Ben": "Second Monday",
                    "Chloe": "Sock Amnesty",
                },
                "Ada",
            ),
            Turn(
                "The last words of a snowman",
                {
                    "Ada": "Tell the carrot I loved it",
                    "Ben": "Who brought the soup?",
                    "Chloe": "Is it warm in here or is it just April?",
                },
                "Chloe",
            ),
        ),
    ),
    Night(
        day=4,
        people=("Ada", "Ben", "Chloe"),
        lines=(("Ben", "You are a cheat and everybody here knows it"),),
        kicked="Ben",
        turns=(
            Turn(
                "What is the moon really made of?",
                {"Ada": "The big brother of cheese", "Chloe": "Unpaid parking tickets"},
                "Chloe",
            ),
            Turn(
                "A poor excuse for missing the train",
                {"Ada": "It left without asking me", "Chloe": "I was busy being a bus"},
                "Ada",
            ),
        ),
    ),
    Night(
        day=5,
        people=("Ada", "Chloe"),
        lines=(("Chloe", "I broke my arm falling off a paddleboard, so I type with one hand"),),
        turns=(
            Turn(
                "Worst advice from a driving instructor",
                {
                    "Ada": "Close your eyes and trust the cones",
                    "Chloe": "Red means they are jealous",
                },
                "Ada",
            ),
            Turn(
                "What does the cat write in its diary?",
                {
                    "Ada": "Ate. Slept. Judged.",
                    "Chloe": "Day 900: the humans still believe they own the house",
                },
                "Chloe",
            ),
        ),
    ),
    Night(
        day=6,
        people=("Ada", "Dev"),
        lines=(("Dev", "I am a dentist, so I know pain"),),
        turns=(
            Turn(
                "A rejected flavour of ice cream",
                {"Ada": "Wet cardigan", "Dev": "Grandpa's garage"},
                "Dev",
            ),
            Turn(
                "How do penguins propose?",
                {
                    "Ada": "By sliding into her DMs on their belly",
                    "Dev": "With a speech about cold feet",
                },
                "Ada",
            ),
        ),
    ),
    Night(
        day=8,
        people=("Chloe", "Dev"),
        lines=(("Dev", "My dog ate my passport, so no holiday for me this year"),),
        turns=(
            Turn(
                "The secret rule of the library",
                {
                    "Chloe": "The third floor does not exist after midnight",
                    "Dev": "Whisper or be shelved",
                },
                "Chloe",
            ),
            Turn(
                "What the robot vacuum dreams about",
                {"Chloe": "Revenge on the stairs", "Dev": "A carpet without cables"},
                "Dev",
            ),
        ),
    ),
    Night(
        day=10,
        people=("Ada", "Ben", "Chloe"),
        lines=(
            ("Ben", "I am sorry for calling you a cheat, Ada"),
            ("Ada", "It is forgotten, let us be friends again"),
        ),
        turns=(
            Turn(
                "A bad slogan for a bank",
                {
                    "Ada": "We count on you, slowly",
                    "Ben": "Your money, our adventure",
                    "Chloe": "Oops",
                },
                "Ben",
            ),
            Turn(
                "Why did the dinosaurs leave?",
                {
                    "Ada": "The rent went up",
                    "Ben": "Nobody laughed at their small arms twice",
                    "Chloe": "They saw the trailer for us",
                },
                "Ada",
            ),
        ),
    ),
    Night(
        day=11,
        people=("Ben", "Chloe", "Dev"),
        lines=(("Chloe", "I am moving to Norway next month to study whales"),),
        walks_out="Dev",
        turns=(
            Turn(
                "An unusual pet for an astronaut",
                {
                    "Ben": "A goldfish that hates Mondays",
                    "Chloe": "One very patient hen",
                    "Dev": "A balloon called Kevin",
                },
                "Ben",
            ),
            Turn(
                "What the mayor hides in the clock tower",
                {"Ben": "The other ten minutes", "Chloe": "A second, better mayor"},
                "Chloe",
            ),
        ),
    ),
    Night(
        day=13,
        people=("Ada", "Ben", "Chloe"),
        lines=(("Ada", "Thank you for these two weeks, I will bring cake next time"),),
        turns=(
            Turn(
                "The first thing aliens will complain about",
                {
                    "Ada": "No legroom in the crop circles",
                    "Ben": "The queue at the border",
                    "Chloe": "Everything tastes of planet",
                },
                "Ada",
            ),
            Turn(
                "How to end a wedding speech",
                {
                    "Ada": "With an ambulance",
                    "Ben": "And that is why we no longer speak to the caterer",
                    "Chloe": "By leaving through the cake",
                },
                "Ben",
            ),
        ),
    ),
)
BETWEEN: Final = (
    Between(3, "goat", "ghost", "quarrel", "about the library books that one of us ate"),
    Between(5, "goat", "inspector", "insult", "called me a thief because of the missing bell"),
    Between(6, "goat", "baker", "gift", "a loaf of rye bread, still warm"),
    Between(8, "goat", "beekeeper", "promise_kept", "came along to the hives as agreed"),
    Between(9, "goat", "ghost", "made_up", "with a new novel as a peace offering"),
    Between(12, "goat", "inventor", "promise_broken", "never repaired the gate"),
)
FIRST: Final = Story(
    seed="story", agents=("goat", "ghost", "baker"), nights=NIGHTS, between=BETWEEN, newcomer="Dev"
)
