import { type Command, InvalidArgumentError, Option } from 'commander';
import { largestPage } from '../shared/api/list.ts';

export function withListOptions(command: Command): Command {
  return command
    .addOption(new Option('--limit <n>', `at most this many (1 to ${largestPage})`).argParser(wholeNumber(largestPage)))
    .option('--all', 'everything, however much');
}

/** Reads an option as a whole number from 1 on. */
export function wholeNumber(largest: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1 || number > largest) {
      throw new InvalidArgumentError(`It must be a whole number from 1 to ${largest}.`);
    }
    return number;
  };
}
