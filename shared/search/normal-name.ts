/**
 * A name as it is searched for: case and the way an accent is written make no difference. `toLowerCase`, because
 * `toLocaleLowerCase` would depend on the machine; NFC behind it, because it may take characters apart. A sigma is
 * written differently at the end of a word, which would keep a prefix from matching the whole name.
 */
export const normalName = (name: string): string => name.toLowerCase().normalize('NFC').replaceAll('ς', 'σ');
