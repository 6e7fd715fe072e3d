import { decodeFrame, encodeFrame } from './frames.ts';
import { append, type IndexRecord, newestName, type Outcome, type Stretch } from './index-record.ts';

/** An outcome as a block holds it, once for all records that have it: with the name only where it was another one. */
type SharedOutcome = Omit<Outcome, 'name'> & { readonly name?: string | null };

interface Columns {
  readonly ids: readonly string[];
  /** What the newest run called each record. */
  readonly names: readonly (string | null)[];
  readonly outcomes: readonly SharedOutcome[];
  /** For each record runs and outcome in turns; 0 is untouched, 1 the first of the outcomes. */
  readonly stretches: readonly (readonly number[])[];
}

/** Some records as the bytes of one block, in columns, since these compress far better than rows. */
export function encodeRecords(records: readonly IndexRecord[]): Uint8Array {
  const { outcomes, numberOf } = numbering();
  const columns: Columns = {
    ids: records.map(({ externalId }) => externalId),
    names: records.map(newestName),
    outcomes,
    stretches: records.map((record) => {
      const name = newestName(record);
      return record.stretches.flatMap(({ runs, outcome }) => [runs, outcome ? numberOf(outcome, name) : 0]);
    }),
  };
  return encodeFrame(columns);
}

function numbering() {
  const outcomes: SharedOutcome[] = [];
  const numbers = new Map<string, number>();
  const numberOf = ({ action, status, code, message, name }: Outcome, nameOfRecord: string | null): number => {
    const outcome: SharedOutcome = {
      action,
      status,
      ...(code !== undefined && { code }),
      ...(message !== undefined && { message }),
      ...(name !== nameOfRecord && { name }),
    };
    const text = JSON.stringify(outcome);
    const number = numbers.get(text) ?? outcomes.push(outcome);
    numbers.set(text, number);
    return number;
  };
  return { outcomes, numberOf };
}

/** Throws LostIndexError where the bytes are damaged. */
export function decodeRecords(bytes: Uint8Array): IndexRecord[] {
  const { ids, names, outcomes, stretches } = decodeFrame<Columns>(bytes);
  return ids.map((externalId, position) => {
    const name = names[position] ?? null;
    const numbers = stretches[position] ?? [];
    const decoded: Stretch[] = [];
    for (let at = 0; at < numbers.length; at += 2) {
      const outcome = outcomes[(numbers[at + 1] ?? 0) - 1];
      append(decoded, numbers[at] ?? 0, outcome ? { name, ...outcome } : null);
    }
    return { externalId, stretches: decoded };
  });
}
