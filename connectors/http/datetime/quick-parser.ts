import { type DateTime, dateTimeOf } from './date-time.ts';
import type { FormatPart } from './format-part.ts';
import { parseOffset } from './parse-iso.ts';

/** Digits of the directives that are numbers and nothing else, in the order of `slots`. */
const widths: Readonly<Record<string, number>> = { Y: 4, m: 2, d: 2, H: 2, M: 2, S: 2, f: 6, _ms: 6 };
const slots: Readonly<Record<string, number>> = { Y: 0, m: 1, d: 2, H: 3, M: 4, S: 5, f: 6, _ms: 6 };

type Step = { readonly literal: string } | { readonly slot: number; readonly width: number } | { readonly zone: true };

/**
 * A parser for the formats that nearly all sources use: numbers of full width, fixed text, an offset at the end. It
 * reads a time of each record, where a regular expression would cost ten times as much. Null where the format is
 * another; what it gives null for may still be readable in the general way.
 */
export function quickParser(parts: readonly FormatPart[]): ((text: string) => DateTime | null) | null {
  const steps: Step[] = [];
  for (const { literal, name } of parts) {
    const [slot, width] = [slots[name ?? ''], widths[name ?? '']];
    if (name === null) steps.push({ literal });
    else if (slot !== undefined && width !== undefined) steps.push({ slot, width });
    else if (name === 'z') steps.push({ zone: true });
    else return null;
  }
  return (text) => parse(text, steps);
}

function parse(text: string, steps: readonly Step[]): DateTime | null {
  const values = [1900, 1, 1, 0, 0, 0, 0];
  let at = 0;
  let offsetMinutes = 0;
  for (const step of steps) {
    if ('literal' in step) {
      if (!text.startsWith(step.literal, at)) return null;
      at += step.literal.length;
    } else if ('zone' in step) {
      const zone = text.slice(at);
      if (zone !== 'Z' && !/^[+-]\d{2}:?\d{2}$/.test(zone)) return null;
      offsetMinutes = parseOffset(zone);
      at = text.length;
    } else {
      let value = 0;
      let digits = 0;
      for (; digits < step.width; digits++) {
        const digit = text.charCodeAt(at + digits) - 48;
        if (!(digit >= 0 && digit <= 9)) break;
        value = value * 10 + digit;
      }
      const isFraction = step.slot === 6;
      if (digits === 0 || (!isFraction && digits < step.width)) return null;
      values[step.slot] = isFraction ? value * 10 ** (6 - digits) : value;
      at += digits;
    }
  }
  if (at !== text.length) return null;
  const [year = 1900, month = 1, day = 1, hour, minute, second, microsecond] = values;
  return dateTimeOf(
    { year, month, day, hour: hour ?? 0, minute: minute ?? 0, second: second ?? 0, microsecond: microsecond ?? 0 },
    offsetMinutes,
  );
}
