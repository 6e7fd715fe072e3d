/** The beginning of a text, where only so much has room: names and ids may be as long as their source likes. */
export const briefOf = (text: string, mostCharacters = 100): string =>
  text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
