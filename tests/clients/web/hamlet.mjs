/** A small valley, as the wire tells it: four places, a path that crosses another's water. */

export const MAP = {
  name: "Heartwood Valley", width: 120_000, height: 90_000,
  places: [
    { id: "square", name: "the square", x: 59_000, y: 47_000 },
    { id: "inn", name: "the inn", x: 68_000, y: 52_000 },
    { id: "hill", name: "Heartwood Hill", x: 38_000, y: 7_000 },
    { id: "pond", name: "the pond", x: 66_000, y: 76_000 },
  ],
  paths: [["inn", "square"], ["hill", "square"], ["inn", "pond"], ["inn", "nowhere"]],
};
export const NOW = { at: 86_400_000 + 9 * 3_600_000, shown: "Tuesday 09:00", pace: 30 };
export const REPLY = { map: MAP, tick: 812, now: NOW };

export const figure = (id, changes = {}) => ({
  id, name: id, is_person: false, x: 59_000, y: 47_000, place: "square", to: null, kind: "work",
  activity: "kneading dough", mood: 20, energy: 80, talks_to: null, tone: null, ...changes,
});

export const tick = (number, agents, changes = {}) => ({
  sig: "world.tick", tick: number, now: NOW, full: false, agents, gone: [], ...changes,
});
