"""Words that carry no idea of their own: they go with any answer, so they add nothing to one."""

from typing import Final

from agents.judge.lexicon import listed

# Written by hand, by kind: little words, those that lead on or sum up, those of thinking, saying
# and doing in general, praise and blame, and talk about the game, its judge and its points.
GENERIC: Final = listed(
    """
    a able about above absolute accept accepted according accordingly across add added
    additionally admit admittedly after afterward afterwards again against ago agree agreed
    agrees ah ain't all allegedly almost along already alright also alternative alternatively
    although altogether always am amazed amazing amazingly among amusing an and another answer
    answered answering answers any anybody anybody's anyhow anymore anyone anything anywhere
    apparently appear appears approach appropriate approve approved are aren't arguably around
    as aside ask asked asking asks aspect aspects assume at attempt average away awesome awful
    aye bad barely based be beautiful became because become becomes been before begin beginning
    behalf being believe believed believes below besides best bet better between beyond boring
    both bravo brilliant btw bunch but by bye call called calls came can can't cannot care cares
    case cases cause certain chance chances charming cheers choice circumstances clear clearly
    clever come comedic comedy comes comical coming comment common completely concept concerned
    concerning conclude concluded conclusion congrats consequently consider considered
    considering considers content contents context convenient conversely cool correct could
    could've couldn't crazy creative creatively creativity cuz day days decide decided deeply
    degree delightful deny deserve deserved deserves desirable despite detail details did didn't
    different difficult disagree do does doesn't doing don't done doubt doubts down due duh
    during each easy effective efficient either element else end ended ending endless ends enjoy
    enjoyable enjoyed enjoys enough entertaining entire entirely epic equally erm especially
    essentially even eventually ever every everybody everyone everyone's everything everywhere
    evident evidently exactly example examples excellent except exceptional exceptionally
    exciting expect expected explain extent extraordinary fact factor facts fair fairly false
    fantastic far favor favour feel feeling feels felt few figure final finally find finds fine
    first firstly five folks for forever forget fortunately found four frankly free frequently
    from full fully fun funnier funniest funny furthermore fyi gave general generally genius get
    gets getting give given gives giving glad gladly go goal goes going gone gonna good got
    gotta gotten grateful great greatly guess guesses ha had hadn't half happen happened happens
    happy hard hardly has hasn't hate have haven't having he he'd he'll he's hear heard hears
    heh hello help helped helpful helps hence her here here's hers herself hey hi highly
    hilarious hilariously him himself his honest honesty hooray hope hopeful hopefully hopes
    hoping horrible how how's however humble humbly humor humorous humour hurray i i'd i'll i'm
    i've idea ideal ideally ideas idk if ikr imaginative imagine imagined imho immensely imo
    important importantly impossible impressive in incredible incredibly innovative instance
    instead interesting interestingly into inventive irrelevant is isn't issue issues it it'd
    it'll it's its itself joke jokes joking judge judged judges judging keep keeping keeps kept
    kidding kind kindly kinds knew know knowing known knows largely last lastly later laugh
    laughed laughing laughs laughter least legendary less let let's lets level lie life like
    likely likewise long look looked looking looks lot lots love loved lovely loves loving
    luckily made main mainly major make makes making manner many masterpiece matter matters max
    maximum may me mean meaning means meant meanwhile mention mentioned merely method might
    might've mind mine minimum modest moment more moreover most mostly much must my myself nah
    naturally near nearby nearly neat necessary need needed needs neither never nevertheless
    next ngl nice no nobody nobody's none nonetheless nonsense nope nor normal normally not
    notably note noted nothing notice noticed novel now nowadays nowhere number obvious
    occasionally of off often oh okay-ish omfg on once one one's ones only onto ooh opinion
    opinionated opinions optimal option options or order ordinary original originality other
    others otherwise our ours ourselves out outcome outstanding over overall own part particular
    particularly partly parts people people's per perfect perfectly period person personally
    perspective phenomenal phrase plainly player players pleasant plus point pointed points poor
    positively possibilities possibility possible possibly practical practically precisely
    prefer presumably pretty previous probably problem problems promise prompt propose proposed
    proud pure purpose put puts putting qualified question questions random rarely rate rated
    rather rating ready real realise reality realize reason reasons recall reckon recommend
    recommended regarding regardless regular related relevant remark remarkable remarkably
    remember reply respectfully respond response rest result results right sad sadly said sake
    same saw say saying says score scored scores scoring second secondly see seeing seem seemed
    seems seen sees seldom self sense several shall she she'd she'll she's sheer short should
    should've shouldn't show shows significant silly similar similarly simple since sincerely
    single situation situations smart smh so some somebody someone something sometime sometimes
    somewhere soon sorry sort sorts sound sounding sounds speak speaking special specific spoken
    start started starts statement stay still strange strongly stuff stunning subject
    subsequently such suggest suggested suggestion suggests suitable summarize summary super
    superb suppose supposed supposedly sure surely surprising surprisingly swear take taken
    takes taking talk talking tbh tell telling tells ten term terms terrible terrific than thank
    thankful thanks that that'd that'll that's the their theirs them themselves then there
    there'd there'll there's therefore these they they'd they'll they're they've thing things
    think thinking thinks third thirdly this thoroughly those though thought thoughts three
    through thus till time times to today today's together told too took topic toward towards
    tremendously tried tries true trust truth try trying twice two type types typical typically
    ugh ultimately unable unbelievable uncommon undeniably under understand understands
    understood undoubtedly unfortunately unique unless unlikely unquestionably until unusual up
    upon us usage use used useful uses using usual usually utterly valuable vastly versus via
    view virtually vote voted voter voters votes voting wanna want wanted wants was wasn't way
    ways we we'll we're we've weak weird welcome well went were weren't what what's whatnot when
    whenever where wherever whether which whichever while who who'd who'll who's who've whoever
    whole whom whose why wildly will willing win winner winning wins wish wishes wit with within
    without witty won won't wonder wonderful wondering word words work worked working works
    worse worst worth worthy would would've wouldn't wrong y'all yay yes yet you you'd you'll
    you're you've your yours yourself yup
    """
)
