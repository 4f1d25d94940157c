"""Small tables of English words that the judge treats in a way of their own."""


def listed(text: str, between: str | None = None) -> frozenset[str]:
    """The words of a text, or what stands between a sign."""
    return frozenset(each.strip() for each in text.split(between))


# Words that carry no idea. Alone they are a poor answer, at an end they are padding.
STOP = listed(
    """a an the and or but nor so if then than as of to in on at by for from with into onto over
    under up down out off about is are was were be been being am it its it's this that that's these
    those there here he she they them his her their him i i'm i've i'd i'll me my mine you you're
    your yours we us our do does did doing done don't have has had having will would could should
    can may might must shall not no yes all each more most much many such what which who whom when
    where why how thing things stuff something anything like also too"""
)
FILLER = listed(
    """very really just quite totally literally basically actually honestly simply obviously
    definitely absolutely certainly extremely kinda sorta um uh er hmm lol lmao rofl haha hahaha
    hehe omg wow yeah yep okay ok please etc blah whatever anyway indeed perhaps maybe
    somehow truly seriously"""
)
PHRASES = tuple(
    sorted(
        tuple(phrase.split())
        for phrase in listed(
            """in my humble opinion/in my opinion/to be honest/to be fair/and so on/and so forth
            /you know/i mean/i think/i guess/i suppose/i believe/kind of/sort of/and stuff
            /and things/or something/if you ask me/at the end of the day/needless to say
            /for what it's worth/more or less/as we all know/and that is that/and that's that
            /as a matter of fact""",
            "/",
        )
    )
)
# Replies that decline to be witty, as bare words.
EMPTY = listed(
    """idk/dunno/nothing/none/pass/skip/nope/no/yes/no idea/no clue/i don't know/don't know/i dunno
    /i have no idea/not sure/i'm not sure/next/whatever/something/anything/n a""",
    "/",
)
# Words of a task, which say nothing about what it is about.
TASK = listed(
    """surprising unusual creative funny uses use used name describe think worst best caption
    write invent answer say give tell come finish complete"""
)
