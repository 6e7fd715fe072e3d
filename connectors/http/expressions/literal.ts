/**
 * Reads a rendered text as a Python literal where it is one (number, True, False, None, quoted text, list, object), as
 * the vocabulary does with every result; any other text stays as it is.
 *
 * Differs on purpose where reading would damage a page token or a version: a number stays text unless it is written
 * exactly as we would write it again (`007`, `1e5`, `2.10`, `1_000` and digits beyond a double's precision stay text),
 * and so do the tuple forms `1,2` and `(1, 2)`.
 */
export function literalOf(text: string): unknown {
  // Nearly every result is plain text, known by its first character.
  if (!/^[ \t]*["'[{TFN\d-]/.test(text)) return text;
  const reader = new LiteralReader(text.trim());
  const value = reader.read();
  return value === undefined || !reader.atEnd() ? text : value;
}

const words: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#skipSpace();
    return this.#at === this.#text.length;
  }

  /** The literal at the current place; undefined where there is none. */
  read(): unknown {
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '[') return this.#list();
    if (first === '{') return this.#object();
    if (first === '"' || first === "'") return this.#quoted();
    const word = this.#word();
    return word === undefined ? this.#number() : word;
  }

  #list(): unknown[] | undefined {
    const items: unknown[] = [];
    this.#at++;
    while (!this.#takes(']')) {
      if (items.length > 0 && !this.#takes(',')) return undefined;
      if (this.#takes(']')) return items;
      const item = this.read();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  #object(): Record<string, unknown> | undefined {
    const fields: [string, unknown][] = [];
    this.#at++;
    while (!this.#takes('}')) {
      if (fields.length > 0 && !this.#takes(',')) return undefined;
      if (this.#takes('}')) break;
      const key = this.read();
      if ((typeof key !== 'string' && typeof key !== 'number') || !this.#takes(':')) return undefined;
      const value = this.read();
      if (value === undefined) return undefined;
      fields.push([String(key), value]);
    }
    return Object.fromEntries(fields);
  }

  #word(): unknown {
    const word = /^(?:True|False|None)\b/.exec(this.#text.slice(this.#at))?.[0];
    if (word === undefined) return undefined;
    this.#at += word.length;
    return words[word];
  }

  #number(): number | undefined {
    const text = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?![\w.])/.exec(this.#text.slice(this.#at))?.[0];
    if (text === undefined || String(Number(text)) !== text) return undefined;
    this.#at += text.length;
    return Number(text);
  }

  #quoted(): string | undefined {
    const rest = this.#text.slice(this.#at);
    const match = /^("""|'''|"|')((?:\\[\s\S]|(?!\1)[^\\])*)\1/.exec(rest);
    if (!match) return undefined;
    this.#at += match[0].length;
    return unescaped(match[2] ?? '');
  }

  #takes(sign: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
};

function unescaped(text: string): string {
  return text.replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|([\s\S]))/gi, (whole, x?: string, u?: string, one?: string) => {
    const code = x ?? u;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return escapes[one ?? ''] ?? (/["'\\]/.test(one ?? '') ? (one ?? '') : whole);
  });
}
