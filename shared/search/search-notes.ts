import { UnreadablePartError } from '../trail/unreadable-part-error.ts';
import { LostIndexError } from './frames.ts';

/** What a search could not look at, so that it can answer with the rest and say so. */
export class SearchNotes {
  readonly #unreadable = new Map<string, UnreadablePartError>();
  #complete = true;
  #lost = false;

  /** Whether everything that the query asks for was looked at. */
  get complete(): boolean {
    return this.#complete;
  }

  /** An index was not there: it may have been replaced meanwhile, twice. */
  get lostIndex(): boolean {
    return this.#lost;
  }

  /** Parts of the archive, each once. */
  get unreadable(): readonly UnreadablePartError[] {
    return [...this.#unreadable.values()];
  }

  leftOut(): void {
    this.#complete = false;
  }

  /** A part of the archive cannot be read; what is in the others can. */
  readonly unread = (error: UnreadablePartError): void => {
    this.#unreadable.set(error.part, error);
    this.#complete = false;
  };

  /** Waits for something to be read; undefined where it cannot be. */
  async orNote<Result>(reading: Promise<Result>): Promise<Result | undefined> {
    try {
      return await reading;
    } catch (error) {
      if (error instanceof UnreadablePartError) this.unread(error);
      else if (error instanceof LostIndexError) this.#lost = true;
      else throw error;
      this.#complete = false;
      return undefined;
    }
  }
}
