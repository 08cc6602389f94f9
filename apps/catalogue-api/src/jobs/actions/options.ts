import type { Fault, Options } from './job-action';

export function textOption(options: Options, name: string, fault: Fault): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw fault(`${name} must be a text`);
  return value;
}
export function optionalText(options: Options, name: string, fault: Fault): string | undefined {
  return options[name] === undefined || options[name] === null ? undefined : textOption(options, name, fault);
}
export function mapOption(options: Options, name: string, fault: Fault): Options | undefined {
  const value = options[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw fault(`${name} must be an object`);
  return value as Options;
}
export function yesNoOption(options: Options, name: string, fault: Fault): boolean {
  const value = options[name] ?? false;
  if (typeof value !== 'boolean') throw fault(`${name} must be true or false`);
  return value;
}
/** A misspelt option would be an action that does something else than its author thinks. */
export function assertKnown(options: Options, names: readonly string[], fault: Fault): void {
  const other = Object.keys(options).find((name) => name !== 'actionType' && !names.includes(name));
  if (other !== undefined) throw fault(`${other} is not an option of ${String(options['actionType'])}`);
}
