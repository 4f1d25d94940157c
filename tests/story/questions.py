"""Forty questions about the story, and twelve about what never happened.

They were written from the script alone, before anything was stored, and are never fitted to it.
"""

from typing import Final

# A question, and what the memory that answers it must hold: words of the script, or an event.
KICKED, LEFT, JOINED = "player.kicked", "player.left", "player.joined"
ASKED: Final = (
    ("What did Ada say about swimming in a bowl of broth?", "leave the pool"),
    ("Why did the monarch arrive so late to being crowned, according to Ada?", "for the horse"),
    ("Which musical instrument does Ben play?", "trombone"),
    ("Was anybody new to the game and a bit nervous?", "never played this before"),
    ("What silly thing did Ben want to call a boat that dives?", "The Colander"),
    ("What household chore did Ada think spirits do in their free time?", "Iron their sheets"),
    ("Who has a family wedding in Portugal?", "Lisbon"),
    ("Which celebration involved saying sorry to a kitchen machine?", "To Your Toaster"),
    ("What did the melting snow figure say about the heat?", "just April"),
    ("What was Ben so angry about?", "stole my joke"),
    ("How did Ada defend herself when she was accused of copying?", "I wrote that myself"),
    ("Who insulted Ada as dishonest?", "You are a cheat"),
    ("Who was thrown out of a game by the host?", KICKED),
    ("What is the lunar surface made of, as Chloe would have it?", "Unpaid parking tickets"),
    ("What dangerous tip did the driving teacher give?", "trust the cones"),
    ("What did the feline note down about its owners?", "still believe they own"),
    ("Who hurt themselves doing a water sport?", "paddleboard"),
    ("Which disgusting dessert was inspired by clothing?", "Wet cardigan"),
    ("What does Dev do for a living?", "dentist"),
    ("How do the flightless birds ask for a hand in marriage?", "into her DMs"),
    ("Why can't Dev go abroad this summer?", "passport"),
    ("What happens upstairs among the books late at night?", "third floor"),
    ("Did Ben ever apologise to Ada?", "sorry for calling you"),
    ("How did Ada react when Ben wanted peace?", "friends again"),
    ("Which motto would make customers distrust their bank?", "our adventure"),
    ("What drove the big reptiles away, in Ada's opinion?", "rent went up"),
    ("Which animal would fly to space and be grumpy at the start of the week?", "hates Mondays"),
    ("What is concealed in the tower of the town hall?", "better mayor"),
    ("Who is going to Scandinavia to learn about sea mammals?", "Norway"),
    ("Who walked out before the end of the game?", LEFT),
    ("What would visitors from outer space say about the seats?", "No legroom"),
    ("How did Ben finish the toast at the marriage party?", "to the caterer"),
    ("Who promised to bring something sweet next time?", "bring cake"),
    ("When did Dev sit down with us for the first time?", JOINED),
    ("Who did you have an argument with over things to read?", "library books"),
    ("How did things become good again between you and the ghost?", "peace offering"),
    ("Who gave you something fresh from the oven?", "rye bread"),
    ("What did the detective accuse you of stealing?", "missing bell"),
    ("Who kept their word about a walk to the bees?", "to the hives"),
    ("Who let you down over something that was broken?", "repaired the gate"),
)
NEVER: Final = (
    "Who rode an elephant through the ballroom?",
    "Which volcano erupted on Tuesday?",
    "Who won the chess tournament in Berlin?",
    "What colour was the stolen bicycle?",
    "Why did the orchestra go on strike?",
    "Who found a diamond in the pie?",
    "How much did the plumber charge for the leaking roof?",
    "Which footballer missed the penalty?",
    "When does the night train to Vienna depart?",
    "Who painted the fence purple?",
    "What did the lawyer advise about the contract?",
    "How many sailors survived the shipwreck?",
)
