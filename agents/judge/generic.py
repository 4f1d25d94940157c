"""Words that carry no idea of their own: they go with any answer, so they add nothing to one."""

from typing import Final

from agents.judge.lexicon import listed

# Written by hand, by kind: little words, those that lead on or sum up, those of thinking, saying
# and doing in general, praise and blame, and talk about the game, its judge and its points.
GENERIC: Final = listed(
    """
    a ability able about above absolute absurd accept accepted according accordingly achieve
    achieved across active activities activity actual add added additional additionally admit
    admittedly adorable advantage advantages affect affected affordable after afterward
    afterwards again against ages ago agree agreed agrees ah ain't alive all allegedly allow
    allowed allowing allows almost along already alright also alternative alternatively although
    altogether always am amazed amazing amazingly among amount amusing an and another answer
    answered answering answers any anybody anybody's anyhow anymore anyone anyone's anything
    anywhere apparently appear appears approach appropriate approve approved approximately are
    aren't arguably argue argued argument around as aside ask asked asking asks aspect aspects
    assume at attempt attention available average avoid avoided away awesome awful aye back bad
    barely based basic be beautiful became because become becomes been before begin beginning
    behalf behavior being believe believed believes below besides best bet better between beyond
    biggest bonus boring both bravo brilliance brilliant bring bringing brings brought btw bunch
    but by bye call called calls came can can't cannot capable care carefully cares case cases
    cause caused causes causing certain challenge challenges chance chances change changed
    changes changing charming check checked cheers choice choose chooses choosing chose chosen
    circumstances claim claimed claims clear clearly clever cleverest closely come comedic
    comedy comes comical coming comment common commonly compare compared comparing complete
    completed completely concept concern concerned concerning conclude concluded conclusion
    confident congrats consequently consider considered considering considers constantly content
    contents context continue continued continues continuing convenient conversely convince
    convinced cool coolest correct could could've couldn't craziest crazy create created creates
    creating creation creative creatively creativity curious current currently cutest cuz daily
    date day days decent decide decided decision decisions deeply degree delightful demand deny
    depend depends describe described describes description deserve deserved deserves desirable
    desire despite detail details develop developed developing did didn't difference differences
    different difficult direct direction directly disagree discuss discussed do does doesn't
    doing don't done doubt doubts down due duh during each earlier earliest early easiest easily
    easy economical effect effective effects efficient effort efforts either element else end
    ended ending endless endlessly ends enjoy enjoyable enjoyed enjoys enough entertaining
    entire entirely epic equal equally erm especially essentially even event events eventually
    ever every everybody everyone everyone's everything everywhere evidence evident evidently
    exactly example examples excellent except exceptional exceptionally exciting exist existed
    existence existing exists expect expected experience experienced explain explanation express
    expressed extent extra extraordinary fabulous fact factor facts fail failed fails failure
    fair fairly faith false familiar famous fantastic far fastest favor favorite favorites
    favour favourite feel feeling feels felt few figure final finally find finds fine finest
    first firstly five folks follow followed following follows fond for forever forget
    fortunately found four frankly free frequently from full fully fun functional funnier
    funniest funny furthermore future fyi gain gained gave general generally generation genius
    gently get gets getting give given gives giving glad gladly glorious go goal goes going gone
    gonna good gorgeous got gotta gotten grateful great greatest greatly guarantee guaranteed
    guarantees guess guesses guessing ha had hadn't half handle handled handy happen happened
    happens happiest happiness happy hard hardly has hasn't hate have haven't having he he'd
    he'll he's hear heard hears heavily heh held hello help helped helpful helps hence her here
    here's hers herself hey hi high highest highly hilarious hilariously him himself his history
    hold holding holds honest honesty hooray hope hopeful hopefully hopes hoping horrible hour
    hours how how's however humble humbly humor humorous humour hurray i i'd i'll i'm i've idea
    ideal ideally ideas idk if ikr imagination imaginative imagine imagined imho immediately
    immensely imo impact importance important importantly impossible impressive improve improved
    improves in include included includes including increase increased increasing incredible
    incredibly individual infinite infinitely ingenious initially innovative insane inspiration
    inspired inspiring instance instead intellect intelligent intend intended interest
    interested interesting interestingly interests into inventive involve involved involves
    involving irrelevant is isn't issue issues it it'd it'll it's item items its itself joke
    jokes joking joy judge judged judges judging keep keeping keeps kept kidding kind kindly
    kinds knew know knowing knowledge known knows largely largest last lastly late lately later
    latest laugh laughed laughing laughs laughter learn learned least leave leaves leaving left
    legendary less let let's lets level lie life like likely likewise limit limited limits long
    longest look looked looking looks lot lots love loved lovely loves loving low lowest luckily
    made magnificent main mainly major make makes making manage managed manages manner many
    marvelous masterpiece matter matters max maximum may me mean meaning means meant meanwhile
    meet mental mention mentioned merely met method might might've mind mine minimum minute
    minutes modern modest moment month months more moreover most mostly move moved moves moving
    much multiple multipurpose must my myself nah name named names natural naturally near nearby
    nearly neat necessary need needed needs negative neither never nevertheless new next ngl
    nice nicest no no-brainer nobody nobody's none nonetheless nonsense nope nor normal normally
    not notable notably note noted nothing notice noticed novel now nowadays nowhere number
    numerous obtain obvious occasionally of off offer offered offering offers often oh okay-ish
    omfg on once one one's ones only onto ooh opinion opinionated opinions opportunity optimal
    option options or order orders ordinary original originality originally other others
    otherwise our ours ourselves out outcome outstanding over overall own part particular
    particularly partly parts pass passed past people people's per perfect perfectly perform
    performed period person personal personally perspective phenomenal phrase physical pick
    picked picks plainly player players pleasant pleasure plus point pointed points poor popular
    position positive positively possibilities possibility possible possibly powerful practical
    practically practice precisely prefer preference preferred prepare prepared presence present
    presumably pretty previous private probably problem problems process produce produced
    produces progress promise prompt proper properly propose proposed proud prove proved proven
    proves provide provided provides providing public pure purpose put puts putting qualified
    question questions quick quickly quietly random rapidly rarely rate rated rather rating
    reach reached reaches reaction ready real realise reality realize reason reasons recall
    receive received recent recently reckon recommend recommended reduce reduced refuse refused
    regard regarding regardless regards regular relatable related relatively relevant reliable
    remain remained remaining remains remark remarkable remarkably remember replace replaced
    reply require required requires respect respectfully respond response responsible rest
    result results return returned returns ridiculous right role sad sadly said sake same
    satisfaction satisfied satisfying saw say saying says score scored scores scoring second
    secondly see seeing seem seemed seems seen sees seldom self sense serious set sets setting
    several shall share shared shares sharing she she'd she'll she's sheer short should
    should've shouldn't show shows significant silent silliest silliness silly similar similarly
    simple simplest simplicity since sincerely single sit situation situations skill skills
    slightly slow slowly smallest smart smartest smh so softly solid some somebody someone
    something sometime sometimes somewhere soon sooner sorry sort sorts sound sounding sounds
    speak speaking special specific specifically spectacular splendid spoken stand standard
    standards stands start started starts statement stay still strange strangest strictly strong
    strongest strongly stuff stunning subject subsequently succeed succeeded success successful
    successfully such suddenly suggest suggested suggestion suggests suitable summarize summary
    super superb suppose supposed supposedly sure surely surprise surprised surprises surprising
    surprisingly swear take taken takes taking talent talented talk talking tbh tell telling
    tells ten term terms terrible terrific test tested than thank thankful thanks that that'd
    that'll that's the their theirs them themselves then there there'd there'll there's
    therefore these they they'd they'll they're they've thing things think thinking thinks third
    thirdly this thoroughly those though thought thoughts three through thus till time times
    tirelessly to today today's together told tomorrow tonight too took topic toward towards
    tremendously tried tries true trust truth try trying turn turned turning turns twice two
    type types typical typically ugh ultimately unable unbelievable uncommon undeniably under
    understand understands understood undoubtedly unfortunately unique unless unlikely
    unquestionably until unusual up upon us usage use used useful uses using usual usually
    utterly valuable variety various vastly versatile versus via view views virtually vote voted
    voter voters votes voting wanna want wanted wants was wasn't way ways we we'll we're we've
    weak week weekly weeks weird weirdest welcome well went were weren't what what's whatnot
    when whenever where wherever whether which whichever while who who'd who'll who's who've
    whoever whole whom whose why widely wildly will willing win winner winning wins winwin
    wisdom wise wisest wish wishes wit with within without wittiest witty won won't wonder
    wonderful wondering word words work worked working works worse worst worth worthy would
    would've wouldn't wrong y'all yay year years yes yesterday yet you you'd you'll you're
    you've your yours yourself yup
    """
)
