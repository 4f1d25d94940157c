"""Small tables of English words that the judge treats in a way of their own."""


def listed(text: str, between: str | None = None) -> frozenset[str]:
    """The words of a text, or what stands between a sign."""
    return frozenset(each.strip() for each in text.split(between))


FILLER = listed(
    """very really just quite totally literally basically actually honestly simply obviously
    definitely absolutely certainly extremely kinda sorta um uh er hmm lol lmao rofl haha hahaha
    hehe omg wow yeah yep okay ok please etc blah whatever anyway indeed perhaps maybe
    somehow truly seriously"""
)
# Small words that open a reply without saying anything; fillers are gone already.
OPENERS = listed("well so oh hey hi hello like yes also but and or furthermore moreover personally")
PHRASES = tuple(
    sorted(
        tuple(phrase.split())
        for phrase in listed(
            """in my humble opinion/in my opinion/to be honest/to be fair/and so on/and so forth
            /you know/i mean/i think/i guess/i suppose/i believe/kind of/sort of/and stuff
            /and things/or something/if you ask me/at the end of the day/needless to say
            /for what it's worth/more or less/as we all know/and that is that/and that's that
            /as a matter of fact/long story short/i kid you not/dear judge/first of all/by the way
            /in other words/i would say/i think that/i believe that/that said/not gonna lie
            /believe it or not/no joke/just saying/trust me/if you will/so to speak/mind you
            /all in all/in general/in conclusion/in a way/for real/for sure/of course/no doubt
            /without a doubt/what can i say/let me tell you/hear me out/the more i think about it
            /some people might say/never gets old/plain and simple/thank you/i would argue
            /it seems to me/in this case
            /if you know what i mean/and stuff like that/or something like that/laugh out loud
            /as far as i am concerned/as far as i'm concerned/all things considered""",
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
