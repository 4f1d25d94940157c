"""A second story, of other people, other machine players and another seed, line by line.

Written with its questions, without a look at what the agents keep of it.
"""

from typing import Final

from tests.story.script import Between, Night, Story, Turn

NIGHTS: Final = (
    Night(
        day=1,
        people=("Frida", "Gus"),
        lines=(
            ("Frida", "I just got back from four weeks on a fishing boat near Iceland"),
            ("Gus", "My left shoe squeaks, please ignore it"),
        ),
        turns=(
            Turn(
                "A strange reason to cancel a wedding",
                {
                    "Frida": "The priest was allergic to vows",
                    "Gus": "Both brides wore the same moustache",
                },
                "Gus",
            ),
            Turn(
                "What does the moon say to the sun?",
                {
                    "Frida": "You never text me back at night",
                    "Gus": "Turn the light off when you leave",
                },
                "Frida",
            ),
        ),
    ),
    Night(
        day=2,
        people=("Frida", "Gus", "Hana"),
        lines=(("Hana", "My grandfather turns one hundred on Sunday and wants to skydive"),),
        turns=(
            Turn(
                "The worst souvenir from the seaside",
                {
                    "Frida": "A jar of somebody else's sunburn",
                    "Gus": "A seagull that knows my address",
                    "Hana": "Sand, but wet, in an envelope",
                },
                "Gus",
            ),
            Turn(
                "How would a snail win a race?",
                {
                    "Frida": "By bribing the finish line",
                    "Gus": "It started last Tuesday",
                    "Hana": "Everybody else fell asleep laughing",
                },
                "Hana",
            ),
        ),
    ),
    Night(
        day=4,
        people=("Frida", "Gus", "Hana"),
        lines=(
            ("Gus", "Hana always votes for Frida, this is rigged"),
            ("Hana", "I vote for whatever makes me laugh, Gus"),
        ),
        turns=(
            Turn(
                "A terrible tattoo for a judge",
                {
                    "Frida": "Guilty until lunch",
                    "Gus": "A gavel wearing sunglasses",
                    "Hana": "His own fingerprints, crossed out",
                },
                "Frida",
            ),
            Turn(
                "What is the volcano waiting for?",
                {
                    "Frida": "A decent marshmallow",
                    "Gus": "Its therapist to come back from holiday",
                    "Hana": "Somebody to say the magic word",
                },
                "Gus",
            ),
        ),
    ),
    Night(
        day=5,
        people=("Frida", "Gus", "Hana"),
        lines=(("Gus", "You are both liars and this whole table stinks"),),
        kicked="Gus",
        turns=(
            Turn(
                "A bad idea for a cooking show",
                {
                    "Frida": "Chefs blindfolded by their mothers",
                    "Hana": "Everything is boiled, including the host",
                },
                "Hana",
            ),
            Turn(
                "Why does the lift always stop between floors?",
                {
                    "Frida": "It is writing a novel and needs the quiet",
                    "Hana": "It is afraid of the ninth",
                },
                "Frida",
            ),
        ),
    ),
    Night(
        day=6,
        people=("Frida", "Ivo"),
        lines=(
            ("Ivo", "I repair church organs, mostly by shouting at them"),
            ("Frida", "I am learning to juggle and have lost three lamps"),
        ),
        turns=(
            Turn(
                "The least useful superpower",
                {
                    "Frida": "Speaking fluently to cutlery",
                    "Ivo": "Seeing eleven seconds into the past",
                },
                "Ivo",
            ),
            Turn(
                "What do scarecrows talk about?",
                {
                    "Frida": "Which of them the crows respect least",
                    "Ivo": "Pension plans, in straw",
                },
                "Frida",
            ),
        ),
    ),
    Night(
        day=8,
        people=("Hana", "Ivo"),
        lines=(("Hana", "The doctor says I must not eat cheese until spring, pray for me"),),
        turns=(
            Turn(
                "A motto for a lazy gym",
                {"Hana": "No pain, no problem", "Ivo": "Lift your spirits, put them down again"},
                "Hana",
            ),
            Turn(
                "The secret hobby of the tooth fairy",
                {
                    "Hana": "Counterfeit dentures at weekends",
                    "Ivo": "She plays the piano on what she has collected",
                },
                "Ivo",
            ),
        ),
    ),
    Night(
        day=9,
        people=("Frida", "Hana", "Ivo"),
        lines=(("Ivo", "Somebody stole my bicycle outside the bakery this morning"),),
        walks_out="Hana",
        turns=(
            Turn(
                "An unlikely thing to find in a knight's pocket",
                {
                    "Frida": "A receipt for the dragon",
                    "Hana": "Spare horse, folded",
                    "Ivo": "The other half of the sandwich war",
                },
                "Frida",
            ),
            Turn(
                "What would a polite burglar leave behind?",
                {
                    "Frida": "A thank-you card and the correct change",
                    "Ivo": "Your dishes, washed",
                },
                "Ivo",
            ),
        ),
    ),
    Night(
        day=11,
        people=("Frida", "Gus", "Hana"),
        lines=(
            ("Gus", "Sorry for what I said about the table, I had not slept for two days"),
            ("Hana", "Apology taken, but you owe me a coffee"),
        ),
        turns=(
            Turn(
                "A name for a band of pensioners",
                {
                    "Frida": "The Slow Awakening",
                    "Gus": "Hip Replacement",
                    "Hana": "Nap Kings of Leon",
                },
                "Gus",
            ),
            Turn(
                "Why was the robot fired from the restaurant?",
                {
                    "Frida": "It tipped the customers over",
                    "Gus": "It salted the accounts",
                    "Hana": "It refused to serve its cousin, the toaster",
                },
                "Hana",
            ),
        ),
    ),
    Night(
        day=12,
        people=("Gus", "Hana", "Ivo"),
        lines=(("Gus", "I start as a night guard in the wax museum on Monday"),),
        turns=(
            Turn(
                "The shortest fairy tale ever",
                {
                    "Gus": "Once upon a time they read the instructions",
                    "Hana": "The frog said no",
                    "Ivo": "Everybody lived next door to each other",
                },
                "Hana",
            ),
            Turn(
                "What is under the opera house?",
                {
                    "Gus": "A smaller, angrier opera house",
                    "Hana": "Every phone that ever rang in act two",
                    "Ivo": "The tenor's other shoe",
                },
                "Gus",
            ),
        ),
    ),
    Night(
        day=14,
        people=("Frida", "Gus", "Ivo"),
        lines=(("Frida", "I have decided to adopt a donkey, its name will be Gerald"),),
        turns=(
            Turn(
                "The rudest thing a parrot could learn",
                {
                    "Frida": "Your browser history, alphabetically",
                    "Gus": "The sound of you snoring, at dinner",
                    "Ivo": "Compound interest",
                },
                "Frida",
            ),
            Turn(
                "How do clouds say goodbye?",
                {
                    "Frida": "They mist each other",
                    "Gus": "With a thunderous hug",
                    "Ivo": "They never do, they just drift apart",
                },
                "Frida",
            ),
        ),
    ),
)
BETWEEN: Final = (
    Between(2, "mayor", "postmistress", "quarrel", "about who may read the town's letters first"),
    Between(4, "mayor", "vendor", "gift", "a tin of peaches with a ribbon on it"),
    Between(6, "mayor", "goat", "insult", "chewed my speech and called it dry"),
    Between(8, "mayor", "keeper", "promise_kept", "lit the lamp for my parade"),
    Between(10, "mayor", "postmistress", "made_up", "with a stamp that shows my face"),
    Between(13, "mayor", "mapmaker", "promise_broken", "never drew the new road to the bridge"),
)
SECOND: Final = Story(
    seed="the second story",
    agents=("mayor", "inventor", "knitter"),
    nights=NIGHTS,
    between=BETWEEN,
    newcomer="Ivo",
)
