import { type EnvironmentName, environmentNames } from '../env/names.ts';

/** For what a deployment may do without: null where its value is empty. Throws as `environment` does. */
export function environmentOrNull(name: EnvironmentName): string | null {
  return process.env[environmentNames[name]] === '' ? null : environment(name);
}

/** The value that the infrastructure set for this function. Throws where it set none: the function lacks a grant. */
export function environment(name: EnvironmentName): string {
  const value = process.env[environmentNames[name]];
  if (value === undefined || value === '') {
    throw new Error(`The environment variable ${environmentNames[name]} is not set; infra/ gives it to the function.`);
  }
  return value;
}
