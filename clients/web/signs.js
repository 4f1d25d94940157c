/** The signs of votes and reactions, by the word that travels. Pure; their names are lang's. */

/** @type {Readonly<Record<string, string>>} */
export const VOTE_SIGNS = { funny: "😂", creative: "🎨", best: "⭐" };

/** @type {Readonly<Record<string, string>>} */
export const REACTION_SIGNS = {
  laugh: "😂", clap: "👏", love: "❤️", wow: "😮", fire: "🔥", robot: "🤖",
};

/** A machine player whose own face is not known yet. */
export const MACHINE = "🤖";
