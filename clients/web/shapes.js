/**
 * What travels and what is folded of it, as types for the checker; there is nothing here to run.
 * Names are the wire's. A field that a snapshot may leave out is optional.
 */

/**
 * @typedef {object} Seat
 * @property {string} id
 * @property {string} name
 * @property {string|null} avatar_url
 * @property {boolean} is_ai
 * @property {string|null} user
 * @property {string|null} [agent]
 * @property {number} score
 * @property {number|null} rank
 * @property {boolean} is_ready
 * @property {boolean} [is_active]
 * @property {boolean} [connected]
 * @property {boolean} [muted]
 *
 * @typedef {{round: number, text: string, category: string, difficulty: string}} Prompt
 * @typedef {{id: string, text: string}} Line
 * @typedef {{player: string, score: number, rank: number}} Standing
 * @typedef {{player: string, code: string, name: string, points: number}} Unlocked
 * @typedef {{text: string, at: number}} Announcement
 * @typedef {{n: number, player: string|null, kind: string}} Reaction
 *
 * @typedef {object} ChatLine
 * @property {string} message
 * @property {string|null} player
 * @property {string|null} name
 * @property {string} text
 * @property {number} at
 * @property {boolean} [official]
 *
 * @typedef {object} Result
 * @property {string} response
 * @property {string} player
 * @property {string} text
 * @property {boolean} is_ai
 * @property {{creativity: number, humor: number, relevance: number, total: number}|null} scores
 * @property {string|null} judge
 * @property {string} [because]  why it was not the judge that was asked first
 * @property {{funny: number, creative: number, best: number}} votes
 * @property {number} points
 * @property {{machine: number, human: number, points: number}} [guesses]  mode turing
 *
 * @typedef {object} Reason
 * @property {string} heading  a score, or "all"
 * @property {string} key
 * @property {number} points
 * @property {string} text  in English
 *
 * @typedef {object} Why
 * @property {string} response
 * @property {number} confidence  0 to 1
 * @property {string[]} marks
 * @property {Reason[]} reasons
 * @property {number} version
 * @property {number} [table]  votes of this very table
 *
 * @typedef {object} Listed  a game as lists and replies name it
 * @property {string} id
 * @property {string} code
 * @property {string} name
 * @property {string} mode
 * @property {string} status
 * @property {string} host  a user
 * @property {string} visibility
 * @property {number} max_players
 * @property {number} total_rounds
 * @property {number} time_limit_seconds
 * @property {Record<string, any>} settings
 *
 * @typedef {object} Snapshot
 * @property {Listed} game
 * @property {number} seq
 * @property {number} at
 * @property {string} phase
 * @property {number} round
 * @property {number} total_rounds
 * @property {number|null} deadline
 * @property {boolean} paused
 * @property {string} host
 * @property {string|null} me
 * @property {Seat[]} players
 * @property {Prompt|null} prompt
 * @property {Line[]} responses
 * @property {{id?: string, text?: string}|null} my_response
 * @property {Record<string, string>} my_votes
 * @property {Record<string, boolean>} [my_guesses]  mode turing: made by a machine?
 * @property {{player: string, right: number, wrong: number, points: number}[]} [guessers]
 * @property {string[]} [machines]  players who turned out to be machines
 * @property {number} received
 * @property {number} expected
 * @property {Result[]} results
 * @property {Standing[]} standings
 * @property {string[]} winners
 * @property {ChatLine[]} chat
 * @property {Announcement} [announcement]
 * @property {string[]} [my_mutes]
 * @property {Unlocked[]} [achievements]
 *
 * @typedef {object} Folded  what folding adds to it
 * @property {string|null} user  who we are
 * @property {string|null} paused_reason
 * @property {string|null} reason
 * @property {any} stats
 * @property {Unlocked[]} achievements
 * @property {string[]} acted  players seen to act in this phase
 * @property {Reaction[]} reactions  n grows, so that new ones can be told from old
 * @property {number} reacted
 * @property {boolean} outage  true while the server cannot commit: clocks stand still
 * @property {string|null} left  why we are no longer seated, when we are not
 * @property {boolean} gap  true when an event is missing and a resume must fill it
 * @property {import("./best.js").Highlight[]} [highlights]
 * @property {number[]} [uncovered]
 *
 * @typedef {Snapshot & Folded} Game
 */

export {};
