import type { DeclaredSettings } from './declared-settings.ts';

/** Headers are texts; their names may have anything but dots in them, which nest. */
export const textsOnly: DeclaredSettings = {
  has: () => false,
  isSecret: (key) => key.startsWith('secretHeaders.'),
  convert: (_, value) => value,
};
