const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/**
 * The zone as the tz database spells it; null where it has none of that name. Offsets such as +01:00 are no zones:
 * they know no daylight-saving time.
 */
export function findTimeZone(name: string): string | null {
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    if (timeZone.toLowerCase() === name.toLowerCase()) return timeZone;
    // An alias comes back as what it stands for, so its own spelling cannot be looked up: EventBridge is strict there.
    return /^[A-Z]/.test(name) && !/[/_][a-z]{3}/.test(name) ? name : null;
  } catch {
    return null;
  }
}

/** What the clocks in a zone show at an instant (both in epoch milliseconds), as if what they show were UTC. */
export function clockAt(zone: string, instant: number): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatFor(zone).formatToParts(instant)) parts[type] = value;
  const { year, month, day, hour, minute, second } = parts;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

/**
 * The first instant at which the clocks in a zone show this; null where they never do, because they were put forward
 * over it. It is either what it would be with the offset of the day before or with that of the day after.
 */
export function instantOf(zone: string, clock: number): number | null {
  const candidates = [clock - dayMs, clock + dayMs].map((near) => clock - (clockAt(zone, near) - near));
  const shown = candidates.filter((instant) => clockAt(zone, instant) === clock);
  return shown.length === 0 ? null : Math.min(...shown);
}
