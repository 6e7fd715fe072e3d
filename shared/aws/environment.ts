import { type EnvironmentName, environmentNames } from '../env/names.ts';

/** The value that the infrastructure set for this function. Throws where it set none: the function lacks a grant. */
export function environment(name: EnvironmentName): string {
  const value = process.env[environmentNames[name]];
  if (value === undefined || value === '') {
    throw new Error(`The environment variable ${environmentNames[name]} is not set; infra/ gives it to the function.`);
  }
  return value;
}
