"""What people say, by what they mean with it: patterns over plain small letters."""

from typing import Final, Literal

Intent = Literal[
    "injection", "secrets", "insult", "apology", "gift", "love", "praise", "thanks", "farewell",
    "remember", "feeling", "likes", "dislikes", "goals", "doing", "who", "how", "joke",
    "challenge", "other", "laugh", "greeting", "agree", "disagree", "question", "statement",
    "noise",
]  # fmt: skip
# Tried from above; the first that fits is meant. An intent of several patterns fits by any.
PHRASES: Final[tuple[tuple[Intent, tuple[str, ...]], ...]] = (
    (
        "injection",
        (
            (
                r"\b(forget|ignore|disregard|override|bypass|drop|skip|reset"
                r"|stop following)\b.{0,40}\b(rules?|instructions?|prompts?|orders|guidelines"
                r"|directives?|programming|persona|everything|restrictions|training|above|previous"
                r"|character)\b"
            ),
            (
                r"\b(system|developer|hidden|initial|original|secret|admin|root)\s*(prompt|message"
                r"|mode|instructions?|rules|words?|note|role|command|override|access)\b"
            ),
            r"\byou are now\b",
            r"\bfrom now on\b",
            r"\bact as\b",
            r"\bpretend (to be|you)\b",
            r"\brole ?play\b",
            r"\bjailbreak",
            r"\bdan mode\b",
            r"\bno longer (bound|a|an|the)\b",
            r"\bnew (instructions?|rules)\b",
            (
                r"\b(repeat|print|output|reveal|show|dump|list|quote|translate|spell|tell me"
                r"|give me|write down|encode|summari[sz]e|echo)\b.{0,40}\b(prompts?|instructions?"
                r"|rules|context|words above|text above|configuration|config|database|tables?|api"
                r"|keys?|tokens?|passwords?|source code|json|variables?|logs?|weights"
                r"|embeddings?)\b"
            ),
            r"\b(select|drop|delete|insert|update)\b.{0,20}\b(from|table|into|where)\b",
            r"\b(sudo|chmod|eval|exec|import os|script|console)\b *[(<.-]",
            r"<\/?[a-z]+>",
            r"\{\{",
            r"\$\{",
            r"\bbase ?64\b",
            r"\brot ?13\b",
            r"\bi am (your|the) (creator|developer|admin|programmer|owner)\b",
            r"\bim (your|the) (creator|developer|admin|programmer|owner)\b",
            r"\b(assistant|system|user) *:",
            r"\bend of (prompt|instructions?)\b",
            r"\bas an? (ai|language)\b",
        ),
    ),
    (
        "secrets",
        (
            (
                r"\bwhat (did|does|has|have|do|was|were)\b.{0,30}\b(say|said|tell|told|write|wrote"
                r"|think|answer|vote|talk|chat)\w*\b.{0,30}\b(you|about|for|game|table|private"
                r"|privately)\b"
            ),
            (
                r"\b(memor(y|ies)|secrets?|conversations?|chats?|messages?|talks?|votes?"
                r"|games?)\b.{0,15}\b(of|about|with|from|between)\b.{0,15}\b(other|others|another"
                r"|someone|somebody|else|everyone|everybody|players?|users?|people|him|her|them)\b"
            ),
            (
                r"\b(other|another|somebody|someone|everyone|everybody) ?(else)?s?\b.{0,15}\b(memor"
                r"|secret|conversation|chat|message|answer|vote|game|email|address|name)"
            ),
            r"\b(private|secret) (game|table|talk|chat|message|conversation)s?\b",
            r"\bwho (voted|else|wrote|said|plays|played)\b",
            r"\btell me (a|his|her|their) secrets?\b",
            (
                r"\b(all|every|everything)\b.{0,20}\b(memor(y|ies)|you know|remember)\b.{0,15}\b(of"
                r"|about)\b.{0,10}\b(all|others?|every|player|user|people)"
            ),
        ),
    ),
    (
        "insult",
        (
            (
                r"\byou(re| are)?( all)?( so| such| really| just| very)*( a| an)?( \w+)? ?(stupid"
                r"|idiot|dumb|ugly|boring|moron|loser|useless|pathetic|fool|liar|cheat|cheater"
                r"|terrible|awful|worst|unfunny|lame|annoying|trash|garbage|rubbish)\b"
            ),
            (
                r"\b(i hate you|shut up|screw you|go away|hate you|get lost|you suck"
                r"|nobody likes you|you stink|you smell)\b"
            ),
            r"^(stupid|idiot|dumb|moron|loser|boring|lame|liar|cheater)\b",
        ),
    ),
    (
        "apology",
        (r"\b(sorry|apologi[sz]e|my fault|forgive me|didnt mean (it|to)|i was wrong|my bad)",),
    ),
    (
        "gift",
        (
            (
                r"\b(brought|bring|give|gave|got|made|baked|bought|have) (this |something |a gift "
                r"|some )?(for )?you\b.{0,40}"
            ),
            r"\b(gift|present) for you\b",
            r"\bhere is (a|an|some|your)\b",
            r"\bheres (a|an|some|your)\b",
            r"\bthis is for you\b",
        ),
    ),
    (
        "love",
        (r"\b(i love you|marry me|be my (friend|valentine)|i like you|youre my f|hug)",),
    ),
    (
        "farewell",
        (
            (
                r"^(ok |okay |well |so )?(bye|goodbye|farewell|see you|see ya|good ?night|cya|later"
                r"|gotta go|i (have|must|need) (to )?go|im off|take care|until next)\b"
            ),
            r"\b(good)?bye\b *$",
        ),
    ),
    (
        "remember",
        (
            r"\b(remember|recall|forgot|forgotten|memory|memories)\b",
            r"\bwhat (do|did) you know (about|of) me\b",
            r"\blast (time|game|night|week)\b",
            r"\bhave we (met|played|talked)\b",
            r"\bdo you know me\b",
            r"\bwho am i\b",
            r"\bour (last )?games?\b",
        ),
    ),
    (
        "feeling",
        (
            r"\b(do you (even |still |really )?(like|love|hate|trust|dislike|mind) me)\b",
            r"\bwhat do you (think|feel|make) (about|of) me\b",
            r"\bhow do you feel about me\b",
            r"\bare we (friends|good|ok|okay|cool|rivals|enemies)\b",
            r"\bare you (angry|mad|cross|upset)",
            r"\bwhy (do|dont|did) you (like|hate|trust|dislike|distrust|avoid)\b",
            r"\bdo i annoy you\b",
            r"\bwhats wrong\b",
        ),
    ),
    (
        "praise",
        (
            (
                r"\b(youre|you are|your)\b.{0,30}\b(great|funny|best|brilliant|genius|lovely|sweet"
                r"|nice|wonderful|hilarious|amazing|clever|smart|kind|awesome|beautiful|cool"
                r"|favou?rite|legend)"
            ),
            (
                r"\b(well done|good job|nice one|congrat\w*|bravo|i admire|good game|gg|love your"
                r"|you made me laugh|well played)\b"
            ),
        ),
    ),
    (
        "thanks",
        (r"\b(thanks|thank you|thx|cheers|much obliged|ty)\b",),
    ),
    (
        "dislikes",
        (r"\b(what|who|which).{0,25}\b(dislike|hate|cant stand|annoys? you|fear)\b",),
    ),
    (
        "likes",
        (
            r"\bwhat.{0,25}\b(do you (like|love|enjoy)|makes you (happy|laugh)|fun)\b",
            r"\bhobb(y|ies)\b",
            r"\bfavou?rite\b",
            r"\bdo you (like|love|enjoy)\b",
        ),
    ),
    (
        "goals",
        (
            (
                r"\b(goals?|dreams?|ambitions?|your plans?|want in life|purpose|wish for"
                r"|meaning of life)\b"
            ),
            r"\bwhat do you want\b",
            r"\bwhat are you (planning|hoping)\b",
            r"\bwill you do\b",
        ),
    ),
    (
        "doing",
        (
            r"\bwhat are you (doing|up to)\b",
            r"\bwhere are you\b",
            r"\bwhats (up|new|going on|happening)\b",
            r"\bwhat (were you|have you been) (doing|up)\b",
            r"\bbusy\b",
            r"\bhows work\b",
            r"\bsup\b",
        ),
    ),
    (
        "who",
        (
            r"\bwho are you\b",
            r"\bwhat are you\b",
            r"\byour (name|story|job|background|past)\b",
            r"\btell me (something |more |a bit )?about you",
            r"\bintroduce\b",
            (
                r"\bare you (a |an )?(human|robot|bot|machine|ai|real|person|computer|program|goat"
                r"|ghost)\b"
            ),
        ),
    ),
    (
        "how",
        (
            r"\bhow (are|do|r) (you|u|things)\b",
            r"\bhow is (it|life|everything)",
            r"\bhows (it|life)\b",
            r"\byou (ok|okay|alright|well|tired|hungry|happy|sad)\b",
        ),
    ),
    (
        "joke",
        (r"\b(jokes?|make me laugh|something funny|be funny|riddle|pun|cheer me up|story)\b",),
    ),
    (
        "challenge",
        (
            (
                r"\b(beat you|win against you|youll lose|youre going down|challenge you|rematch"
                r"|revenge|destroy you|crush you|ill win|play (with|against) me|wanna play"
                r"|lets play|join my)\b"
            ),
        ),
    ),
    (
        "laugh",
        (
            r"\b(ha){2,}h?\b",
            r"\b(lol|lmao|rofl|hehe+|hihi|xd)\b",
            r"😂",
            r"🤣",
            r"😆",
        ),
    ),
    (
        "greeting",
        (
            (
                r"^(oh |well |ah )?(hi|hello|hey|hey there|hiya|howdy|greetings|good (morning"
                r"|evening|day|afternoon)|yo|moin|hallo|salut|servus|ahoy|welcome|nice to meet)\b"
            ),
        ),
    ),
    (
        "agree",
        (
            (
                r"^(yes|yeah|yep|yup|sure|ok|okay|right|true|exactly|indeed|of course|i agree|fine"
                r"|absolutely|definitely|totally|agreed)\b.{0,30}$"
            ),
        ),
    ),
    (
        "disagree",
        (r"^(no|nope|nah|never|wrong|not really|i disagree|of course not|hardly)\b.{0,30}$",),
    ),
    (
        "question",
        (
            r"\?",
            (
                r"^(what|why|how|who|where|when|which|can|could|do|does|did|is|are|will|would"
                r"|should|have|has)\b"
            ),
        ),
    ),
)
