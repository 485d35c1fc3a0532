// Dates and times in the newsroom's zone, whatever the zone of the browser.

let zone = "UTC";
const formats = new Map();

export function setZone(name) {
  zone = name;
  formats.clear();
}

export const zoneName = () => zone;

function parts(date, name, options) {
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return Object.fromEntries(formats.get(name).formatToParts(date).map((part) => [part.type, part.value]));
}

const full = (date) =>
  parts(date, "full", {
    weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });

const long = (date) => parts(date, "long", { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** 17:30 */
export const hour = (date) => `${full(date).hour}:${full(date).minute}`;

/** Fri 6 Dec */
export const shortDay = (date) => `${full(date).weekday} ${full(date).day} ${full(date).month}`;

/** Fri 6 Dec 2024 */
export const dayAndYear = (date) => `${shortDay(date)} ${full(date).year}`;

/** Friday, 6 December 2024 */
export const longDay = (date) => {
  const { weekday, day, month, year } = long(date);
  return `${weekday}, ${day} ${month} ${year}`;
};

/** 2024-12-06, the day in the newsroom's zone, for comparing. */
export const dayKey = (date) => {
  const { year, month, day } = parts(date, "key", { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${year}-${month}-${day}`;
};

/** The value of a datetime-local field. */
export const fieldValue = (date) => `${dayKey(date)}T${hour(date)}`;

const DAY = 86_400_000;

/** Today, Yesterday, or the day's name as seen from `now`. */
export function dayName(date, now) {
  const key = dayKey(date);
  if (key === dayKey(now)) return "Today";
  if (key === dayKey(new Date(now.getTime() - DAY))) return "Yesterday";
  return longDay(date);
}

/** The short stamp of a chat list: the hour today, the weekday this week, else the date. */
export function stamp(date, now) {
  if (dayKey(date) === dayKey(now)) return hour(date);
  if (Math.abs(now - date) < 6 * DAY) return full(date).weekday;
  return `${full(date).day} ${full(date).month}`;
}

/** "17:30" today, else "Fri 6 Dec, 17:30". */
export const when = (date, now) => (dayKey(date) === dayKey(now) ? hour(date) : `${shortDay(date)}, ${hour(date)}`);

export const ofMessage = (message) => new Date(message.date * 1000);
