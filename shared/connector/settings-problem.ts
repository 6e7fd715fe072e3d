/** One thing that is wrong with settings, for a person; never with a value in it. */
export interface SettingsProblem {
  /** JSON pointer into the settings; empty where it concerns them as a whole. */
  readonly pointer: string;
  readonly detail: string;
}

/** One line for a person. */
export const settingsProblemText = ({ pointer, detail }: SettingsProblem): string =>
  pointer === '' ? detail : `${pointer}: ${detail}`;
